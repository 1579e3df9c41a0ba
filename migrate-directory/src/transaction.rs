use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lexer::Kind;
use crate::mysql::{self, Effect};
use crate::probe::{Probe, probe};
use crate::words::Words;
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
    /// It adds an enum value that the statement of that number uses, which the server refuses.
    Enum(usize),
    /// It begins or ends a transaction.
    Control,
    /// A PRAGMA that has no effect, or fails, inside a transaction.
    Pragma,
    /// ATTACH or DETACH.
    Attach,
}

/// What is executed, and recorded, as one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its place in the text.
    pub(crate) range: Range<usize>,
    /// It cannot share a transaction with its record.
    pub(crate) outside: bool,
    /// It only sets something for the statements behind it, and may be executed again.
    pub(crate) session: bool,
    /// How to find out whether it was executed, where it cannot share a transaction with its record.
    pub(crate) probe: Option<Probe>,
    /// Of a transaction that the file spells out: where its statements begin in the text.
    pub(crate) statements: Vec<usize>,
}

/// The steps of a file: its statements, but that the statements between a `BEGIN` and its `COMMIT`
/// are one. The runner begins and commits each step itself.
pub(crate) fn steps(text: &str, split: &Split, dialect: Dialect) -> Vec<Step> {
    let statements = &split.statements;
    let blocks = blocks(text, split, dialect);
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(statement) = statements.get(at) {
        if let Some(block) = blocks.iter().find(|block| block.start == at) {
            let inside = &statements[block.start + 1..block.end - 1];
            if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
                steps.push(Step {
                    range: first.text.start..last.text.end,
                    outside: false,
                    session: false,
                    probe: None,
                    statements: inside.iter().map(|one| one.text.start).collect(),
                });
            }
            at = block.end;
        } else {
            let words = statement.words(text);
            let outside = runs_outside(text, statement, dialect);
            let session = is_setting(words, dialect);
            steps.push(Step {
                range: statement.text.clone(),
                outside,
                session,
                probe: (outside && !session)
                    .then(|| probe(words, dialect))
                    .flatten(),
                statements: Vec::new(),
            });
            at += 1;
        }
    }
    steps
}

/// The transactions that a file spells out, `BEGIN` and `COMMIT` included, by their statements.
fn blocks(text: &str, split: &Split, dialect: Dialect) -> Vec<Range<usize>> {
    let words = |at: usize| split.statements[at].words(text);
    let is = |at: usize, first: &[&str]| {
        first.contains(&first_word(words(at)).as_str()) && is_plain_control(words(at))
    };
    let natures = natures(text, split, dialect);
    let mut blocks = Vec::new();
    let mut open = None;
    for (at, nature) in natures.iter().enumerate() {
        match (nature, open) {
            (Nature::Control, None) if is(at, &["BEGIN", "START"]) => open = Some(at),
            (Nature::Control, Some(start)) => {
                if is(at, &["COMMIT", "END"]) && at > start + 1 {
                    blocks.push(start..at + 1);
                }
                open = None;
            }
            (Nature::Ordinary | Nature::Enum(_), _)
                if dialect != Dialect::Mysql || mysql::stays_in_transaction(words(at)) => {}
            _ => open = None,
        }
    }
    blocks
}

/// Without an isolation level or another mode, which the runner's own transaction would not have.
fn is_plain_control(words: Words<'_>) -> bool {
    const PLAIN: [&str; 8] = [
        "BEGIN",
        "START",
        "TRANSACTION",
        "WORK",
        "COMMIT",
        "END",
        "DEFERRED",
        "IMMEDIATE",
    ];
    (0..words.len()).all(|at| PLAIN.iter().any(|word| words.is(at, word)))
}

/// Settings, and databases that are attached: they end with the session.
fn is_setting(words: Words<'_>, dialect: Dialect) -> bool {
    if dialect == Dialect::Mysql {
        return mysql::effect(words) == Effect::Session;
    }
    let sets = words.is(0, "SELECT") && words.find("set_config").is_some();
    sets || ["SET", "RESET", "PRAGMA", "ATTACH", "DETACH"]
        .iter()
        .any(|word| words.is(0, word))
}

