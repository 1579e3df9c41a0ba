mod mysql;
mod postgres;
mod sqlite;

use super::split;
use crate::Dialect;
use crate::statement::{Place, Problem};

/// The texts of the statements, and the problems.
fn read(sql: &str, dialect: Dialect) -> (Vec<&str>, Vec<String>) {
    let split = split(sql, dialect);
    let statements = split.statements.iter();
    let problems = split.problems.iter().map(|problem| match problem {
        Problem::Unterminated { at, what } => format!("{what}: {}", &sql[at.clone()]),
        Problem::ClientCommand { at, .. } => format!("command: {}", &sql[at.clone()]),
    });
    (
        statements.map(|one| &sql[one.text.clone()]).collect(),
        problems.collect(),
    )
}

#[track_caller]
fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    let (statements, problems) = read(sql, dialect);
    assert_eq!(statements, expected, "{sql}");
    assert_eq!(problems, [""; 0], "{sql}");
}

/// One statement, however many semicolons it holds, and another one behind it.
#[track_caller]
fn one(dialect: Dialect, statement: &str) {
    let sql = format!("{statement};\nSELECT 2;\n");
    check(dialect, &sql, &[statement, "SELECT 2"]);
}

#[track_caller]
fn problems(dialect: Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(read(sql, dialect).1, expected, "{sql}");
}

#[test]
fn every_dialect() {
    for dialect in Dialect::ALL {
        check(dialect, "", &[]);
        check(dialect, " \n\t-- nothing;\n/* ; */\n", &[]);
        check(dialect, ";;", &[]);
        check(dialect, ";; SELECT 1;;\n;", &["SELECT 1"]);
        check(dialect, "SELECT 1", &["SELECT 1"]);
        check(
            dialect,
            "SELECT 1; -- one\nSELECT 2 -- two",
            &["SELECT 1", "SELECT 2"],
        );
        check(dialect, "SELECT 1 ;", &["SELECT 1 "]);
        check(
            dialect,
            "/* a; */ SELECT /* b; */ 1;",
            &["SELECT /* b; */ 1"],
        );
        check(dialect, "SELECT '-- ;', ';'';'", &["SELECT '-- ;', ';'';'"]);
        check(
            dialect,
            "SELECT 'é;', é;SELECT 2",
            &["SELECT 'é;', é", "SELECT 2"],
        );
        problems(dialect, "SELECT 1; SELECT 'a;\n", &["string: 'a"]);
        problems(dialect, "SELECT '", &["string: '"]);
        problems(dialect, "SELECT 1; /* a", &["comment: /*"]);
        problems(dialect, "/*", &["comment: /*"]);
        problems(dialect, "/*/", &["comment: /*"]);
    }
    problems(Dialect::Postgres, "SELECT \"", &["quoted name: \""]);
    problems(Dialect::Sqlite, "SELECT \"", &["quoted name: \""]);
    problems(Dialect::Mysql, "SELECT \"", &["string: \""]);
}

#[test]
fn what_precedes_an_error_is_split() {
    let (statements, problems) = read("SELECT 1;\nSELECT 2;\nSELECT 'é", Dialect::Postgres);
    assert_eq!(statements, ["SELECT 1", "SELECT 2"]);
    assert_eq!(problems, ["string: 'é"]);
}

#[test]
fn comments_stand_above_a_statement_or_elsewhere() {
    let text = "-- a\n/* b */ -- c\nSELECT 1; -- d\n  -- e\nSELECT -- f\n 2;\n-- g";
    let split = split(text, Dialect::Postgres);
    let comments = split.comments.iter();
    let places: Vec<(&str, Place)> = comments
        .map(|comment| (&text[comment.range.clone()], comment.place))
        .collect();
    assert_eq!(
        places,
        [
            ("-- a", Place::Above(0)),
            ("-- c", Place::Elsewhere),
            ("-- d", Place::Elsewhere),
            ("-- e", Place::Above(1)),
            ("-- f", Place::Elsewhere),
            ("-- g", Place::Above(2)),
        ]
    );
}
