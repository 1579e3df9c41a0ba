//! Old files become one baseline, or nothing happens.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::histories::Database;
use crate::project::{Project, Result, postgres};

const FILES: [(&str, &str); 4] = [
    ("00_reset.sql", "DROP TABLE IF EXISTS a;\r\n"),
    ("01_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n"),
    ("05a_more.sql", "ALTER TABLE a ADD x TEXT;\n"),
    (
        "20260101000000_b/migration.sql",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a (id));\nCREATE INDEX b_a ON b (a);\n",
    ),
];

/// Every file below a folder, with its text.
pub(crate) fn tree(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    #[expect(clippy::disallowed_methods, reason = "a test may list directories")]
    let entries = fs::read_dir(folder)?;
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            files.extend(
                tree(&path)?
                    .into_iter()
                    .map(|(file, text)| (format!("{name}/{file}"), text)),
            );
        } else {
            files.insert(name, String::from_utf8(fs::read(&path)?)?);
        }
    }
    Ok(files)
}

#[test]
fn two_runs_write_the_same() -> Result {
    let lite = "--dialect sqlite".to_owned();
    let post = format!("--dialect postgres --scratch {}", postgres()?);
    for options in [lite, post] {
        let mut written = Vec::new();
        for _ in 0..2 {
            let project = Project::new(&FILES)?;
            project.says(&format!("consolidate {options}"), 0, &["moved 4 files"])?;
            written.push(tree(project.root())?);
        }
        assert_eq!(written[0], written[1]);
    }
    Ok(())
}

#[test]
fn newer_migrations_stay() -> Result {
    let files = [
        ("1_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n"),
        ("2_b.sql", "ALTER TABLE a ADD x TEXT;\n"),
        ("2_b.down.sql", "ALTER TABLE a DROP x;\n"),
        ("3_c.sql", "CREATE TABLE c (id INT);\n"),
        ("3_c.down.sql", "DROP TABLE c;\n"),
    ];
    let project = Project::new(&files)?;
    project.ends("init --dialect sqlite", 0)?;
    project.ends("seal", 0)?;
    let (complete, partial) = (
        Database::sqlite(&project),
        project.root().join("partial.db"),
    );
    let url = format!("--database-url {}", complete.url);
    let of_partial = format!("--database-url sqlite:{}", partial.display());
    project.says(&format!("up {url}"), 0, &["3 applied"])?;
    project.says(&format!("up --to 1 {of_partial}"), 0, &["applied 1_a"])?;
    project.says(
        &format!("consolidate --keep-after 2 {url}"),
        0,
        &["tracked: 3 of 3", "kept", "moved 2 files"],
    )?;
    let names: Vec<String> = tree(&project.root().join("migrations"))?
        .into_keys()
        .collect();
    assert_eq!(
        names,
        [
            "2_baseline.sql",
            "3_c.down.sql",
            "3_c.sql",
            "README.md",
            "_archived/1_a.sql",
            "_archived/2_b.down.sql",
            "_archived/2_b.sql",
            "migrations.lock",
        ]
    );
    project.says("check", 0, &["migrations: 2"])?;
    project.says(
        &format!("up {url}"),
        0,
        &["recorded 2_baseline", "0 applied"],
    )?;
    project.says(
        &format!("status --check {url}"),
        0,
        &["2_baseline  baseline", "3_c         applied"],
    )?;
    project.says(&format!("drift {url}"), 0, &["no drift"])?;
    project.says(
        &format!("up {of_partial}"),
        1,
        &["`2_baseline` replaces migrations that this database lacks: 2_b"],
    )?;
    let empty = format!(
        "--database-url sqlite:{}",
        project.root().join("empty.db").display()
    );
    project.says(&format!("up {empty}"), 0, &["2 applied"])?;
    Ok(())
}

