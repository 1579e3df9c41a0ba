use std::fmt;

use serde::{Deserialize, Serialize};

/// What a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// The directory, its files, the lock and the settings.
    Directory,
    /// Statements that fail in, or escape from, the runner's transaction.
    Transaction,
}

impl Category {
    /// The name used in `migrate.toml` and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Transaction => "transaction",
        }
    }
}

macro_rules! codes {
    ($($code:ident $name:literal $category:ident $summary:literal)*) => {
        /// The name of a kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $summary] $code,)*
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

            /// One sentence that says what is wrong.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$code => $summary,)* }
            }
        }
    };
}

codes! {
    MissingDirectory "missing-directory" Directory "The migrations directory does not exist."
    EmptyDirectory "empty-directory" Directory "The migrations directory holds no migration."
    UnreadableFile "unreadable-file" Directory "A file or folder could not be read."
    NotUtf8 "not-utf8" Directory "A file is not UTF-8 text."
    UnrecognisedFile "unrecognised-file" Directory "A file is neither a migration nor one of the names that are left alone."
    ForeignFormat "foreign-format" Directory "A file is written in another tool's notation."
    MixedLayout "mixed-layout" Directory "The directory mixes two layouts."
    BadVersion "bad-version" Directory "The version in a file name is not a number that fits 64 bits."
    BadName "bad-name" Directory "The name of a migration is empty or holds control characters."
    DuplicateVersion "duplicate-version" Directory "Two migrations have the same version."
    EmptyMigration "empty-migration" Directory "A migration holds no statement."
    DownWithoutUp "down-without-up" Directory "A down file has no migration."
    EditedMigration "edited-migration" Directory "A sealed migration was edited."
    MissingMigration "missing-migration" Directory "A sealed migration was removed."
    RenamedMigration "renamed-migration" Directory "A sealed migration was renamed."
    OutOfOrder "out-of-order" Directory "A draft sorts before a sealed migration."
    UnsealedMigration "unsealed-migration" Directory "A migration is not sealed."
    BadLock "bad-lock" Directory "The lock cannot be used."
    BadConfig "bad-config" Directory "migrate.toml cannot be used."
    DialectUnknown "dialect-unknown" Directory "Nothing says which kind of database the SQL is for."
    DialectMismatch "dialect-mismatch" Directory "Two places name different kinds of database."
    UnknownDirective "unknown-directive" Directory "A directive is unknown, misplaced, incomplete or unused."
    MissingBuildScript "missing-build-script" Directory "The package has no build script that checks the directory."
    StaleBuildScript "stale-build-script" Directory "The directory changed after the build script looked at it."
    UnterminatedStatement "unterminated-statement" Directory "A quote, comment, parenthesis or body is not closed."
    ClientCommand "client-command" Directory "A line is a command of a database shell, not SQL."
    TransactionControl "transaction-control" Transaction "A statement begins or ends a transaction."
    MixedTransaction "mixed-transaction" Transaction "Only some statements can run inside a transaction."
    PragmaInTransaction "pragma-in-transaction" Transaction "A PRAGMA has no effect, or fails, inside a transaction."
    AttachInTransaction "attach-in-transaction" Transaction "A database is attached or detached inside a transaction."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