/// Whether the file may leave the session other than it was: unless every statement is of a kind
/// that cannot.
pub(crate) fn may_change_session(text: &str, split: &Split, dialect: Dialect) -> bool {
    const HARMLESS: [&str; 16] = [
        "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "INSERT", "UPDATE", "DELETE",
        "TRUNCATE", "MERGE", "REINDEX", "REFRESH", "LOCK", "REPLACE", "RENAME",
    ];
    split.statements.iter().any(|statement| {
        let words = statement.words(text);
        if dialect == Dialect::Mysql && words.is(0, "LOCK") {
            // The session's, not the transaction's.
            return true;
        }
        let makes_temporary = (1..4).any(|at| words.is(at, "TEMP") || words.is(at, "TEMPORARY"));
        !HARMLESS.contains(&first_word(words).as_str())
            || makes_temporary
            || words.find("set_config").is_some()
    })
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

/// Decides how the file is executed and what in it cannot be.
pub(crate) fn judge(
    path: &str,
    text: &str,
    split: &Split,
    directives: &Directives,
    dialect: Dialect,
) -> (Mode, Vec<Diagnostic>) {
    let natures = natures(text, split, dialect);
    // MySQL's statements commit by themselves.
    let is_stepwise = directives.transaction_none || dialect == Dialect::Mysql;
    let (mode, blocks) = if is_stepwise {
        (Mode::NonTransactional, blocks(text, split, dialect))
    } else {
        (mode_of(&natures), Vec::new())
    };
    let mut diagnostics = Vec::new();
    for (at, (statement, nature)) in split.statements.iter().zip(natures).enumerate() {
        let words = statement.words(text);
        let mixed = mode == Mode::Transactional;
        let mut statement = statement;
        let refusal = match nature {
            Nature::Control if blocks.iter().any(|block| block.contains(&at)) => continue,
            Nature::Control => refuse_control(words, mixed, dialect),
            Nature::Pragma if sets_foreign_keys(words) && !directives.transaction_none => {
                refuse_foreign_keys(directives)
            }
            Nature::Pragma if mixed => refuse_pragma(words),
            Nature::Attach if mixed => refuse_attach(words),
            Nature::Outside(name) if mixed => refuse_outside(name),
            // In a file without a transaction a block of its own may hold both.
            Nature::Enum(user)
                if mixed
                    || blocks
                        .iter()
                        .any(|block| block.contains(&at) && block.contains(&user)) =>
            {
                statement = &split.statements[user];
                refuse_value(added_value(words).unwrap_or_default())
            }
            Nature::Outside(_) if is_unnamed_index(words) => refuse_unnamed(),
            _ => continue,
        };
        let start = statement.text.start;
        let range = start..start + first_line(&text[statement.text.clone()]).len();
        let Refusal {
            code,
            message,
            label,
            help,
        } = refusal;
        diagnostics.push(Diagnostic::deny(code, path, range, message, help).label(label));
    }
    (mode, diagnostics)
}

fn natures(text: &str, split: &Split, dialect: Dialect) -> Vec<Nature> {
    let judged = split
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let words = statement.words(text);
            match nature(words, dialect) {
                Nature::Ordinary if dialect == Dialect::Postgres => {
                    let later = &split.statements[index + 1..];
                    user_of_value(words, text, later)
                        .map_or(Nature::Ordinary, |user| Nature::Enum(index + 1 + user))
                }
                nature => nature,
            }
        });
    judged.collect()
}

/// A file of statements that cannot run inside a transaction only needs no directive. Those that
/// begin and end one are refused anyway.
fn mode_of(natures: &[Nature]) -> Mode {
    let mut others = natures.iter().filter(|nature| **nature != Nature::Control);
    match others.next() {
        None | Some(Nature::Ordinary) => Mode::Transactional,
        Some(_) if others.any(|nature| *nature == Nature::Ordinary) => Mode::Transactional,
        Some(_) => Mode::NonTransactional,
    }
}

/// Why a statement cannot stay where it is.
struct Refusal {
    code: Code,
    message: String,
    label: &'static str,
    help: &'static str,
}