#[test]
fn the_order_can_be_corrected() -> Result {
    let project = Project::new(&[
        (
            "1_b.sql",
            "CREATE VIEW v AS SELECT id FROM a;\nSELECT v.id FROM v;\n",
        ),
        ("2_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n"),
        ("3_bad.sql", "CREATE TABLE a (id INT);\n"),
    ])?;
    let before = tree(project.root())?;
    project.says(
        "consolidate --dialect sqlite",
        4,
        &[
            "the replay failed: ",
            "migrations/1_b.sql:2:1",
            "--order <file>",
        ],
    )?;
    assert_eq!(tree(project.root())?, before);
    let list = project.root().join("order.txt");
    fs::write(&list, "migrations/2_a.sql\nmigrations/1_b.sql\n")?;
    project.says(
        "consolidate --dialect sqlite --order order.txt",
        2,
        &["does not list `migrations/3_bad.sql`"],
    )?;
    fs::write(
        &list,
        "# by hand\nmigrations/2_a.sql\nmigrations/1_b.sql\nskip migrations/3_bad.sql\n",
    )?;
    project.says(
        "consolidate --dialect sqlite --order order.txt",
        0,
        &["skipped", "moved 3 files"],
    )?;
    assert_eq!(project.lock()?.matches("    replaces ").count(), 3);
    Ok(())
}

