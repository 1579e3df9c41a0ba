use super::{check, one, problems, read};
use crate::Dialect;

#[track_caller]
fn splits(sql: &str, expected: &[&str]) {
    check(Dialect::Postgres, sql, expected);
}

#[test]
fn quotes() {
    let quoted = |statement| one(Dialect::Postgres, statement);
    quoted("SELECT $$;$$");
    quoted("SELECT $a$ $b$; $$ ;'$a$");
    quoted("SELECT $é_1$;$é_1$");
    quoted("DO $do$ BEGIN; EXECUTE $q$ SELECT ';' $q$; END $do$");
    quoted(r#"SELECT "a;b", "a"";", "\", ';'"#);
    quoted(r"SELECT '\', ';'");
    quoted(r"SELECT E'\';', e'\\', E'a'';'");
    quoted(r#"SELECT U&'\0441;', U&"d;\0061", U&'\'"#);
    quoted("SELECT N';', B'1', X'1F', ';'");
    quoted("SELECT '\n;\n'");
}

#[test]
fn strings_go_on_behind_a_line_end() {
    one(Dialect::Postgres, "SELECT E'a'\n  'b\\';'");
    one(Dialect::Postgres, "SELECT E'a' \r\t'b\\';'");
    one(Dialect::Postgres, "SELECT E'a' -- it's\n -- more\n 'b\\';'");
    // On one line they are two strings, the second without escapes.
    splits(
        "SELECT E'a' 'b\\'; SELECT 2",
        &["SELECT E'a' 'b\\'", "SELECT 2"],
    );
    splits(
        "SELECT E'a'\n; SELECT '\\';",
        &["SELECT E'a'\n", "SELECT '\\'"],
    );
    splits("SELECT E'a' /*\n*/ 'b\\';", &["SELECT E'a' /*\n*/ 'b\\'"]);
}

#[test]
fn dollars_that_quote_nothing() {
    splits("SELECT a$b$; SELECT b$c$", &["SELECT a$b$", "SELECT b$c$"]);
    splits("SELECT a$$; SELECT 2", &["SELECT a$$", "SELECT 2"]);
    splits("SELECT $1; SELECT $1, $2", &["SELECT $1", "SELECT $1, $2"]);
    splits("SELECT $1$; SELECT $1$", &["SELECT $1$", "SELECT $1$"]);
    splits("SELECT $a b$; SELECT 2", &["SELECT $a b$", "SELECT 2"]);
    splits("SELECT $; SELECT $", &["SELECT $", "SELECT $"]);
    problems(Dialect::Postgres, "SELECT $a$; $b$", &["string: $a"]);
    problems(Dialect::Postgres, "SELECT $A$;$a$", &["string: $A"]);
}

#[test]
fn comments() {
    one(Dialect::Postgres, "SELECT /* a /* ; */ b; */ 1");
    one(Dialect::Postgres, "SELECT /* 'it; */ 1 -- it's;\n + 2");
    one(Dialect::Postgres, "SELECT 5--1;\n");
    splits("-- a;\rSELECT 1;\rSELECT 2", &["SELECT 1", "SELECT 2"]);
    problems(Dialect::Postgres, "SELECT /* /* */ 1;", &["comment: /*"]);
}

#[test]
fn parentheses() {
    one(
        Dialect::Postgres,
        "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;)",
    );
    splits("SELECT 1); SELECT 2", &["SELECT 1)", "SELECT 2"]);
    problems(
        Dialect::Postgres,
        "SELECT 1; SELECT ((1); SELECT 2;",
        &["parenthesis: ("],
    );
}

#[test]
fn routines() {
    let routine = |statement| one(Dialect::Postgres, statement);
    routine("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END");
    routine(
        "CREATE OR REPLACE PROCEDURE p(a int) BEGIN /* in */ ATOMIC\n\
         UPDATE t SET a = CASE WHEN b THEN CASE c WHEN 1 THEN 2 END ELSE 3 END;\n\
         SELECT t.end, 1 AS end, (SELECT 1 end), \"end\", 'end' FROM t;\nEND",
    );
    routine("create function f() returns int begin atomic end");
    routine("CREATE FUNCTION f(a int) RETURNS int RETURN CASE WHEN a > 0 THEN 1 END");
    routine("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN; END $$");
    routine("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
    routine("CREATE TABLE function (begin int, atomic int)");
    splits(
        "BEGIN; SELECT 1; END; COMMIT",
        &["BEGIN", "SELECT 1", "END", "COMMIT"],
    );
    problems(
        Dialect::Postgres,
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1; END;",
        &["block: ATOMIC"],
    );
}

#[test]
fn commands() {
    let refused = |sql, expected: &[&str]| problems(Dialect::Postgres, sql, expected);
    refused(
        "\\set x 'a;\nSELECT 1;\n  \\echo it's\n",
        &["command: \\set x 'a;", "command: \\echo it's"],
    );
    refused("SELECT 1 \\gexec\n", &["command: \\gexec"]);
    refused(
        "COPY t (a, b) FROM stdin WITH (FORMAT csv);\n1\tit's\n\\.\nSELECT 1;\n",
        &["command: COPY t (a, b) FROM stdin WITH (FORMAT csv)"],
    );
    refused("COPY t FROM STDIN", &["command: COPY t FROM STDIN"]);
    splits(
        "COPY t FROM '/tmp/a'; COPY t TO STDOUT",
        &["COPY t FROM '/tmp/a'", "COPY t TO STDOUT"],
    );
    one(
        Dialect::Postgres,
        r#"SELECT '\', E'\\', "\", $$\$$ /* \d */"#,
    );
    let (statements, _) = read("SELECT 1;\n\\d\nSELECT 2;", Dialect::Postgres);
    assert_eq!(statements, ["SELECT 1", "SELECT 2"]);
}
