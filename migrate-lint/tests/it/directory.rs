//! What is judged, how much it matters, what directives allow, and what comes out beside
//! diagnostics.

use migrate_directory::{Dialect, Directory, Level, Lock, Settings, Snapshot};
use migrate_lint::{Options, Report, Selection, lint};

const USERS: (&str, &str) = (
    "1_users.sql",
    "CREATE TABLE users (id INT PRIMARY KEY, age INT);\n",
);
const AGE: (&str, &str) = ("2_age.sql", "ALTER TABLE users DROP COLUMN age;\n");
const GONE: (&str, &str) = ("3_gone.sql", "DROP TABLE users;\n");

fn understand(files: &[(&str, &str)]) -> Directory {
    understand_as(Dialect::Postgres, files)
}

fn understand_as(dialect: Dialect, files: &[(&str, &str)]) -> Directory {
    let settings = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    Directory::new(&Snapshot::of("m", files.iter().copied()), &settings)
}

fn lock(files: &[(&str, &str)]) -> String {
    let mut lock = Lock::new(Dialect::Postgres);
    lock.seal(&understand(files).migrations);
    lock.write()
}

/// `file:code`, with `!` if it fails the build.
fn judge(files: &[(&str, &str)], selection: Selection) -> Vec<String> {
    let options = Options {
        selection,
        ..Options::default()
    };
    let report = lint(&understand(files), &options);
    let shown = report.diagnostics.iter().map(|one| {
        let mark = if one.level == Level::Deny { "!" } else { "" };
        format!("{}:{}{mark}", one.path.trim_start_matches("m/"), one.code)
    });
    shown.collect()
}

#[test]
fn without_a_lock_the_newest_is_judged() {
    let files = [USERS, AGE, GONE];
    let gone = ["3_gone.sql:drop-table!", "3_gone.sql:removed-table"];
    assert_eq!(judge(&files, Selection::Unreleased), gone);
    let age = ["2_age.sql:drop-column!", "2_age.sql:removed-column"];
    assert_eq!(judge(&files, Selection::Latest(2)), [age, gone].concat());
    assert_eq!(judge(&files, Selection::All), [age, gone].concat());
}

#[test]
fn with_a_lock_the_drafts_are_judged() {
    let sealed = lock(&[USERS]);
    let lock = ("migrations.lock", sealed.as_str());
    let age = ["2_age.sql:drop-column!", "2_age.sql:removed-column"];
    let gone = ["3_gone.sql:drop-table!", "3_gone.sql:removed-table"];
    assert_eq!(
        judge(&[USERS, AGE, GONE, lock], Selection::Unreleased),
        [age, gone].concat()
    );

    // What drafts make is new to all of them.
    let made = ("2_made.sql", "CREATE TABLE users_new (id INT);\n");
    let dropped = ("3_gone.sql", "DROP TABLE users_new;\n");
    assert_eq!(
        judge(&[USERS, made, dropped, lock], Selection::Unreleased),
        [""; 0]
    );
    // Without a lock each file stands for a release.
    let gone = ["3_gone.sql:drop-table!", "3_gone.sql:removed-table"];
    assert_eq!(judge(&[USERS, made, dropped], Selection::Unreleased), gone);
}

/// They are read by several threads.
#[test]
fn many_are_judged_in_their_order() {
    let names: Vec<String> = (1..=100)
        .map(|number| format!("{number}_step.sql"))
        .collect();
    let texts: Vec<String> = (1..=100)
        .map(|number| match number {
            1 => "CREATE TABLE t1 (id INT);\n".to_owned(),
            _ => format!(
                "CREATE TABLE t{number} (id INT);\nDROP TABLE t{};\n",
                number - 1
            ),
        })
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let found = judge(&files, Selection::All);
    let of = |name: &String| {
        [
            format!("{name}:drop-table!"),
            format!("{name}:removed-table"),
        ]
    };
    let expected: Vec<String> = names[1..].iter().flat_map(of).collect();
    assert_eq!(found, expected);
}

