use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Level;

/// What a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// The directory, its files, the lock and the settings.
    Directory,
    /// SQL that the server does not understand.
    Syntax,
    /// Names that refer to nothing, or are already taken.
    UnknownObject,
    /// Stored values are lost.
    Destructive,
    /// Fails on some existing rows.
    DataDependent,
    /// Statements that fail in, or escape from, the runner's transaction.
    Transaction,
    /// A setting outlives the migration.
    Session,
    /// Statements of the release that is still running fail.
    Breaking,
    /// Readers or writers of an existing table wait for a time that grows with the table.
    Blocking,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 9] = [
        Self::Directory,
        Self::Syntax,
        Self::UnknownObject,
        Self::Destructive,
        Self::DataDependent,
        Self::Transaction,
        Self::Session,
        Self::Breaking,
        Self::Blocking,
    ];

    /// The name used in `migrate.toml` and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Syntax => "syntax",
            Self::UnknownObject => "unknown-object",
            Self::Destructive => "destructive",
            Self::DataDependent => "data-dependent",
            Self::Transaction => "transaction",
            Self::Session => "session",
            Self::Breaking => "breaking",
            Self::Blocking => "blocking",
        }
    }

    /// The default level of its rules.
    pub fn default_level(self) -> Level {
        match self {
            Self::Breaking | Self::Blocking => Level::Warn,
            _ => Level::Deny,
        }
    }
}

