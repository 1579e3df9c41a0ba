//! What a statement is to a transaction around it, by database.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::mysql::{self, Effect};
use crate::words::Words;
use crate::{Dialect, Split, Statement};

/// What a statement is to a transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    Ordinary,
    /// The server refuses it inside a transaction; the word to name it by.
    Outside(&'static str),
    /// It adds an enum value that the statement of that number uses, which the server refuses.
    Enum(usize),
    /// It begins or ends a transaction.
    Control,
    /// A PRAGMA that has no effect, or fails, inside a transaction.
    Pragma,
    /// ATTACH or DETACH.
    Attach,
}

pub(crate) fn natures(text: &str, split: &Split, dialect: Dialect) -> Vec<Nature> {
    let judged = split
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let words = statement.words(text);
            match nature(words, dialect) {
                Nature::Ordinary if dialect == Dialect::Postgres => {
                    let later = &split.statements[index + 1..];
                    postgres::user_of_value(words, text, later)
                        .map_or(Nature::Ordinary, |user| Nature::Enum(index + 1 + user))
                }
                nature => nature,
            }
        });
    judged.collect()
}

/// Whether the statement cannot run inside a transaction (or commits by itself).
pub(crate) fn runs_outside(text: &str, statement: &Statement, dialect: Dialect) -> bool {
    let words = statement.words(text);
    match nature(words, dialect) {
        Nature::Ordinary | Nature::Enum(_) | Nature::Control => {
            dialect == Dialect::Mysql && mysql::effect(words) != Effect::Rows
        }
        Nature::Outside(_) | Nature::Pragma | Nature::Attach => true,
    }
}

pub(crate) fn nature(words: Words<'_>, dialect: Dialect) -> Nature {
    if is_control(words, dialect) {
        return Nature::Control;
    }
    match dialect {
        Dialect::Postgres => postgres::outside(words).map_or(Nature::Ordinary, Nature::Outside),
        Dialect::Sqlite => in_sqlite(words),
        Dialect::Mysql => Nature::Ordinary,
    }
}

fn is_control(words: Words<'_>, dialect: Dialect) -> bool {
    match words.first_keyword().as_str() {
        // `ROLLBACK TO` and `RELEASE` end a savepoint, which may be the file's own.
        "ROLLBACK" => {
            let to = 1 + usize::from(words.is(1, "WORK") || words.is(1, "TRANSACTION"));
            !words.is(to, "TO")
        }
        "BEGIN" => !words.are(1, &["NOT", "ATOMIC"]),
        "COMMIT" => true,
        "END" | "ABORT" => dialect != Dialect::Mysql,
        "START" | "PREPARE" => words.is(1, "TRANSACTION"),
        "XA" => dialect == Dialect::Mysql,
        _ => false,
    }
}

fn in_sqlite(words: Words<'_>) -> Nature {
    match words.first_keyword().as_str() {
        "VACUUM" => Nature::Outside("VACUUM"),
        "ATTACH" | "DETACH" => Nature::Attach,
        "PRAGMA" if sqlite::sets_what_transactions_refuse(words) => Nature::Pragma,
        _ => Nature::Ordinary,
    }
}
