use serde::{Deserialize, Serialize};

use crate::lexer::Kind;
use crate::statement::Words;
use crate::{Code, Diagnostic, Dialect, Directives, Split, Statement};

/// How a migration is executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// In one transaction, together with its history row.
    Transactional,
    /// Statement by statement, each recorded.
    NonTransactional,
}

/// What a statement is to a transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    Ordinary,
    /// The server refuses it inside a transaction; the word to name it by.
    Outside(&'static str),
    /// It begins or ends a transaction.
    Control,
    /// A PRAGMA that has no effect, or fails, inside a transaction.
    Pragma,
    /// ATTACH or DETACH.
    Attach,
}

/// Whether the statement cannot run inside a transaction (or commits by itself).
pub(crate) fn runs_outside(text: &str, statement: &Statement, dialect: Dialect) -> bool {
    let words = Words::of(text, statement.tokens());
    dialect == Dialect::Mysql && !is_mysql_dml(words)
        || !matches!(nature(words, dialect), Nature::Ordinary | Nature::Control)
}

/// Decides how the file is executed and what in it cannot be.
pub(crate) fn judge(
    path: &str,
    text: &str,
    split: &Split,
    directives: &Directives,
    dialect: Dialect,
) -> (Mode, Vec<Diagnostic>) {
    let natures: Vec<Nature> = split
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let words = Words::of(text, statement.tokens());
            match nature(words, dialect) {
                Nature::Ordinary if uses_new_enum_value(text, split, index, dialect) => {
                    Nature::Outside("ALTER TYPE … ADD VALUE, whose value this file uses,")
                }
                nature => nature,
            }
        })
        .collect();
    let own_transaction = directives.transaction_none || dialect == Dialect::Mysql;
    let alone = !natures.is_empty()
        && natures
            .iter()
            .all(|nature| !matches!(nature, Nature::Ordinary | Nature::Control));
    let mut diagnostics = Vec::new();
    for (statement, nature) in split.statements.iter().zip(&natures) {
        let words = Words::of(text, statement.tokens());
        let first = words.get(0).unwrap_or_default().to_ascii_uppercase();
        let (code, message, label, help) = match nature {
            Nature::Control => (
                Code::TransactionControl,
                format!("`{first}` would begin or end a transaction of the runner's"),
                "the runner begins and commits".to_owned(),
                "remove the statement; for a file that must not run in one transaction write \
                 `-- migrate: transaction(none)` at its top"
                    .to_owned(),
            ),
            _ if own_transaction => continue,
            Nature::Pragma if sets_foreign_keys(words) => (
                Code::PragmaInTransaction,
                "`PRAGMA foreign_keys` has no effect inside a transaction".to_owned(),
                "rows of child tables would be deleted or the rebuild would fail".to_owned(),
                "remove it and write `-- migrate: foreign-keys(off)` at the top of the file"
                    .to_owned(),
            ),
            Nature::Pragma if !alone => (
                Code::PragmaInTransaction,
                format!("`PRAGMA {}` has no effect, or fails, inside a transaction", pragma_name(words)),
                String::new(),
                "move it to a migration of its own".to_owned(),
            ),
            Nature::Attach if !alone => (
                Code::AttachInTransaction,
                format!("`{first}` inside a transaction leaves the database attached, or fails"),
                String::new(),
                "move it out of the migrations, or write `-- migrate: transaction(none)` at the \
                 top of the file"
                    .to_owned(),
            ),
            Nature::Outside(name) if !alone => (
                Code::MixedTransaction,
                format!("{name} cannot run inside a transaction, other statements of this file would"),
                "refused inside a transaction".to_owned(),
                "move it to a migration of its own, or write `-- migrate: transaction(none)` at \
                 the top of the file: its statements then run one by one"
                    .to_owned(),
            ),
            _ => continue,
        };
        let range = statement.text.start..statement.text.start + first_line(&text[statement.text.clone()]).len();
        diagnostics.push(Diagnostic::deny(code, path, range, message, help).label(label));
    }
    let mode = if own_transaction || alone {
        Mode::NonTransactional
    } else {
        Mode::Transactional
    };
    (mode, diagnostics)
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or(text).trim_end()
}

fn nature(words: Words<'_>, dialect: Dialect) -> Nature {
    if is_control(words, dialect) {
        return Nature::Control;
    }
    match dialect {
        Dialect::Postgres => outside_postgres(words).map_or(Nature::Ordinary, Nature::Outside),
        Dialect::Sqlite => sqlite(words),
        Dialect::Mysql => Nature::Ordinary,
    }
}

fn is_control(words: Words<'_>, dialect: Dialect) -> bool {
    match words.get(0).map(str::to_ascii_uppercase).as_deref() {
        // `ROLLBACK TO` and `RELEASE` end a savepoint, which may be the file's own.
        Some("ROLLBACK") => {
            let to = 1 + usize::from(words.is(1, "WORK") || words.is(1, "TRANSACTION"));
            !words.is(to, "TO")
        }
        Some("BEGIN") => !words.are(1, &["NOT", "ATOMIC"]),
        Some("COMMIT") => true,
        Some("END" | "ABORT") => dialect != Dialect::Mysql,
        Some("START") => words.is(1, "TRANSACTION"),
        Some("PREPARE") => words.is(1, "TRANSACTION"),
        _ => false,
    }
}

