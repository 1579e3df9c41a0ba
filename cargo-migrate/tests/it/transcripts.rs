//! Runs the transcripts in the documents.

use std::fs;
use std::path::Path;

use crate::histories::{self, Database};
use crate::project::Result;

#[test]
fn command() -> Result {
    transcript("command", |_| Ok(()))
}

#[test]
fn from_sqlx() -> Result {
    transcript("from-sqlx", |folder| {
        let url = format!("sqlite:{}", folder.join("app.db").display());
        histories::block_on(histories::migrate_with_sqlx(
            &folder.join("migrations"),
            &url,
        ))
    })
}

#[test]
fn from_refinery() -> Result {
    transcript("from-refinery", histories::migrate_with_refinery)
}

#[test]
fn from_diesel() -> Result {
    transcript("from-diesel", histories::migrate_with_diesel)
}

#[test]
fn from_prisma() -> Result {
    transcript("from-prisma", |folder| {
        let prisma = histories::of("prisma")?;
        prisma.fill(
            folder,
            "INSERT INTO _prisma_migrations VALUES
             ('1', 'f202577af96fe5ff413f6456e176f80eb994ac7d349d89f8707fa32f79cef931', 1767603600000, '20260105090000_users', NULL, NULL, 1767603600000, 1),
             ('2', '1d6f0c6d6f090a27625401779ce19447908b03a04f617f1fe26b9ffd77c190e7', 1768226400000, '20260112140000_notes', NULL, NULL, 1768226400000, 1)",
        )
    })
}

#[test]
fn from_flyway() -> Result {
    transcript("from-flyway", |folder| {
        let flyway = histories::of("flyway")?;
        flyway.fill(
            folder,
            "INSERT INTO flyway_schema_history VALUES
             (1, '1', 'users', 'SQL', 'V1__users.sql', 51675886, '', '2026-01-05 09:00:00.000', 3, 1),
             (2, '2', 'notes', 'SQL', 'V2__notes.sql', -2098741022, '', '2026-01-12 14:00:00.000', 2, 1),
             (3, NULL, 'views', 'SQL', 'R__views.sql', 17, '', '2026-01-12 14:00:00.000', 2, 1)",
        )
    })
}

#[test]
fn consolidating() -> Result {
    transcript("consolidating", |folder| {
        let prisma = histories::of("prisma")?;
        let database = Database {
            url: format!("sqlite:{}", folder.join("app.db").display()),
        };
        database.execute_for_all(prisma.table_sql())?;
        database.execute(
            "INSERT INTO _prisma_migrations VALUES
             ('1', '1d6f0c6d6f090a27625401779ce19447908b03a04f617f1fe26b9ffd77c190e7', 1767603600000, '20260105090000_notes', NULL, NULL, 1767603600000, 1)",
        )?;
        for file in [
            "00_reset.sql",
            "01_users.sql",
            "05a_plans.sql",
            "20260105090000_notes/migration.sql",
        ] {
            let sql = fs::read(folder.join("migrations").join(file))?;
            database.execute(&String::from_utf8(sql)?)?;
        }
        Ok(())
    })
}

#[cfg(unix)]
#[test]
fn supabase() -> Result {
    let server = crate::story::Server::start()?;
    let database = server.create("app")?;
    transcript_on("supabase", &database.url, |_| Ok(()))
}

/// Runs the commands of a document in a folder with the document's files. `prepare` may add a
/// database.
fn transcript(name: &str, prepare: impl Fn(&Path) -> Result) -> Result {
    transcript_on(name, "sqlite:app.db", prepare)
}

/// The same with a value of `DATABASE_URL`.
fn transcript_on(name: &str, url: &str, prepare: impl Fn(&Path) -> Result) -> Result {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/{name}.md"));
    let text = String::from_utf8(fs::read(document)?)?;
    let directory = tempfile::tempdir()?;
    let start = directory.path().join(format!("{name}.in"));
    for (file, sql) in files(&text) {
        let file = start.join("migrations").join(file);
        fs::create_dir_all(file.parent().unwrap_or(&start))?;
        fs::write(file, sql)?;
    }
    prepare(&start)?;
    // An empty directory of expected files makes the commands run in a copy of the input directory.
    fs::create_dir_all(directory.path().join(format!("{name}.out")))?;
    let transcript = directory.path().join(format!("{name}.md"));
    fs::write(&transcript, text)?;
    let tests = trycmd::TestCases::new();
    tests.register_bin("cargo", Path::new(env!("CARGO_BIN_EXE_cargo-migrate")));
    if name != "command" {
        tests.env("DATABASE_URL", url);
    }
    tests.case(transcript.display().to_string()).run();
    Ok(())
}

/// The files of the document. The first line of a block is the name.
fn files(text: &str) -> Vec<(&str, &str)> {
    text.split("```sql\n-- migrations/")
        .skip(1)
        .filter_map(|block| block.split("```").next()?.split_once('\n'))
        .collect()
}

impl histories::History {
    /// Creates the tool's table with these rows in `app.db`, and the schema of its migrations.
    fn fill(&self, folder: &Path, rows: &str) -> Result {
        let database = Database {
            url: format!("sqlite:{}", folder.join("app.db").display()),
        };
        database.execute_for_all(self.table_sql())?;
        database.execute(rows)?;
        database.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")?;
        database.execute(
            "CREATE TABLE notes (user INTEGER NOT NULL REFERENCES users (id), body TEXT NOT NULL)",
        )
    }
}
