//! `consolidate --live`: the schema comes from a database, because the files cannot be replayed any
//! more.

use crate::histories::Database;
use crate::project::{Project, Result, postgres};

/// The second file and the view in the database need a table that was created by hand.
const FILES: [(&str, &str); 2] = [
    (
        "1_rooms.sql",
        "CREATE TABLE rooms (id INTEGER PRIMARY KEY);\n",
    ),
    ("2_notes.sql", "ALTER TABLE by_hand ADD note TEXT;\n"),
];

const LIVE: &str = "CREATE TABLE rooms (id INTEGER PRIMARY KEY);
    CREATE TABLE by_hand (id INTEGER PRIMARY KEY, note TEXT);
    INSERT INTO by_hand VALUES (1, 'stays');
    CREATE VIEW noted AS SELECT id FROM by_hand WHERE note IS NOT NULL";

fn is_consolidated(project: &Project, live: &Database, empty: &Database, scratch: &str) -> Result {
    live.execute(LIVE)?;
    let dialect = live.dialect();
    let url = format!("--dialect {dialect} --database-url");
    project.says(
        &format!("consolidate --dialect {dialect}{scratch}"),
        4,
        &["the replay failed: ", "migrations/2_notes.sql:1:1"],
    )?;
    project.says(
        &format!("consolidate --live{scratch} {url} {}", live.url),
        0,
        &[
            "proven: 2_baseline creates the same schema",
            "moved 2 files",
        ],
    )?;
    let baseline = project.read("migrations/2_baseline.sql")?;
    assert!(
        baseline.contains("noted") && !baseline.contains("stays"),
        "{baseline}"
    );
    project.says(
        &format!("up {url} {}", empty.url),
        0,
        &["applied 2_baseline"],
    )?;
    assert_eq!(
        empty.query("SELECT note FROM by_hand")?,
        Vec::<String>::new()
    );
    let baseline = format!(
        "baseline{scratch} --confirm {} {url} {}",
        live.name(),
        live.url
    );
    project.says(&baseline, 0, &["recorded 2_baseline"])?;
    project.says(&format!("drift {url} {}", live.url), 0, &["no drift"])?;
    assert_eq!(live.query("SELECT note FROM by_hand")?, ["stays"]);
    Ok(())
}

#[test]
fn of_a_file() -> Result {
    let project = Project::new(&FILES)?;
    let file = project.root().join("empty.db");
    let empty = Database {
        url: format!("sqlite:{}", file.display()),
    };
    is_consolidated(&project, &Database::sqlite(&project), &empty, "")
}

#[test]
fn of_a_server() -> Result {
    let scratch = format!(" --scratch {}", postgres()?);
    is_consolidated(
        &Project::new(&FILES)?,
        &Database::postgres()?,
        &Database::postgres()?,
        &scratch,
    )
}

#[test]
fn it_needs_a_database_and_all_files() -> Result {
    let project = Project::new(&FILES)?;
    project.says(
        "consolidate --dialect sqlite --live",
        2,
        &["--database-url <URL>"],
    )?;
    project.says(
        "consolidate --dialect sqlite --live --database-url sqlite:app.db --keep-after 1",
        2,
        &["cannot be used with '--keep-after <VERSION>'"],
    )
}
