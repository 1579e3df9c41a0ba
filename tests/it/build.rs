//! `cargo build` of a user's project: what fails it, what it shows, what it notices.

use migrate_directory::{Dialect, Directory, Lock, Settings, Snapshot};

use crate::project::{Project, Result};

/// A directory, the code in brackets, where it points, and a word of the help.
type Case<'c> = (&'c str, Vec<(&'c str, &'c [u8])>, &'c str, &'c str, &'c str);

const A: (&str, &[u8]) = ("1_a.sql", b"CREATE TABLE a (id INT);\n");
const B: (&str, &[u8]) = ("2_b.sql", b"CREATE TABLE b (id INT);\n");

/// The lock of a directory, as the command writes it.
fn lock(files: &[(&str, &[u8])]) -> Result<String> {
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, content)| Ok((*path, str::from_utf8(content)?)))
        .collect::<Result<_>>()?;
    let settings = Settings {
        dialect: None,
        dialects: vec![Dialect::Sqlite],
        release: false,
    };
    let directory = Directory::new(&Snapshot::of("migrations", texts), &settings);
    let mut lock = Lock::new(Dialect::Sqlite);
    lock.seal(&directory.migrations);
    Ok(lock.write())
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases(lock: &str) -> Vec<Case<'_>> {
    let sealed = ("migrations.lock", lock.as_bytes());
    vec![
        (
            "empty folder",
            vec![],
            "empty-directory",
            "migrations:1:1",
            "1_<name>.sql",
        ),
        (
            "hyphen",
            vec![A, ("1-a.sql", b"SELECT 1;")],
            "unrecognised-file",
            "migrations/1-a.sql:1:1",
            "`1_a.sql`",
        ),
        (
            "extension",
            vec![A, ("2_a.SQL", b"SELECT 1;")],
            "unrecognised-file",
            "migrations/2_a.SQL:1:1",
            "`2_a.sql`",
        ),
        (
            "sub-folder",
            vec![A, ("sub/3_z.sql", b"SELECT 1;")],
            "unrecognised-file",
            "migrations/sub/3_z.sql:1:1",
            "into `migrations` itself",
        ),
        (
            "folder without a script",
            vec![("1_a/README.md", b"x"), ("2_b/migration.sql", b"SELECT 1;")],
            "empty-migration",
            "migrations/1_a:1:1",
            "migration.sql",
        ),
        (
            "two of one version",
            vec![A, ("1_b.sql", b"SELECT 1;")],
            "duplicate-version",
            "migrations/1_b.sql:1:1",
            "another version",
        ),
        (
            "zero bytes",
            vec![A, ("2_b.sql", b"")],
            "empty-migration",
            "migrations/2_b.sql:1:1",
            "allow(empty-migration)",
        ),
        (
            "only a comment",
            vec![A, ("2_b.sql", b"-- nothing\n")],
            "empty-migration",
            "migrations/2_b.sql:1:1",
            "allow(empty-migration)",
        ),
        (
            "invalid UTF-8",
            vec![A, ("2_b.sql", b"SELECT 1;\nSELECT '\xff';\n")],
            "not-utf8",
            "migrations/2_b.sql:2:9",
            "UTF-8",
        ),
        (
            "edited",
            vec![("1_a.sql", b"CREATE TABLE a (id TEXT);\n"), B, sealed],
            "edited-migration",
            "migrations/1_a.sql:1:1",
            "git checkout",
        ),
        (
            "removed",
            vec![B, sealed],
            "missing-migration",
            "migrations/migrations.lock:4:1",
            "restore",
        ),
        (
            "renamed",
            vec![A, ("2_bee.sql", B.1), sealed],
            "renamed-migration",
            "migrations/2_bee.sql:1:1",
            "`2_b`",
        ),
        (
            "sealed, misnamed",
            vec![A, ("2-b.sql", B.1), sealed],
            "unrecognised-file",
            "migrations/2-b.sql:1:1",
            "`2_b.sql`",
        ),
        (
            "older draft",
            vec![
                A,
                ("1_late.sql", b"SELECT 1;"),
                B,
                sealed,
                ("migrate.toml", b"duplicate-versions = \"allow\""),
            ],
            "out-of-order",
            "migrations/1_late.sql:1:1",
            "rebase",
        ),
        (
            "conflict markers",
            vec![
                A,
                (
                    "migrations.lock",
                    b"<<<<<<< HEAD\nhead 0\n=======\nhead 1\n>>>>>>> x\n",
                ),
            ],
            "bad-lock",
            "migrations/migrations.lock:1:1",
            "rebase",
        ),
        (
            "unterminated quote",
            vec![A, ("2_b.sql", b"SELECT 1;\nSELECT 'x;\n")],
            "unterminated-statement",
            "migrations/2_b.sql:2:8",
            "close it",
        ),
        (
            "COMMIT",
            vec![A, ("2_b.sql", b"SELECT 1;\nCOMMIT;\n")],
            "transaction-control",
            "migrations/2_b.sql:2:1",
            "remove the statement",
        ),
        (
            "unknown directive",
            vec![A, ("2_b.sql", b"-- migrate: transacton(none)\nSELECT 1;\n")],
            "unknown-directive",
            "migrations/2_b.sql:1:1",
            "`transaction`",
        ),
        (
            "dbmate",
            vec![(
                "1_a.sql",
                b"-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n",
            )],
            "foreign-format",
            "migrations/1_a.sql:1:1",
            ".down.sql",
        ),
        (
            "goose",
            vec![("1_a.sql", b"-- +goose Up\nSELECT 1;\n")],
            "foreign-format",
            "migrations/1_a.sql:1:1",
            ".down.sql",
        ),
        (
            "sqlx",
            vec![("1_a.sql", b"-- no-transaction\nVACUUM;\n")],
            "foreign-format",
            "migrations/1_a.sql:1:1",
            "transaction(none)",
        ),
        (
            "foreign_keys",
            vec![A, ("2_b.sql", b"PRAGMA foreign_keys = OFF;\nSELECT 1;\n")],
            "pragma-in-transaction",
            "migrations/2_b.sql:1:1",
            "foreign-keys(off)",
        ),
        (
            "mixture",
            vec![A, ("2_b.sql", b"SELECT 1;\nVACUUM;\n")],
            "mixed-transaction",
            "migrations/2_b.sql:2:1",
            "migration of its own",
        ),
    ]
}

