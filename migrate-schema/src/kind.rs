use std::fmt;

/// Enumerations whose variants have a word in the canonical text.
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The word of the canonical text and of JSON, such as
            #[doc = concat!("`", $($word, "`, `",)+ "…`.")]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            pub(crate) fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        /// In words, for people: `foreign key`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.as_str().replace('-', " "))
            }
        }
    };
}

vocabulary! {
    /// What an object of a schema is.
    pub enum Kind {
        /// A schema (PostgreSQL).
        Schema = "schema",
        /// An extension: its name and schema, not its version (PostgreSQL).
        Extension = "extension",
        /// An enumerated type (PostgreSQL).
        Enum = "enum",
        /// A domain (PostgreSQL).
        Domain = "domain",
        /// A composite type (PostgreSQL).
        CompositeType = "composite-type",
        /// A range type (PostgreSQL).
        RangeType = "range-type",
        /// A sequence that belongs to no column (PostgreSQL, `MariaDB`).
        Sequence = "sequence",
        /// A table, partitioned or not.
        Table = "table",
        /// A foreign table (PostgreSQL).
        ForeignTable = "foreign-table",
        /// A virtual table (SQLite).
        VirtualTable = "virtual-table",
        /// A view.
        View = "view",
        /// A materialised view (PostgreSQL).
        MaterialisedView = "materialised-view",
        /// A column. One of a view is an object only if it has a comment or a default of its own.
        Column = "column",
        /// A primary key.
        PrimaryKey = "primary-key",
        /// A unique constraint.
        Unique = "unique-constraint",
        /// A foreign key.
        ForeignKey = "foreign-key",
        /// A check constraint of a table or a domain.
        Check = "check-constraint",
        /// An exclusion constraint (PostgreSQL).
        Exclusion = "exclusion-constraint",
        /// An index that is not there for a constraint.
        Index = "index",
        /// Extended statistics (PostgreSQL).
        Statistics = "statistics",
        /// A trigger.
        Trigger = "trigger",
        /// A rewrite rule (PostgreSQL).
        Rule = "rule",
        /// A row security policy (PostgreSQL).
        Policy = "policy",
        /// A function; its name ends with the types of its arguments on PostgreSQL.
        Function = "function",
        /// A procedure, named like a function.
        Procedure = "procedure",
        /// An aggregate function, named like a function (PostgreSQL).
        Aggregate = "aggregate",
        /// An event trigger (PostgreSQL).
        EventTrigger = "event-trigger",
        /// A scheduled event (MySQL, `MariaDB`).
        Event = "event",
    }
}

impl Kind {
    /// Whether its qualified name begins with a schema on PostgreSQL.
    pub(crate) fn is_in_schema(self) -> bool {
        !matches!(self, Self::Schema | Self::Extension | Self::EventTrigger)
    }

    /// Whether other objects are parts of it, and are not worth a word if it is missing.
    pub(crate) fn has_parts(self) -> bool {
        matches!(
            self,
            Self::Table
                | Self::ForeignTable
                | Self::VirtualTable
                | Self::View
                | Self::MaterialisedView
                | Self::Domain
        )
    }
}

vocabulary! {
    /// What an object has that can differ. Its value is text; an object without it has no value.
    pub enum Property {
        /// The SQL that makes it, as the server writes it.
        Definition = "definition",
        /// The type of a column, or the base type of a domain, with its length or precision.
        Type = "type",
        /// `not null` or `nullable`.
        Nullability = "nullability",
        /// The default.
        Default = "default",
        /// The expression of a generated column, after `stored` or `virtual`.
        Generated = "generated",
        /// `always` or `by default` of an identity column.
        Identity = "identity",
        /// The sequence that belongs to a column.
        Sequence = "sequence",
        /// What MySQL calls extra: `auto_increment`, `on update …`.
        Extra = "extra",
        /// The collation, where it is not the type's or the table's own.
        Collation = "collation",
        /// The labels of an enumerated type, in order.
        Labels = "labels",
        /// The attributes of a composite type, in order.
        Attributes = "attributes",
        /// `permanent` or `unlogged`.
        Persistence = "persistence",
        /// `disabled`, `enabled` or `forced` row security.
        RowSecurity = "row-security",
        /// How a table is partitioned.
        PartitionKey = "partition-key",
        /// The table that this one is a partition of, and for which values.
        PartitionOf = "partition-of",
        /// The tables that this one inherits from.
        Inherits = "inherits",
        /// What identifies a row in logical replication, where it is not the primary key.
        ReplicaIdentity = "replica-identity",
        /// The table access method, where it is not `heap`.
        AccessMethod = "access-method",
        /// The storage engine (MySQL).
        Engine = "engine",
        /// `strict` of a table (SQLite).
        Typing = "typing",
        /// `without rowid` of a table (SQLite).
        Rowid = "rowid",
        /// Options that `WITH (…)` or its like sets.
        Options = "options",
        /// The server of a foreign table.
        Server = "server",
        /// `valid`, or `not valid` of a constraint or index that not all rows are known to obey.
        Validity = "validity",
        /// `enabled`, `disabled`, `replica` or `always`: when a trigger or rule fires.
        State = "state",
        /// What a policy or trigger applies to.
        AppliesTo = "applies-to",
        /// The roles of a policy.
        Roles = "roles",
        /// The rows of a policy.
        Using = "using",
        /// The new rows of a policy.
        WithCheck = "with-check",
        /// The schema of an extension.
        Schema = "schema",
        /// The comment.
        Comment = "comment",
        /// Who may do what, but for the owner ([`Scope::grants`](crate::Scope::grants)).
        Grants = "grants",
    }
}