macro_rules! codes {
    ($($code:ident $name:literal $category:ident $summary:literal)*) => {
        /// The name of a kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`: ", $summary, ".")] $code,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The name shown in brackets, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)* }
            }

            /// What the code is about.
            pub fn category(self) -> Category {
                match self { $(Self::$code => Category::$category,)* }
            }

            /// What is wrong, in one line: lower case, no final dot.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$code => $summary,)* }
            }

            /// The page that explains it, in Markdown: what is wrong and why it matters, what to
            /// do, an example that fails and one that passes.
            pub fn page(self) -> &'static str {
                match self { $(Self::$code => include_str!(concat!("../pages/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    MissingDirectory "missing-directory" Directory "the migrations directory does not exist"
    EmptyDirectory "empty-directory" Directory "the migrations directory contains no migration"
    UnreadableFile "unreadable-file" Directory "a file or folder cannot be read"
    NotUtf8 "not-utf8" Directory "a file is not UTF-8 text"
    UnrecognisedFile "unrecognised-file" Directory "a file's name is not the name of a migration"
    ForeignFormat "foreign-format" Directory "a file is written in another tool's notation"
    MixedLayout "mixed-layout" Directory "the directory mixes two layouts"
    BadVersion "bad-version" Directory "a version is not a number that fits 64 bits"
    BadName "bad-name" Directory "a migration's name is empty or holds control characters"
    DuplicateVersion "duplicate-version" Directory "two migrations have the same version"
    EmptyMigration "empty-migration" Directory "a migration contains no statement"
    DownWithoutUp "down-without-up" Directory "a down file has no migration"
    EditedMigration "edited-migration" Directory "a sealed migration was edited"
    MissingMigration "missing-migration" Directory "a sealed migration was removed"
    RenamedMigration "renamed-migration" Directory "a sealed migration was renamed"
    OutOfOrder "out-of-order" Directory "a draft sorts before a sealed migration"
    UnsealedMigration "unsealed-migration" Directory "a migration is not sealed"
    BadLock "bad-lock" Directory "migrations.lock cannot be used"
    BadConfig "bad-config" Directory "migrate.toml cannot be used"
    DialectUnknown "dialect-unknown" Directory "no setting names the kind of database"
    DialectMismatch "dialect-mismatch" Directory "two places name different kinds of database"
    UnknownDirective "unknown-directive" Directory "a directive is unknown, misplaced, incomplete or unused"
    MissingBuildScript "missing-build-script" Directory "no build script checks the directory"
    StaleBuildScript "stale-build-script" Directory "the directory changed after the build script read it"
    UnterminatedStatement "unterminated-statement" Directory "a quote, comment, parenthesis or body is not closed"
    ClientCommand "client-command" Directory "a line is a command of a database shell, not SQL"
    TransactionControl "transaction-control" Transaction "a statement begins or ends a transaction"
    MixedTransaction "mixed-transaction" Transaction "only some statements of a file can run inside a transaction"
    UnnamedIndex "unnamed-index" Transaction "an index that is built concurrently has no name"
    PragmaInTransaction "pragma-in-transaction" Transaction "a PRAGMA has no effect, or fails, inside a transaction"
    AttachInTransaction "attach-in-transaction" Transaction "a database is attached or detached inside a transaction"
    Syntax "syntax" Syntax "the server does not understand a statement"
    IgnoredReference "ignored-reference" Syntax "the server ignores a REFERENCES clause"
    UnknownObject "unknown-object" UnknownObject "a name refers to nothing"
    ExistingObject "existing-object" UnknownObject "a name is already taken"
    DropTable "drop-table" Destructive "a table is dropped with its rows"
    DropColumn "drop-column" Destructive "a column is dropped with its values"
    DropSchema "drop-schema" Destructive "a schema is dropped with its tables"
    DropDatabase "drop-database" Destructive "a database, or all that a role owns, is dropped"
    DropCascade "drop-cascade" Destructive "what is dropped takes columns, or rows of others, with it"
    Truncate "truncate" Destructive "a table is emptied"
    DropPartition "drop-partition" Destructive "a partition is dropped or emptied with its rows"
    DeleteAll "delete-all" Destructive "every row of a table is deleted"
    UpdateAll "update-all" Destructive "a value is overwritten in every row"
    LossyTypeChange "lossy-type-change" Destructive "a new type rounds or cuts stored values"
    LossyCopy "lossy-copy" Destructive "a copy leaves out rows before the old table is dropped"
    WritableSchema "writable-schema" Destructive "the schema's own table is written to"
    AddRequiredColumn "add-required-column" DataDependent "a new column must hold a value and gets none"
    NotNullOnExisting "not-null-on-existing" DataDependent "rows may lack a value that becomes required"
    UniqueOnExisting "unique-on-existing" DataDependent "rows may be equal in a new unique key"
    CheckOnExisting "check-on-existing" DataDependent "rows may violate a new CHECK"
    ForeignKeyOnExisting "foreign-key-on-existing" DataDependent "rows may refer to nothing in a new foreign key"
    ExclusionOnExisting "exclusion-on-existing" DataDependent "rows may conflict in a new exclusion constraint"
    DomainOnExisting "domain-on-existing" DataDependent "values may violate a domain's new constraint"
    PartitionOnExisting "partition-on-existing" DataDependent "rows may be outside a new partition's bounds"
    NarrowingTypeChange "narrowing-type-change" DataDependent "values may not fit a new type"
    NonConstantDefault "non-constant-default" DataDependent "a new column's value would have to be computed for each row"
    ReferencedRows "referenced-rows" DataDependent "rows of other tables refer to a table that is dropped"
    EnumValueInTransaction "enum-value-in-transaction" Transaction "an enum value cannot be added inside a transaction"
    TransactionInBody "transaction-in-body" Transaction "a body begins or ends a transaction where none can"
    SetLocalOutsideTransaction "set-local-outside-transaction" Transaction "a local setting has no effect outside a transaction"
    VariableOutsideTransaction "variable-outside-transaction" Transaction "rows get a value that only an earlier session has"
    SessionSetting "session-setting" Session "a setting outlives the migration"
    SessionRole "session-role" Session "a role outlives the migration"
    SessionLock "session-lock" Session "an advisory lock outlives the migration"
    StillUsed "still-used" Breaking "a query of the service uses what is dropped or renamed"
    RemovedTable "removed-table" Breaking "a table that older code may use is removed"
    RemovedColumn "removed-column" Breaking "a column that older code may use is removed"
    RemovedObject "removed-object" Breaking "a view, function, type, sequence or extension is removed"
    RenamedTable "renamed-table" Breaking "a table is renamed or moved"
    RenamedColumn "renamed-column" Breaking "a column is renamed"
    RenamedObject "renamed-object" Breaking "a view, function, type, sequence or value is renamed"
    ChangedType "changed-type" Breaking "a column gets a type that older code does not expect"
    DroppedAttribute "dropped-attribute" Breaking "a column loses the attributes that its new definition omits"
    RequiredOnInsert "required-on-insert" Breaking "older code leaves a required column out"
    GeneratedAlways "generated-always" Breaking "older code gives a generated column a value"
    JsonColumn "json-column" Breaking "a json column cannot be compared"
    LostInRebuild "lost-in-rebuild" Breaking "indexes, triggers or actions are lost when a table is rebuilt"
    NewRestriction "new-restriction" Breaking "a new constraint refuses what older code may write"
    DroppedGuarantee "dropped-guarantee" Breaking "rows may hold what older code does not expect"
    AddedEnumValue "added-enum-value" Breaking "rows may hold an enum value that older code does not know"
    IndexNotConcurrent "index-not-concurrent" Blocking "writers wait while an index is built"
    ReindexNotConcurrent "reindex-not-concurrent" Blocking "reads and writes wait while an index is rebuilt"
    FulltextIndex "fulltext-index" Blocking "writers wait while a FULLTEXT or SPATIAL index is built"
    ValidatedCheck "validated-check" Blocking "reads and writes wait while a CHECK looks at every row"
    ValidatedForeignKey "validated-foreign-key" Blocking "writers of two tables wait while rows are compared"
    UniqueConstraint "unique-constraint" Blocking "reads and writes wait while a unique index is built"
    PrimaryKeyConstraint "primary-key-constraint" Blocking "reads and writes wait while a primary key is built"
    ExclusionConstraint "exclusion-constraint" Blocking "reads and writes wait while an exclusion constraint is built"
    SetNotNull "set-not-null" Blocking "reads and writes wait while every row is looked at for a NULL"
    ValidateInSameTransaction "validate-in-same-transaction" Blocking "rows are compared under the lock of the constraint"
    VolatileDefault "volatile-default" Blocking "a default that differs per row rewrites the table"
    StoredGeneratedColumn "stored-generated-column" Blocking "a stored generated column rewrites the table"
    SerialColumn "serial-column" Blocking "a serial column rewrites the table"
    IdentityColumn "identity-column" Blocking "an identity column rewrites the table"
    AutoIncrementColumn "auto-increment-column" Blocking "writers wait while a new column numbers the rows"
    DomainColumn "domain-column" Blocking "a column of a constrained domain rewrites the table"
    RewritingTypeChange "rewriting-type-change" Blocking "a new type rewrites the table"
    TableRewrite "table-rewrite" Blocking "a statement rewrites a whole table"
    RefreshNotConcurrent "refresh-not-concurrent" Blocking "readers wait while a materialized view is filled"
    AttachPartition "attach-partition" Blocking "reads and writes wait while rows are compared with bounds"
    LockTable "lock-table" Blocking "a table is locked until the transaction ends"
    RequestedLock "requested-lock" Blocking "a statement requests a lock or a copy that blocks writes"
    WorkUnderLock "work-under-lock" Blocking "rows are changed while a table is locked"
    DomainConstraint "domain-constraint" Blocking "writers wait while a domain's values are checked"
    DropIndexNotConcurrent "drop-index-not-concurrent" Blocking "reads and writes wait for an index to be dropped"
    DetachNotConcurrent "detach-not-concurrent" Blocking "reads and writes wait for a partition to be detached"
    RepeatedScan "repeated-scan" Blocking "several statements each look at every row"
    ForeignKeyWithoutIndex "foreign-key-without-index" Blocking "deleting a referenced row looks at every row"
}

/// Rules that are off unless `migrate.toml` sets their level.
const OPT_IN: [Code; 7] = [
    Code::NewRestriction,
    Code::DroppedGuarantee,
    Code::AddedEnumValue,
    Code::DropIndexNotConcurrent,
    Code::DetachNotConcurrent,
    Code::RepeatedScan,
    Code::ForeignKeyWithoutIndex,
];

impl Code {
    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether it judges the SQL: `migrate.toml` sets its level, and a directive may allow it.
    pub fn is_rule(self) -> bool {
        const OF_FILES: [Code; 5] = [
            Code::TransactionControl,
            Code::MixedTransaction,
            Code::UnnamedIndex,
            Code::PragmaInTransaction,
            Code::AttachInTransaction,
        ];
        self.category() != Category::Directory && !OF_FILES.contains(&self)
    }

    /// Its default level.
    pub fn default_level(self) -> Level {
        match self {
            // The code that is built with the migration fails, not only an older release.
            Self::StillUsed => Level::Deny,
            _ => self.category().default_level(),
        }
    }

    /// Whether it is off unless `migrate.toml` sets its level.
    pub fn is_opt_in(self) -> bool {
        OPT_IN.contains(&self)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