fn refuse_control(words: Words<'_>, in_transaction: bool, dialect: Dialect) -> Refusal {
    Refusal {
        code: Code::TransactionControl,
        message: format!(
            "`{}` would begin or end a transaction of the runner's",
            first_word(words)
        ),
        label: "the runner begins and commits",
        help: if in_transaction {
            "remove the statement; for a file that must not run in one transaction write \
             `-- migrate: transaction(none)` at its top"
        } else if dialect == Dialect::Mysql {
            "remove the statement, or complete the pair: `START TRANSACTION; …; COMMIT;` with nothing in \
             between but statements that change rows, for others commit by themselves"
        } else {
            "remove the statement, or complete the pair: `BEGIN; …; COMMIT;` with statements in \
             between that can run inside a transaction"
        },
    }
}

fn refuse_foreign_keys(directives: &Directives) -> Refusal {
    Refusal {
        code: Code::PragmaInTransaction,
        message: "`PRAGMA foreign_keys` has no effect inside a transaction".to_owned(),
        label: "rows of child tables would be deleted or the rebuild would fail",
        help: if directives.foreign_keys_off {
            "remove it: `foreign-keys(off)` at the top of the file does it"
        } else {
            "remove it and write `-- migrate: foreign-keys(off)` at the top of the file"
        },
    }
}

fn refuse_pragma(words: Words<'_>) -> Refusal {
    Refusal {
        code: Code::PragmaInTransaction,
        message: format!(
            "`PRAGMA {}` has no effect, or fails, inside a transaction",
            pragma_name(words)
        ),
        label: "",
        help: "move it to a migration of its own",
    }
}

fn refuse_attach(words: Words<'_>) -> Refusal {
    Refusal {
        code: Code::AttachInTransaction,
        message: format!(
            "`{}` inside a transaction leaves the database attached, or fails",
            first_word(words)
        ),
        label: "",
        help: "move it out of the migrations, or write `-- migrate: transaction(none)` at the \
               top of the file",
    }
}

fn refuse_outside(name: &str) -> Refusal {
    Refusal {
        code: Code::MixedTransaction,
        message: format!(
            "{name} cannot run inside a transaction, other statements of this file would"
        ),
        label: "refused inside a transaction",
        help: "move it to a migration of its own, or write `-- migrate: transaction(none)` at \
               the top of the file: its statements then run one by one",
    }
}

fn refuse_value(value: &str) -> Refusal {
    Refusal {
        code: Code::MixedTransaction,
        message: format!("the enum value {value} cannot be used in the transaction that adds it"),
        label: "refused inside the transaction",
        help: "move `ALTER TYPE … ADD VALUE` to a migration of its own before this one, or write \
               `-- migrate: transaction(none)` at the top of the file: its statements then run one by one",
    }
}

fn refuse_unnamed() -> Refusal {
    Refusal {
        code: Code::UnnamedIndex,
        message: "after a crash nobody could tell whether this index was built".to_owned(),
        label: "has no name",
        help: "give the index a name behind CONCURRENTLY",
    }
}

/// `CREATE INDEX CONCURRENTLY ON …`.
fn is_unnamed_index(words: Words<'_>) -> bool {
    let behind = words.find("CONCURRENTLY").map(|at| at + 1);
    words.is(0, "CREATE") && behind.is_some_and(|at| words.is(at, "ON"))
}

