use migrate_format::hex;
use sha2::{Digest, Sha256};

use crate::sql::{concat, literal};
use crate::{Dialect, Migration};

const SEPARATOR: &str = ";\n";

/// Longer texts would be written again with every statement. A digest takes their place.
const LONGEST: usize = 16 << 10;

/// What the history holds of the statements that are done: their texts, or a digest of those.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    length: usize,
    hasher: Sha256,
}

/// How a statement gets into the record of what is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// Its text is the first.
    First,
    /// Its text is added.
    Appended,
    /// The digest of all that is done takes the place of the texts.
    Digest(String),
}

impl Done {
    /// After the first `count` statements.
    pub(crate) fn after(migration: &Migration, count: usize) -> Self {
        let mut done = Self::default();
        for statement in migration.statements().take(count) {
            done.push(migration.statement_sql(&statement));
        }
        done
    }

    /// One more statement is done.
    pub(crate) fn push(&mut self, sql: &str) -> Recorded {
        let is_first = self.length == 0;
        if !is_first {
            self.hasher.update(SEPARATOR);
            self.length += SEPARATOR.len();
        }
        self.hasher.update(sql);
        self.length += sql.len();
        if self.length > LONGEST {
            let digest: [u8; 32] = self.hasher.clone().finalize().into();
            Recorded::Digest(format!("sha256 {}", hex(&digest)))
        } else if is_first {
            Recorded::First
        } else {
            Recorded::Appended
        }
    }
}

/// What the history holds when the first `count` statements are done.
pub(crate) fn record(migration: &Migration, count: usize) -> String {
    let mut done = Done::default();
    let mut record = String::new();
    for statement in migration.statements().take(count) {
        let sql = migration.statement_sql(&statement);
        match done.push(sql) {
            Recorded::First => sql.clone_into(&mut record),
            Recorded::Appended => record = record + SEPARATOR + sql,
            Recorded::Digest(digest) => record = digest,
        }
    }
    record
}

impl Recorded {
    /// The assignment to the history's column.
    pub(crate) fn assignment(&self, dialect: Dialect, sql: &str) -> String {
        match self {
            Self::First => format!("done_sql = {}", literal(dialect, sql)),
            Self::Appended => {
                let (separator, sql) = (literal(dialect, SEPARATOR), literal(dialect, sql));
                format!(
                    "done_sql = {}",
                    concat(dialect, &["done_sql", &separator, &sql])
                )
            }
            Self::Digest(digest) => format!("done_sql = {}", literal(dialect, digest)),
        }
    }
}
