use std::fmt;

/// Defines enumerations whose variants have a word in the canonical text.
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

        /// The name for people: `foreign key`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.as_str().replace('-', " "))
            }
        }
    };
}

vocabulary! {
    /// The kind of an object.
    pub enum Kind {
        /// A schema (PostgreSQL).
        Schema = "schema",
        /// An extension, with its name and schema but without its version (PostgreSQL).
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
        /// A column. The column of a view is an object only if it has its own comment or default.
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
        /// An index that does not belong to a constraint.
        Index = "index",
        /// Extended statistics (PostgreSQL).
        Statistics = "statistics",
        /// A trigger.
        Trigger = "trigger",
        /// A rewrite rule (PostgreSQL).
        Rule = "rule",
        /// A row security policy (PostgreSQL).
        Policy = "policy",
        /// A function. On PostgreSQL its name ends with the types of its arguments.
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
    /// Whether the qualified name of such an object begins with a schema on PostgreSQL.
    pub(crate) fn is_in_schema(self) -> bool {
        !matches!(self, Self::Schema | Self::Extension | Self::EventTrigger)
    }

    /// Whether such an object has other objects as parts, which are not listed if it is missing.
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
    /// A property of an object. Its value is text. An object may lack a property.
    pub enum Property {
        /// The SQL that creates the object, as the server prints it.
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
        /// The collation, if it is not the one of the type or table.
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
        /// The table that this one is a partition of, and the values of the partition.
        PartitionOf = "partition-of",
        /// The tables that this one inherits from.
        Inherits = "inherits",
        /// What identifies a row in logical replication, if it is not the primary key.
        ReplicaIdentity = "replica-identity",
        /// The table access method, if it is not `heap`.
        AccessMethod = "access-method",
        /// The storage engine (MySQL).
        Engine = "engine",
        /// `strict` of a table (SQLite).
        Typing = "typing",
        /// `without rowid` of a table (SQLite).
        Rowid = "rowid",
        /// Options from `WITH (…)` or a similar clause.
        Options = "options",
        /// The server of a foreign table.
        Server = "server",
        /// `valid`, or `not valid` for a constraint or index that some rows may violate.
        Validity = "validity",
        /// `enabled`, `disabled`, `replica` or `always`: when a trigger or rule fires.
        State = "state",
        /// What a policy or trigger applies to.
        AppliesTo = "applies-to",
        /// The roles of a policy.
        Roles = "roles",
        /// The condition of a policy for existing rows.
        Using = "using",
        /// The condition of a policy for new rows.
        WithCheck = "with-check",
        /// The schema of an extension.
        Schema = "schema",
        /// The comment.
        Comment = "comment",
        /// The privileges of all roles but the owner ([`Scope::grants`](crate::Scope::grants)).
        Grants = "grants",
    }
}
