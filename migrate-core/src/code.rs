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
    EmptyDirectory "empty-directory" Directory "the migrations directory holds no migration"
    UnreadableFile "unreadable-file" Directory "a file or folder cannot be read"
    NotUtf8 "not-utf8" Directory "a file is not UTF-8 text"
    UnrecognisedFile "unrecognised-file" Directory "a file name is neither a migration's nor one that is left alone"
    ForeignFormat "foreign-format" Directory "a file is written in another tool's notation"
    MixedLayout "mixed-layout" Directory "the directory mixes two layouts"
    BadVersion "bad-version" Directory "a version is not a number that fits 64 bits"
    BadName "bad-name" Directory "a migration's name is empty or holds control characters"
    DuplicateVersion "duplicate-version" Directory "two migrations have the same version"
    EmptyMigration "empty-migration" Directory "a migration holds no statement"
    DownWithoutUp "down-without-up" Directory "a down file has no migration"
    EditedMigration "edited-migration" Directory "a sealed migration was edited"
    MissingMigration "missing-migration" Directory "a sealed migration was removed"
    RenamedMigration "renamed-migration" Directory "a sealed migration was renamed"
    OutOfOrder "out-of-order" Directory "a draft sorts before a sealed migration"
    UnsealedMigration "unsealed-migration" Directory "a migration is not sealed"
    BadLock "bad-lock" Directory "migrations.lock cannot be used"
    BadConfig "bad-config" Directory "migrate.toml cannot be used"
    DialectUnknown "dialect-unknown" Directory "nothing says which kind of database the SQL is for"
    DialectMismatch "dialect-mismatch" Directory "two places name different kinds of database"
    UnknownDirective "unknown-directive" Directory "a directive is unknown, misplaced, incomplete or unused"
    MissingBuildScript "missing-build-script" Directory "no build script checks the directory"
    StaleBuildScript "stale-build-script" Directory "the directory changed after the build script looked at it"
    UnterminatedStatement "unterminated-statement" Directory "a quote, comment, parenthesis or body is not closed"
    ClientCommand "client-command" Directory "a line is a command of a database shell, not SQL"
    TransactionControl "transaction-control" Transaction "a statement begins or ends a transaction"
    MixedTransaction "mixed-transaction" Transaction "only some statements of a file can run inside a transaction"
    UnnamedIndex "unnamed-index" Transaction "an index that is built concurrently has no name"
    PragmaInTransaction "pragma-in-transaction" Transaction "a PRAGMA has no effect, or fails, inside a transaction"
    AttachInTransaction "attach-in-transaction" Transaction "a database is attached or detached inside a transaction"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