fn first_word(words: Words<'_>) -> String {
    words.get(0).unwrap_or_default().to_ascii_uppercase()
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
    match first_word(words).as_str() {
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

/// The statements that PostgreSQL refuses in a transaction block (`PreventInTransactionBlock` in
/// its source, versions 14 to 18).
fn outside_postgres(words: Words<'_>) -> Option<&'static str> {
    let concurrently = || words.find("CONCURRENTLY").is_some();
    let second = |word: &str| words.is(1, word);
    Some(match first_word(words).as_str() {
        "CREATE" if second("INDEX") || words.are(1, &["UNIQUE", "INDEX"]) => {
            return (words.find("CONCURRENTLY")? <= 3).then_some("CREATE INDEX CONCURRENTLY");
        }
        "DROP" if second("INDEX") && words.is(2, "CONCURRENTLY") => "DROP INDEX CONCURRENTLY",
        "REINDEX" if concurrently() => "REINDEX CONCURRENTLY",
        "REINDEX"
            if ["DATABASE", "SYSTEM", "SCHEMA"]
                .iter()
                .any(|word| words.is(behind_options(words), word)) =>
        {
            "REINDEX of a schema or database"
        }
        "ALTER" if second("TABLE") && words.find("DETACH").is_some() && concurrently() => {
            "DETACH PARTITION … CONCURRENTLY"
        }
        "VACUUM" => "VACUUM",
        "CLUSTER" if behind_options(words) >= words.len() => "CLUSTER",
        "CREATE" if second("DATABASE") => "CREATE DATABASE",
        "DROP" if second("DATABASE") => "DROP DATABASE",
        "ALTER" if second("DATABASE") && words.are(3, &["SET", "TABLESPACE"]) => {
            "ALTER DATABASE … SET TABLESPACE"
        }
        "CREATE" if second("TABLESPACE") => "CREATE TABLESPACE",
        "DROP" if second("TABLESPACE") => "DROP TABLESPACE",
        "ALTER" if second("SYSTEM") => "ALTER SYSTEM",
        "CREATE" if second("SUBSCRIPTION") && creates_slot(words) => "CREATE SUBSCRIPTION",
        "DROP" if second("SUBSCRIPTION") => "DROP SUBSCRIPTION",
        "ALTER" if second("SUBSCRIPTION") && refreshes(words) => {
            "ALTER SUBSCRIPTION … REFRESH PUBLICATION"
        }
        "DISCARD" if second("ALL") => "DISCARD ALL",
        _ => return None,
    })
}

/// The place of the first word behind `(…)` or VERBOSE.
fn behind_options(words: Words<'_>) -> usize {
    let at = if words.is_symbol(1, "(") {
        let close = (2..words.len()).find(|at| words.is_symbol(*at, ")"));
        close.map_or(1, |close| close + 1)
    } else {
        1
    };
    at + usize::from(words.is(at, "VERBOSE"))
}

/// `create_slot = false` and `connect = false` make CREATE SUBSCRIPTION an ordinary statement.
fn creates_slot(words: Words<'_>) -> bool {
    !is_off(words, "create_slot") && !is_off(words, "connect")
}

/// REFRESH PUBLICATION, and SET, ADD or DROP PUBLICATION without `refresh = false`.
fn refreshes(words: Words<'_>) -> bool {
    words.is(3, "REFRESH") || words.is(4, "PUBLICATION") && !is_off(words, "refresh")
}

fn is_off(words: Words<'_>, option: &str) -> bool {
    words.find(option).is_some_and(|at| {
        let value = words.get(at + 2).unwrap_or_default().trim_matches('\'');
        ["false", "off", "0"]
            .iter()
            .any(|off| value.eq_ignore_ascii_case(off))
    })
}

/// The first of the later statements that mentions the enum value that the statement adds. PostgreSQL refuses
/// that in one transaction; before version 17 even if the transaction created the type.
fn user_of_value(words: Words<'_>, text: &str, later: &[Statement]) -> Option<usize> {
    let value = added_value(words)?;
    later
        .iter()
        .map(|statement| statement.words(text))
        .position(|words| {
            // Another ALTER TYPE may place its value beside the new one, or rename it.
            if words.are(0, &["ALTER", "TYPE"]) {
                return false;
            }
            let mut strings = (0..words.len()).filter(|at| words.kind(*at) == Some(Kind::String));
            strings.any(|at| words.get(at).is_some_and(|string| string.contains(value)))
        })
}

/// The `'value'` of `ALTER TYPE … ADD VALUE`, with its quotes.
fn added_value(words: Words<'_>) -> Option<&str> {
    if !words.are(0, &["ALTER", "TYPE"]) {
        return None;
    }
    let add = (2..words.len()).find(|at| words.are(*at, &["ADD", "VALUE"]))?;
    let value = (add..words.len()).find(|at| words.kind(*at) == Some(Kind::String))?;
    Some(words.get(value)?.trim_start_matches(['E', 'e']))
}

fn sqlite(words: Words<'_>) -> Nature {
    match first_word(words).as_str() {
        "VACUUM" => Nature::Outside("VACUUM"),
        "ATTACH" | "DETACH" => Nature::Attach,
        "PRAGMA" if sets_what_transactions_refuse(words) => Nature::Pragma,
        _ => Nature::Ordinary,
    }
}

/// PRAGMAs that SQLite ignores or refuses while a transaction is open, when they set a value
/// (<https://www.sqlite.org/pragma.html>).
fn sets_what_transactions_refuse(words: Words<'_>) -> bool {
    const NAMES: [&str; 5] = [
        "foreign_keys",
        "journal_mode",
        "synchronous",
        "temp_store",
        "wal_checkpoint",
    ];
    let name = pragma_name(words);
    let sets = words.find_symbol("=") || words.find_symbol("(") || name == "wal_checkpoint";
    sets && NAMES.contains(&name.as_str())
}

fn sets_foreign_keys(words: Words<'_>) -> bool {
    pragma_name(words) == "foreign_keys"
}

/// The name behind `PRAGMA [schema.]`, in lower case and without quotes.
fn pragma_name(words: Words<'_>) -> String {
    let at = if words.is_symbol(2, ".") { 3 } else { 1 };
    let name = words.get(at).unwrap_or_default();
    name.trim_matches(['"', '`', '[', ']', '\''])
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split;

    fn read(sql: &str, dialect: Dialect) -> (Mode, Vec<(Code, String)>) {
        let split = split(sql, dialect);
        assert_eq!(split.problems, [], "{sql}");
        let (directives, refused) = Directives::read("1_a.sql", sql, &split, dialect);
        assert_eq!(refused, [], "{sql}");
        let (mode, diagnostics) = judge("1_a.sql", sql, &split, &directives, dialect);
        let found = diagnostics.into_iter();
        (
            mode,
            found
                .map(|one| (one.code, sql[one.range].to_owned()))
                .collect(),
        )
    }

    /// The file runs that way and nothing in it is refused.
    #[track_caller]
    fn accepts(dialect: Dialect, sql: &str, mode: Mode) {
        assert_eq!(read(sql, dialect), (mode, Vec::new()), "{sql}");
    }

    /// Exactly these statements are refused.
    #[track_caller]
    fn refuses(dialect: Dialect, sql: &str, code: Code, expected: &[&str]) {
        let expected = expected.iter().map(|text| (code, (*text).to_owned()));
        assert_eq!(read(sql, dialect).1, expected.collect::<Vec<_>>(), "{sql}");
    }

    /// Runs by itself, and with a directive beside others; is refused beside others without one.
    #[track_caller]
    fn runs_alone(dialect: Dialect, statement: &str, code: Code) {
        let other = "CREATE TABLE other (a INT)";
        accepts(dialect, statement, Mode::NonTransactional);
        accepts(
            dialect,
            &format!("{statement};{statement};"),
            Mode::NonTransactional,
        );
        accepts(
            dialect,
            &format!("-- migrate: transaction(none)\n{other};\n{statement};"),
            Mode::NonTransactional,
        );
        refuses(
            dialect,
            &format!("{other};\n{statement};"),
            code,
            &[statement],
        );
        refuses(dialect, &format!("{statement};{other}"), code, &[statement]);
    }

    #[test]
    fn postgres_outside_a_transaction() {
        for statement in [
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            "create unique index concurrently if not exists i on t (a)",
            "DROP INDEX CONCURRENTLY i",
            "REINDEX INDEX CONCURRENTLY i",
            "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
            "REINDEX SCHEMA public",
            "REINDEX (VERBOSE) DATABASE app",
            "REINDEX SYSTEM app",
            "ALTER TABLE IF EXISTS p DETACH PARTITION p1 CONCURRENTLY",
            "VACUUM",
            "VACUUM (FULL, ANALYZE) t",
            "CLUSTER",
            "CLUSTER VERBOSE",
            "CLUSTER (VERBOSE)",
            "CREATE DATABASE app",
            "DROP DATABASE IF EXISTS app",
            "ALTER DATABASE app SET TABLESPACE fast",
            "CREATE TABLESPACE fast LOCATION '/fast'",
            "DROP TABLESPACE fast",
            "ALTER SYSTEM SET work_mem = '64MB'",
            "CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p WITH (create_slot)",
            "DROP SUBSCRIPTION s",
            "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
            "ALTER SUBSCRIPTION s SET PUBLICATION p",
            "ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (copy_data = false)",
            "DISCARD ALL",
        ] {
            runs_alone(Dialect::Postgres, statement, Code::MixedTransaction);
        }
    }

    #[test]
    fn postgres_inside_a_transaction() {
        for statement in [
            "",
            "CREATE INDEX \"concurrently\" ON t (a)",
            "CREATE INDEX ON t (a) WHERE b = 'CONCURRENTLY' -- CONCURRENTLY",
            "DROP INDEX \"concurrently\"",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
            "REINDEX TABLE system",
            "REINDEX (VERBOSE) TABLE database.t",
            "ALTER TABLE p DETACH PARTITION p1",
            "ALTER TABLE p DETACH PARTITION p1 FINALIZE",
            "ANALYZE t",
            "CLUSTER t USING i",
            "CLUSTER (VERBOSE) t",
            "CREATE SCHEMA database",
            "ALTER DATABASE app SET default_tablespace = 'fast'",
            "ALTER TABLE t SET TABLESPACE fast",
            "ALTER ROLE app SET work_mem = '64MB'",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = false)",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = 'off')",
            "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
            "ALTER SUBSCRIPTION s DISABLE",
            "DISCARD TEMP",
            "CREATE TABLE vacuum (a int)",
            "DO $$ BEGIN EXECUTE 'VACUUM'; END $$",
        ] {
            accepts(Dialect::Postgres, statement, Mode::Transactional);
        }
    }

    #[test]
    fn statements_that_begin_or_end_a_transaction() {
        let both = [
            "BEGIN",
            "BEGIN IMMEDIATE TRANSACTION",
            "COMMIT",
            "commit and chain",
            "ROLLBACK",
            "ROLLBACK TRANSACTION",
            "END",
            "END TRANSACTION",
        ];
        let postgres = [
            "START TRANSACTION READ ONLY",
            "ABORT",
            "ROLLBACK WORK AND NO CHAIN",
            "ROLLBACK PREPARED 'a'",
            "PREPARE TRANSACTION 'a'",
        ];
        let mysql = [
            "START TRANSACTION",
            "BEGIN",
            "COMMIT WORK",
            "ROLLBACK",
            "XA START 'a'",
        ];
        let pairs = (both.map(|one| (Dialect::Postgres, one)).into_iter())
            .chain(both.map(|one| (Dialect::Sqlite, one)))
            .chain(postgres.map(|one| (Dialect::Postgres, one)))
            .chain(mysql.map(|one| (Dialect::Mysql, one)));
        for (dialect, statement) in pairs {
            let refused = |sql: &str| refuses(dialect, sql, Code::TransactionControl, &[statement]);
            refused(statement);
            refused(&format!("SELECT 1; {statement}; SELECT 2"));
            refused(&format!("-- migrate: transaction(none)\n{statement};"));
        }
    }

    #[test]
    fn statements_inside_a_transaction_that_others_may_be_mistaken_for() {
        for dialect in Dialect::ALL {
            let mode = match dialect {
                Dialect::Mysql => Mode::NonTransactional,
                _ => Mode::Transactional,
            };
            for sql in [
                "SAVEPOINT a; ROLLBACK TO a; RELEASE SAVEPOINT a",
                "ROLLBACK TO SAVEPOINT a",
                "ROLLBACK TRANSACTION TO SAVEPOINT a",
                "ROLLBACK WORK TO a",
                "SELECT 'COMMIT'; -- COMMIT\n/* COMMIT; */ SELECT 1",
                "CREATE TABLE a (b INT DEFAULT 1)",
            ] {
                accepts(dialect, sql, mode);
            }
        }
        accepts(
            Dialect::Postgres,
            "PREPARE transactions AS SELECT 1",
            Mode::Transactional,
        );
        accepts(
            Dialect::Postgres,
            "DO $$ BEGIN COMMIT; END $$",
            Mode::Transactional,
        );
        accepts(
            Dialect::Mysql,
            "BEGIN NOT ATOMIC SELECT 1; END",
            Mode::NonTransactional,
        );
        accepts(
            Dialect::Mysql,
            "PREPARE a FROM 'COMMIT'",
            Mode::NonTransactional,
        );
        accepts(
            Dialect::Sqlite,
            "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END",
            Mode::Transactional,
        );
    }

    #[test]
    fn a_transaction_around_statements_that_need_none_is_one_mistake() {
        refuses(
            Dialect::Postgres,
            "BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;",
            Code::TransactionControl,
            &["BEGIN", "COMMIT"],
        );
    }

    #[test]
    fn only_the_first_line_of_a_statement_is_shown() {
        refuses(
            Dialect::Postgres,
            "SELECT 1; CREATE INDEX CONCURRENTLY i  \n  ON t (a);",
            Code::MixedTransaction,
            &["CREATE INDEX CONCURRENTLY i"],
        );
    }

    #[test]
    fn a_new_enum_value_that_the_file_uses() {
        let adds = "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad' AFTER 'sad'";
        for user in [
            "INSERT INTO t VALUES ('glad')",
            "ALTER TABLE t ALTER m SET DEFAULT 'glad'::mood",
            "INSERT INTO t VALUES (E'glad')",
            "CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$ SELECT 'glad'::mood $$",
        ] {
            let sql = format!("{adds};\n{user};");
            refuses(Dialect::Postgres, &sql, Code::MixedTransaction, &[user]);
            let sql = format!("-- migrate: transaction(none)\n{sql}");
            accepts(Dialect::Postgres, &sql, Mode::NonTransactional);
        }
        for other in [
            "",
            "INSERT INTO t VALUES ('sad')",
            "INSERT INTO t VALUES ('gladly') -- not 'glad'",
            "SELECT \"'glad'\"",
            "ALTER TYPE mood ADD VALUE 'happy' AFTER 'glad'",
            "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'",
        ] {
            accepts(
                Dialect::Postgres,
                &format!("{adds}; {other}"),
                Mode::Transactional,
            );
        }
        accepts(
            Dialect::Postgres,
            "INSERT INTO t VALUES ('glad'); ALTER TYPE mood ADD VALUE 'glad'",
            Mode::Transactional,
        );
        accepts(
            Dialect::Postgres,
            "ALTER TYPE point ADD ATTRIBUTE value text; SELECT 'text'",
            Mode::Transactional,
        );
    }

    /// Versions 14 to 16 refuse it even then; the value belongs into CREATE TYPE.
    #[test]
    fn a_new_value_of_a_type_that_the_file_creates() {
        refuses(
            Dialect::Postgres,
            "CREATE TYPE mood AS ENUM ('sad'); ALTER TYPE mood ADD VALUE 'glad'; SELECT 'glad'::mood",
            Code::MixedTransaction,
            &["SELECT 'glad'::mood"],
        );
    }

    #[test]
    fn sqlite_outside_a_transaction() {
        runs_alone(Dialect::Sqlite, "VACUUM", Code::MixedTransaction);
        runs_alone(
            Dialect::Sqlite,
            "VACUUM main INTO 'a.db'",
            Code::MixedTransaction,
        );
        for statement in ["ATTACH DATABASE 'a.db' AS a", "DETACH a"] {
            runs_alone(Dialect::Sqlite, statement, Code::AttachInTransaction);
        }
        for statement in [
            "PRAGMA journal_mode=wal",
            "PRAGMA main.journal_mode = delete",
            "PRAGMA \"journal_mode\"(wal)",
            "pragma SYNCHRONOUS = off",
            "PRAGMA temp_store = memory",
            "PRAGMA wal_checkpoint",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ] {
            runs_alone(Dialect::Sqlite, statement, Code::PragmaInTransaction);
        }
        accepts(
            Dialect::Sqlite,
            "PRAGMA journal_mode=wal; VACUUM",
            Mode::NonTransactional,
        );
    }

    #[test]
    fn sqlite_inside_a_transaction() {
        for statement in [
            "PRAGMA journal_mode",
            "PRAGMA foreign_keys",
            "PRAGMA main.synchronous",
            "PRAGMA foreign_key_check(t)",
            "PRAGMA defer_foreign_keys = on",
            "PRAGMA user_version = 3",
            "PRAGMA table_info(foreign_keys)",
            "PRAGMA optimize",
            "CREATE TABLE attach (vacuum)",
            "REINDEX t",
        ] {
            accepts(Dialect::Sqlite, statement, Mode::Transactional);
        }
    }

    #[test]
    fn foreign_keys_are_switched_outside() {
        let statement = "PRAGMA foreign_keys=off";
        for sql in [
            statement,
            "PRAGMA foreign_keys=off; VACUUM",
            "PRAGMA foreign_keys=off; DROP TABLE t",
            "-- migrate: foreign-keys(off)\nPRAGMA foreign_keys=off; DROP TABLE t",
        ] {
            refuses(
                Dialect::Sqlite,
                sql,
                Code::PragmaInTransaction,
                &[statement],
            );
        }
        accepts(
            Dialect::Sqlite,
            "-- migrate: transaction(none)\nPRAGMA foreign_keys=off; DROP TABLE t;",
            Mode::NonTransactional,
        );
    }

    #[test]
    fn a_transaction_that_a_file_spells_out_is_one_step() {
        let texts = |sql: &str| -> Vec<String> {
            let split = split(sql, Dialect::Postgres);
            let steps = steps(sql, &split, Dialect::Postgres);
            steps
                .into_iter()
                .map(|step| sql[step.range].to_owned())
                .collect()
        };
        let none = "-- migrate: transaction(none)\n";
        let sql = format!("{none}SELECT 1; START TRANSACTION; SELECT 2; SELECT 3; COMMIT; VACUUM");
        accepts(Dialect::Postgres, &sql, Mode::NonTransactional);
        assert_eq!(texts(&sql), ["SELECT 1", "SELECT 2; SELECT 3", "VACUUM"]);
        for (sql, refused) in [
            ("BEGIN; SELECT 1", vec!["BEGIN"]),
            ("BEGIN; VACUUM; COMMIT", vec!["BEGIN", "COMMIT"]),
            ("BEGIN; SELECT 1; ROLLBACK", vec!["BEGIN", "ROLLBACK"]),
            ("BEGIN; COMMIT", vec!["BEGIN", "COMMIT"]),
            ("COMMIT; SELECT 1", vec!["COMMIT"]),
        ] {
            refuses(
                Dialect::Postgres,
                &format!("{none}{sql}"),
                Code::TransactionControl,
                &refused,
            );
        }
    }

    #[test]
    fn a_transaction_of_mysql_holds_rows_alone() {
        let rows = "INSERT INTO t VALUES (1); UPDATE t SET a = 2";
        let sql = format!("START TRANSACTION; {rows}; COMMIT; ALTER TABLE t ADD b INT");
        accepts(Dialect::Mysql, &sql, Mode::NonTransactional);
        let split = split(&sql, Dialect::Mysql);
        let steps = steps(&sql, &split, Dialect::Mysql);
        let [block, alter] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert_eq!(&sql[block.range.clone()], rows);
        assert!(!block.outside && alter.outside);
        let starts: Vec<&str> = block.statements.iter().map(|at| &sql[*at..][..6]).collect();
        assert_eq!(starts, ["INSERT", "UPDATE"]);
        for inside in ["ALTER TABLE t ADD b INT", "CALL p()", "SET autocommit = 1"] {
            let sql = format!("BEGIN; INSERT INTO t VALUES (1); {inside}; COMMIT");
            refuses(
                Dialect::Mysql,
                &sql,
                Code::TransactionControl,
                &["BEGIN", "COMMIT"],
            );
        }
    }

    #[test]
    fn mysql_commits_what_is_not_about_rows() {
        let outside = |sql| {
            let split = split(sql, Dialect::Mysql);
            runs_outside(sql, &split.statements[0], Dialect::Mysql)
        };
        assert!(outside("CREATE TABLE t (a INT)"));
        assert!(outside("/*!40101 SET NAMES utf8 */"));
        assert!(!outside("insert INTO t VALUES (1)"));
        accepts(
            Dialect::Mysql,
            "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)",
            Mode::NonTransactional,
        );
    }
}
