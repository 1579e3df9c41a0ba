use super::{check, one, problems};
use crate::Dialect;

#[track_caller]
fn splits(sql: &str, expected: &[&str]) {
    check(Dialect::Sqlite, sql, expected);
}

#[test]
fn quotes() {
    one(
        Dialect::Sqlite,
        r#"SELECT [a;b], `a;``;`, "a;"";", ';''', x'00'"#,
    );
    one(Dialect::Sqlite, r"SELECT '\', ';', [']");
    one(Dialect::Sqlite, "SELECT 5--1;\n");
    splits(
        "SELECT $a, @b, :c, ?1; SELECT a[1]",
        &["SELECT $a, @b, :c, ?1", "SELECT a[1]"],
    );
    // Comments do not nest, and E'…' is not a string of its own kind.
    splits(
        r"SELECT /* /* */ 1; SELECT E'\'; SELECT 3",
        &["SELECT /* /* */ 1", r"SELECT E'\'", "SELECT 3"],
    );
    problems(
        Dialect::Sqlite,
        "SELECT [a; SELECT 1;",
        &["quoted name: [a"],
    );
    problems(
        Dialect::Sqlite,
        "SELECT `a; SELECT 1;",
        &["quoted name: `a"],
    );
}

#[test]
fn triggers() {
    let body = "BEGIN SELECT CASE WHEN new.a THEN 1 END; \
                UPDATE t SET b = CASE c WHEN 1 THEN 2 END; END";
    for head in [
        "CREATE TRIGGER a AFTER INSERT ON t",
        "create temp trigger if not exists main.a before update of b, c on t when new.a > 0",
        "CREATE TEMPORARY TRIGGER [end] INSTEAD OF DELETE ON v FOR EACH ROW",
        "CREATE /* a */ TRIGGER -- b\n a AFTER INSERT ON t",
    ] {
        let trigger = format!("{head} {body}");
        one(Dialect::Sqlite, &trigger);
        splits(&trigger, &[&trigger]);
    }
    one(Dialect::Sqlite, "CREATE TABLE trigger (a, \"end\")");
    one(Dialect::Sqlite, "CREATE INDEX trigger ON t (a)");
    splits(
        "BEGIN; SELECT 1; END; SELECT 2",
        &["BEGIN", "SELECT 1", "END", "SELECT 2"],
    );
    problems(
        Dialect::Sqlite,
        "SELECT 1; CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; SELECT 2;",
        &["trigger body (it ends with `; END`): CREATE"],
    );
}

#[test]
fn commands() {
    problems(
        Dialect::Sqlite,
        ".mode csv\nSELECT 1;\n  .import 'a b t\n",
        &["command: .mode csv", "command: .import 'a b t"],
    );
    splits(
        "SELECT a\n.b, .5 FROM a; SELECT 1",
        &["SELECT a\n.b, .5 FROM a", "SELECT 1"],
    );
}