/// The statements that PostgreSQL refuses in a transaction block (`PreventInTransactionBlock` in
/// its source, versions 14 to 18).
fn outside_postgres(words: Words<'_>) -> Option<&'static str> {
    let concurrently = words.find("CONCURRENTLY").is_some();
    let first = words.get(0)?.to_ascii_uppercase();
    let second = |word: &str| words.is(1, word);
    Some(match first.as_str() {
        "CREATE" if second("INDEX") || words.are(1, &["UNIQUE", "INDEX"]) => {
            return (words.find("CONCURRENTLY")? <= 3).then_some("CREATE INDEX CONCURRENTLY");
        }
        "DROP" if second("INDEX") && words.is(2, "CONCURRENTLY") => "DROP INDEX CONCURRENTLY",
        "REINDEX" if concurrently => "REINDEX CONCURRENTLY",
        "REINDEX" if ["DATABASE", "SYSTEM", "SCHEMA"].iter().any(|word| words.find(word).is_some()) => {
            "REINDEX of a schema or database"
        }
        "ALTER" if second("TABLE") && concurrently && words.find("DETACH").is_some() => {
            "DETACH PARTITION … CONCURRENTLY"
        }
        "VACUUM" => "VACUUM",
        "CLUSTER" if words.len() == 1 || second("VERBOSE") && words.len() == 2 => "CLUSTER",
        "CREATE" if second("DATABASE") => "CREATE DATABASE",
        "DROP" if second("DATABASE") => "DROP DATABASE",
        "ALTER" if second("DATABASE") && words.find("TABLESPACE").is_some() => {
            "ALTER DATABASE … SET TABLESPACE"
        }
        "CREATE" if second("TABLESPACE") => "CREATE TABLESPACE",
        "DROP" if second("TABLESPACE") => "DROP TABLESPACE",
        "ALTER" if second("SYSTEM") => "ALTER SYSTEM",
        "CREATE" if second("SUBSCRIPTION") && creates_slot(words) => "CREATE SUBSCRIPTION",
        "DROP" if second("SUBSCRIPTION") => "DROP SUBSCRIPTION",
        "ALTER" if second("SUBSCRIPTION") && words.find("REFRESH").is_some() => {
            "ALTER SUBSCRIPTION … REFRESH PUBLICATION"
        }
        "DISCARD" if second("ALL") => "DISCARD ALL",
        _ => return None,
    })
}

/// `create_slot = false` and `connect = false` make CREATE SUBSCRIPTION an ordinary statement.
fn creates_slot(words: Words<'_>) -> bool {
    let is_off = |option: &str| {
        words.find(option).is_some_and(|at| {
            let value = words.get(at + 2).unwrap_or_default().trim_matches('\'');
            ["false", "off", "0"].iter().any(|off| value.eq_ignore_ascii_case(off))
        })
    };
    !is_off("create_slot") && !is_off("connect")
}

/// Whether the statement adds an enum value that another statement of the file mentions. That is
/// only allowed in the same transaction if the file created the type itself.
fn uses_new_enum_value(text: &str, split: &Split, index: usize, dialect: Dialect) -> bool {
    let statement = |at: usize| Words::of(text, split.statements[at].tokens());
    let words = statement(index);
    if dialect != Dialect::Postgres || !words.are(0, &["ALTER", "TYPE"]) || words.find("ADD").is_none() {
        return false;
    }
    let Some(value) = (0..words.len())
        .find(|at| words.is(*at, "VALUE"))
        .and_then(|at| (at + 1..words.len()).find(|at| words.kind(*at) == Some(Kind::String)))
        .and_then(|at| words.get(at))
    else {
        return false;
    };
    let name = |words: Words<'_>| -> Vec<String> {
        let parts = (2..words.len()).map_while(|at| {
            let part = words.get(at)?;
            (part == "." || !words.is(at, "ADD") && !words.is(at, "AS")).then(|| part.to_lowercase())
        });
        parts.collect()
    };
    let created_here = (0..index).any(|at| {
        let other = statement(at);
        other.are(0, &["CREATE", "TYPE"]) && name(other) == name(words)
    });
    let mentioned = (index + 1..split.statements.len()).any(|at| {
        let body = &text[split.statements[at].text.clone()];
        body.contains(value)
    });
    !created_here && mentioned
}

fn sqlite(words: Words<'_>) -> Nature {
    if words.is(0, "VACUUM") {
        Nature::Outside("VACUUM")
    } else if words.is(0, "ATTACH") || words.is(0, "DETACH") {
        Nature::Attach
    } else if words.is(0, "PRAGMA") && sets_what_transactions_refuse(words) {
        Nature::Pragma
    } else {
        Nature::Ordinary
    }
}

/// PRAGMAs that SQLite ignores or refuses while a transaction is open, when they set a value
/// (<https://www.sqlite.org/pragma.html>).
fn sets_what_transactions_refuse(words: Words<'_>) -> bool {
    const NAMES: [&str; 5] = ["foreign_keys", "journal_mode", "synchronous", "temp_store", "wal_checkpoint"];
    let name = pragma_name(words);
    let sets = words.find_symbol("=") || words.find_symbol("(") || name == "wal_checkpoint";
    sets && NAMES.contains(&name.as_str())
}

fn sets_foreign_keys(words: Words<'_>) -> bool {
    pragma_name(words) == "foreign_keys"
}

/// The name behind `PRAGMA [schema.]`, in lower case.
fn pragma_name(words: Words<'_>) -> String {
    let at = if words.is_symbol(2, ".") { 3 } else { 1 };
    words.get(at).unwrap_or_default().to_ascii_lowercase()
}

/// Statements that MySQL does not commit by themselves.
fn is_mysql_dml(words: Words<'_>) -> bool {
    const DML: [&str; 9] = [
        "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "SET", "DO", "CALL",
    ];
    DML.iter().any(|word| words.is(0, word))
}