#[test]
fn a_broken_directory_does_not_compile() -> Result {
    let project = Project::new()?;
    let lock = lock(&[A, B])?;
    for (name, files, code, place, help) in cases(&lock) {
        project.migrations(&files)?;
        let built = project.cargo("build")?;
        assert!(!built.success, "{name}");
        let errors = built.errors();
        assert_eq!(errors.len(), 1, "{name}:\n{}", built.stderr);
        assert!(
            errors[0].contains(&format!("[{code}]")),
            "{name}: {}",
            errors[0]
        );
        assert!(
            built.stderr.contains(&format!("--> {place}\n")),
            "{name}:\n{}",
            built.stderr
        );
        assert!(built.stderr.contains(help), "{name}:\n{}", built.stderr);
    }

    std::fs::remove_dir_all(project.path("migrations"))?;
    let built = project.cargo("build")?;
    assert!(
        built.errors()[0].contains("[missing-directory]"),
        "{}",
        built.stderr
    );

    project.migrations(&[A])?;
    project.without_build_script()?;
    let built = project.cargo("build")?;
    assert!(
        built.errors()[0].contains("[missing-build-script]"),
        "{}",
        built.stderr
    );
    assert!(
        built
            .stderr
            .contains("fn main() { migrate_build::check(\"migrations\"); }"),
        "{}",
        built.stderr
    );
    assert!(
        built.stderr.contains("--> build.rs:1:1"),
        "{}",
        built.stderr
    );

    project.with_build_script()?;
    let carriage_returns = ("1_a.sql", &b"\xef\xbb\xbfCREATE TABLE a (id INT);\r\n"[..]);
    project.migrations(&[
        carriage_returns,
        B,
        ("migrations.lock", lock.replace('\n', "\r\n").as_bytes()),
    ])?;
    let built = project.cargo("build")?;
    assert!(
        built.success && !built.stderr.contains("warning"),
        "{}",
        built.stderr
    );
    Ok(())
}

#[test]
fn two_broken_files_give_two_errors_and_every_change_is_noticed() -> Result {
    let project = Project::new()?;
    project.migrations(&[("1_a.sql", b"COMMIT;\n"), ("2_b.sql", b"SELECT 'x\n")])?;
    let built = project.cargo("build")?;
    assert_eq!(built.errors().len(), 2, "{}", built.stderr);
    assert!(
        !built.stderr.contains("warning: unused"),
        "{}",
        built.stderr
    );

    let prints = |expected: &str| -> Result {
        let built = project.cargo("run")?;
        assert!(built.success, "{}", built.stderr);
        assert_eq!(built.stdout, expected);
        Ok(())
    };
    project.migrations(&[A])?;
    prints("1_a 25\n")?;
    // The expansion is one constant expression.
    let main = "use migrate_runtime::{Migrations, embed_migrations};
        const SAME: Migrations = embed_migrations!(\"./migrations/\");
        fn main() { println!(\"{}\", SAME.len()); }";
    let static_main = std::fs::read(project.path("src/main.rs"))?;
    project.write("src/main.rs", main)?;
    prints("1\n")?;
    project.write("src/main.rs", static_main)?;
    project.write("migrations/2_b.sql", B.1)?;
    prints("1_a 25\n2_b 25\n")?;
    project.write("migrations/2_b.sql", b"CREATE TABLE b (id TEXT);\n")?;
    prints("1_a 25\n2_b 26\n")?;
    std::fs::rename(
        project.path("migrations/2_b.sql"),
        project.path("migrations/3_c.sql"),
    )?;
    prints("1_a 25\n3_c 26\n")?;
    std::fs::remove_file(project.path("migrations/3_c.sql"))?;
    prints("1_a 25\n")?;
    project.write("migrations/2_b/migration.sql", B.1)?;
    let built = project.cargo("build")?;
    assert!(
        built.errors()[0].contains("[mixed-layout]"),
        "{}",
        built.stderr
    );
    std::fs::remove_dir_all(project.path("migrations/2_b"))?;
    project.write("migrations/migrate.toml", "dialekt = 'sqlite'\n")?;
    let built = project.cargo("build")?;
    assert!(
        built.errors()[0].contains("[bad-config]"),
        "{}",
        built.stderr
    );
    Ok(())
}