/// A `pg_dump` that leaves something out.
#[cfg(unix)]
#[test]
fn what_cannot_be_proven_changes_nothing() -> Result {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::new(&[(
        "1_a.sql",
        "CREATE TABLE a (id INT, n INT);\nCREATE INDEX a_n ON a (n);\nGRANT SELECT ON a TO PUBLIC;\n",
    )])?;
    let before = tree(project.root())?;
    let programs = tempfile::tempdir()?;
    let program = programs.path().join("pg_dump");
    let real = std::env::var("MIGRATE_TEST_PG_BIN")?;
    fs::write(
        &program,
        format!("#!/bin/sh\n{real}/pg_dump \"$@\" | grep -v -e 'CREATE INDEX' -e GRANT\n"),
    )?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let consolidate = format!("consolidate --dialect postgres --scratch {}", postgres()?);
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH")?);
    let output = project.command(&consolidate).env("PATH", &path).output()?;
    let said = String::from_utf8([output.stdout, output.stderr].concat())?;
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in [
        "index a.a_n: in the migrations, not in the database",
        "table a: grants",
        "nothing was changed",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let json = format!("{consolidate} --format json");
    let output = project.command(&json).env("PATH", &path).output()?;
    assert_eq!(output.status.code(), Some(1));
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(shown["consolidated"], serde_json::json!(false));
    assert_eq!(shown["baseline"], serde_json::Value::Null);
    let index = serde_json::json!({
        "kind": "index",
        "name": "public.a.a_n",
        "change": "removed",
        "property": null,
        "found": null,
        "expected": null,
        "message": "index a.a_n: in the migrations, not in the database",
    });
    let differences = shown["differences"].as_array().ok_or("differences")?;
    assert!(differences.contains(&index), "{shown:#}");
    assert_eq!(tree(project.root())?, before);
    Ok(())
}

#[test]
fn mysql_is_refused() -> Result {
    let project = Project::new(&[
        ("1_a.sql", "CREATE TABLE a (id INT);\n"),
        ("2_b.sql", "CREATE TABLE b (id INT);\n"),
    ])?;
    project.says(
        "consolidate --dialect mysql",
        1,
        &["MySQL and MariaDB are not supported"],
    )
}

/// If the command is killed, there is the old directory or the new one, and the next run completes
/// it.
#[test]
fn a_killed_run_leaves_nothing_or_everything() -> Result {
    let project = Project::new(&FILES)?;
    let old = tree(&project.root().join("migrations"))?;
    project.ends("consolidate --dialect sqlite", 0)?;
    let new = tree(&project.root().join("migrations"))?;
    let (mut olds, mut news) = (0, 0);
    for delay in 0..60 {
        let project = Project::new(&FILES)?;
        let mut run = project.command("consolidate --dialect sqlite");
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        thread::sleep(Duration::from_millis(delay * 4));
        run.kill()?;
        run.wait()?;
        let found = tree(&project.root().join("migrations"))?;
        olds += u32::from(found == old);
        news += u32::from(found == new);
        assert!(found == old || found == new, "after {delay}: {found:#?}");
        project.ends("consolidate --dialect sqlite", 0)?;
        assert_eq!(
            tree(&project.root().join("migrations"))?,
            new,
            "after {delay}"
        );
        assert_eq!(
            tree(project.root())?.len(),
            new.len(),
            "nothing else is left"
        );
    }
    assert!(olds > 0, "no run was killed before the end: {olds}, {news}");
    Ok(())
}

/// Databases that were not updated in between still know the files of an earlier consolidation.
fn consolidated_twice(fresh: impl Fn(&Project, &str) -> Result<Database>) -> Result {
    let files = [
        ("1_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n"),
        ("2_b.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n"),
        ("3_c.sql", "CREATE TABLE c (id INTEGER PRIMARY KEY);\n"),
        ("4_d.sql", "CREATE TABLE d (id INTEGER PRIMARY KEY);\n"),
    ];
    let project = Project::new(&files)?;
    let database = |name: &str| -> Result<String> {
        let database = fresh(&project, name)?;
        let (dialect, url) = (database.dialect(), database.url);
        Ok(format!("--dialect {dialect} --database-url {url}"))
    };
    let [originals, started, made, partial, behind, empty] = [
        database("originals")?,
        database("started")?,
        database("made")?,
        database("partial")?,
        database("behind")?,
        database("empty")?,
    ];
    let (dialect, _) = originals.split_once(" --database-url").ok_or("a dialect")?;
    let scratch = if dialect.ends_with("postgres") {
        format!(" --scratch {}", postgres()?)
    } else {
        String::new()
    };
    project.git("init --quiet --initial-branch main")?;
    project.ends(&format!("init {dialect}"), 0)?;
    project.ends("seal", 0)?;
    project.commit("first")?;
    for whole in [&originals, &started] {
        project.says(&format!("up {whole}"), 0, &["4 applied"])?;
    }
    project.says(&format!("up --to 1 {partial}"), 0, &["1 applied"])?;

    project.ends(&format!("consolidate --keep-after 2{scratch}"), 0)?;
    project.says(&format!("up {started}"), 0, &["recorded 2_baseline"])?;
    project.says(&format!("up {made}"), 0, &["3 applied"])?;
    project.says(&format!("up --to 3 {behind}"), 0, &["2 applied"])?;

    let again = format!("consolidate --keep-after 3{scratch}");
    project.says(&again, 0, &["moved 2 files"])?;
    let lock = project.lock()?;
    let replaced: Vec<String> = lock
        .split('\n')
        .filter_map(|line| {
            let (indent, rest) = line.split_once("replaces ")?;
            Some(format!("{indent}{}", rest.split_once(' ')?.1))
        })
        .collect();
    assert_eq!(
        replaced,
        ["    2_baseline", "        1_a", "        2_b", "    3_c"]
    );
    project.says("check --base main", 0, &["no problems"])?;
    for whole in [&originals, &started, &made] {
        project.says(
            &format!("up {whole}"),
            0,
            &[
                "recorded 3_baseline: the database has everything that it replaces",
                "0 applied",
            ],
        )?;
        project.ends(&format!("status --check {whole}"), 0)?;
        project.says(&format!("drift {whole}"), 0, &["no drift"])?;
    }
    let lacks = "`3_baseline` replaces migrations that this database lacks: ";
    project.says(
        &format!("up {partial}"),
        1,
        &[&format!("{lacks}2_b, 3_c\n")],
    )?;
    project.says(
        &format!("up {behind}"),
        0,
        &["recorded 3_baseline", "applied 4_d"],
    )?;
    project.says(&format!("up {empty}"), 0, &["2 applied"])?;
    Ok(())
}

#[test]
fn a_second_consolidation_knows_what_the_first_replaced() -> Result {
    consolidated_twice(|project, name| {
        let file = project.root().join(format!("{name}.db"));
        let url = format!("sqlite:{}", file.display());
        Ok(Database { url })
    })
}

#[test]
fn a_second_consolidation_on_postgres() -> Result {
    consolidated_twice(|_, _| Database::postgres())
}
