use serde::{Deserialize, Serialize};

use crate::nature::postgres::{added_value, is_unnamed_index};
use crate::nature::sqlite::{pragma_name, sets_foreign_keys};
use crate::nature::{Nature, natures};
use crate::step::blocks;
use crate::words::Words;
use crate::{Code, Diagnostic, Dialect, Directives, Split};

/// How a migration is executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// In one transaction, together with its history row.
    Transactional,
    /// Statement by statement, each recorded.
    NonTransactional,
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
            "`{}` would begin or end the runner's transaction",
            words.first_keyword()
        ),
        label: "the runner begins and commits",
        help: if in_transaction {
            "remove the statement; if the file must not run in one transaction, write \
             `-- migrate: transaction(none)` at its top"
        } else if dialect == Dialect::Mysql {
            "remove the statement, or complete the pair: `START TRANSACTION; …; COMMIT;` with nothing in \
             between but statements that change rows, because others commit by themselves"
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
            "remove it: `foreign-keys(off)` at the top of the file already does this"
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
            words.first_keyword()
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
            "{name} cannot run inside a transaction, but other statements of this file do"
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
        message: "after a crash it would be unknown whether this index was built".to_owned(),
        label: "has no name",
        help: "name the index: `CREATE INDEX CONCURRENTLY <name> ON …`",
    }
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or(text).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nature::runs_outside;
    use crate::split;
    use crate::step::steps;

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