#[test]
fn levels_come_from_the_settings() {
    let config = (
        "migrate.toml",
        "[lint]\ndestructive = 'warn'\nremoved-table = 'allow'\nbreaking = 'deny'\n",
    );
    let found = judge(&[USERS, AGE, config], Selection::Unreleased);
    assert_eq!(
        found,
        ["2_age.sql:drop-column", "2_age.sql:removed-column!"]
    );
    let found = judge(&[USERS, GONE, config], Selection::Unreleased);
    assert_eq!(found, ["3_gone.sql:drop-table"]);
}

#[test]
fn a_reason_holds_for_a_statement_or_a_file() {
    let two = "CREATE TABLE a (id INT); CREATE TABLE b (id INT); CREATE TABLE c (id INT);";
    let judge = |sql: &str| judge(&[("1_m.sql", two), ("2_m.sql", sql)], Selection::Unreleased);
    let of_file =
        "-- migrate: compatible\n-- migrate: allow(drop-table) why\nDROP TABLE a;\nDROP TABLE b;\n";
    assert_eq!(judge(of_file), [""; 0]);
    let of_statement = "-- migrate: compatible\nDROP TABLE a;\n\n-- migrate: allow(drop-table) why\nDROP TABLE b;\nDROP TABLE c;\n";
    assert_eq!(judge(of_statement), ["2_m.sql:drop-table!"; 2]);
    let unused = "-- migrate: allow(drop-table) why\nALTER TABLE a ADD COLUMN x INT;\n";
    assert_eq!(judge(unused), ["2_m.sql:unknown-directive"]);
}

#[test]
fn an_older_reason_is_not_called_unused() {
    let older = (
        "2_older.sql",
        "-- migrate: allow(drop-table) why\nSELECT 1;\n",
    );
    let newest = ("3_newest.sql", "ALTER TABLE users ADD COLUMN name TEXT;\n");
    assert_eq!(
        judge(&[USERS, older, newest], Selection::Unreleased),
        [""; 0]
    );
}

#[test]
fn what_breaks_the_running_release_is_known() {
    let breaking = |sql: &str| {
        let files = [USERS, ("2_m.sql", sql)];
        let mut directory = understand(&files);
        let report = lint(&directory, &Options::default());
        assert_eq!(report.breaking.len(), 2);
        assert_eq!(report.breaking[0], None);
        report.tell(&mut directory);
        directory.migrations[1].breaking
    };
    assert_eq!(
        breaking("ALTER TABLE users ADD COLUMN name TEXT;"),
        Some(false)
    );
    assert_eq!(breaking("ALTER TABLE users RENAME TO people;"), Some(true));
    let reason = "-- migrate: allow(renamed-table) why\n";
    let renames = "ALTER TABLE users RENAME TO people;";
    assert_eq!(breaking(&format!("{reason}{renames}")), Some(true));
    assert_eq!(
        breaking(&format!("-- migrate: compatible\n{renames}")),
        Some(false)
    );
    assert_eq!(breaking("-- migrate: breaking\nSELECT 1;"), Some(true));
}

#[test]
fn the_state_is_kept_between_runs() {
    let judge = |files: &[(&str, &str)], known: Option<&[u8]>| -> Report {
        let options = Options {
            known,
            ..Options::default()
        };
        lint(&understand(files), &options)
    };
    let first = judge(&[USERS, GONE], None);
    let kept = first.state.as_deref().unwrap();
    let again = judge(&[USERS, GONE], Some(kept));
    assert_eq!(again.diagnostics, first.diagnostics);
    assert_eq!(again.state, None);
    // Another draft, same history.
    let other = judge(
        &[USERS, ("3_other.sql", "ALTER TABLE usrs DROP COLUMN age;")],
        Some(kept),
    );
    assert_eq!(other.state, None);
    assert_eq!(other.diagnostics[0].help, "did you mean `users`?");
    // Another history: it is not used.
    let people = ("1_users.sql", "CREATE TABLE people (id INT PRIMARY KEY);\n");
    let other = judge(&[people, ("3_other.sql", "DROP TABLE people;")], Some(kept));
    assert!(other.state.is_some());
    assert_eq!(other.diagnostics[0].code.name(), "drop-table");
    assert!(judge(&[USERS, GONE], Some(b"nonsense")).state.is_some());
}

#[test]
fn a_setting_is_made_local() {
    let sql = "SET work_mem = '1GB';\nCREATE TABLE a (id INT);\n";
    let report = lint(&understand(&[USERS, ("2_m.sql", sql)]), &Options::default());
    let fix = &report.fixes[0];
    let mut fixed = sql.to_owned();
    fixed.replace_range(fix.range.clone(), &fix.text);
    assert_eq!(
        fixed,
        "SET LOCAL work_mem = '1GB';\nCREATE TABLE a (id INT);\n"
    );
    assert_eq!(
        judge(&[USERS, ("2_m.sql", &fixed)], Selection::Unreleased),
        [""; 0]
    );
}

#[test]
fn sets_beside_each_other_may_name_each_others_tables() {
    let sealed = lock(&[USERS]).replace("set default", "set billing");
    let lock = ("migrations.lock", sealed.as_str());
    let draft = ("2_m.sql", "ALTER TABLE invoices ADD COLUMN user_id INT;");
    assert_eq!(judge(&[USERS, draft, lock], Selection::Unreleased), [""; 0]);
}

#[test]
fn sqlite_keeps_its_state_between_runs() {
    let made = (
        "1_made.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE);\n\
         CREATE INDEX users_email ON users (email);\n\
         CREATE VIEW mails AS SELECT email FROM users;\n\
         CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;\n\
         CREATE VIRTUAL TABLE docs USING fts5 (body);\n\
         CREATE TABLE places (id INTEGER PRIMARY KEY DEFAULT (made_by_the_service()));\n\
         ALTER TABLE elsewhere ADD COLUMN a TEXT;\n",
    );
    let judge = |sql: &str, known: Option<&[u8]>| -> Report {
        let options = Options {
            known,
            ..Options::default()
        };
        let directory = understand_as(Dialect::Sqlite, &[made, ("2_m.sql", sql)]);
        lint(&directory, &options)
    };
    let all = "DROP VIEW mails; DROP TABLE docs; DROP TRIGGER touch; DROP INDEX users_email;\n\
               ALTER TABLE users DROP COLUMN emial; ALTER TABLE elsewhere ADD COLUMN b TEXT;\n\
               INSERT INTO places DEFAULT VALUES;\n";
    let first = judge(all, None);
    let codes: Vec<&str> = first
        .diagnostics
        .iter()
        .map(|one| one.code.name())
        .collect();
    let expected = [
        "removed-object",
        "drop-table",
        "removed-table",
        "unknown-object",
    ];
    assert_eq!(codes, expected);
    let kept = first.state.as_deref().unwrap();
    let again = judge(all, Some(kept));
    assert_eq!(again.diagnostics, first.diagnostics);
    assert_eq!(again.state, None);
    let other = judge("DROP TABLE users;", Some(kept));
    assert_eq!(other.state, None);
    assert_eq!(other.diagnostics[0].code.name(), "drop-table");
}

#[test]
fn the_state_of_mysql_is_kept_between_runs() {
    let users = (
        "1_users.sql",
        "CREATE TABLE `users` (id INT PRIMARY KEY, age INT);\n",
    );
    let judge = |files: &[(&str, &str)], known: Option<&[u8]>| -> Report {
        let options = Options {
            known,
            ..Options::default()
        };
        lint(&understand_as(Dialect::Mysql, files), &options)
    };
    let draft = ("2_m.sql", "ALTER TABLE users CHANGE age years INT;");
    let first = judge(&[users, draft], None);
    assert_eq!(first.diagnostics[0].code.name(), "renamed-column");
    assert_eq!(first.breaking, [None, Some(true)]);
    let again = judge(&[users, draft], first.state.as_deref());
    assert_eq!(again.diagnostics, first.diagnostics);
    assert_eq!(again.state, None);
    // Another server reads other comments.
    let config = ("migrate.toml", "[lint]\nmysql-version = 9.1\n");
    let other = judge(&[users, draft, config], first.state.as_deref());
    assert!(other.state.is_some());
}
