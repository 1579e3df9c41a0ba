//! `--format json` of `consolidate` and `adopt`.

use serde_json::{Value, json};

use crate::histories::{self, Database, TABLE};
use crate::project::{Project, Result};

const FILES: [(&str, &str); 3] = [
    ("00_reset.sql", "DROP TABLE IF EXISTS a;\n"),
    ("20260131100000_init/migration.sql", TABLE),
    ("20260201100000_seed.sql", "INSERT INTO t VALUES (1);\n"),
];

/// The one document that a command prints.
fn document(project: &Project, arguments: &str, code: i32) -> Result<Value> {
    let output = project.command(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn database(project: &Project) -> Result<Database> {
    let database = Database::sqlite(project);
    database.execute_for_all(histories::of("prisma")?.sql)?;
    Ok(database)
}

#[test]
fn an_inventory() -> Result {
    let project = Project::new(&FILES)?;
    let url = database(&project)?.url;
    let of_url = format!("--dialect sqlite --format json --database-url {url}");
    let order = project.root().join("order.txt");
    std::fs::write(
        &order,
        "skip migrations/00_reset.sql\nmigrations/20260131100000_init/migration.sql\nmigrations/20260201100000_seed.sql\n",
    )?;
    let arguments = format!("--keep-after 20260131100000 --order order.txt {of_url}");
    let shown = document(&project, &format!("consolidate --dry-run {arguments}"), 0)?;
    assert_eq!(shown["consolidated"], json!(false));
    assert_eq!(shown["baseline"], Value::Null);
    assert_eq!(shown["tracked"], json!(1));
    assert_eq!(shown["differences"], json!([]));
    let files = shown["files"].as_array().ok_or("files")?;
    let of = |key: &str| -> Vec<&Value> { files.iter().map(|file| &file[key]).collect() };
    assert_eq!(of("role"), ["skipped", "replaced", "kept"]);
    assert_eq!(
        of("migration"),
        ["0_reset", "20260131100000_init", "20260201100000_seed"]
    );
    assert_eq!(
        files[1]["tracked"],
        json!([{"tool": "prisma", "database": "app.db", "doubt": null}])
    );
    assert_eq!(
        files[1]["checksum"],
        json!("1f3fb0035a049af0ffa5671f5739ba073a99aaa6d8cc6a789599c9fd9292821d")
    );
    assert_eq!(
        files[2]["data"],
        json!([{"line": 1, "statement": "INSERT INTO t VALUES"}])
    );

    let shown = document(&project, &format!("consolidate {arguments}"), 0)?;
    assert_eq!(shown["consolidated"], json!(true));
    assert_eq!(shown["baseline"], json!("20260131100000_baseline"));
    assert_eq!(shown["files"].as_array().map(Vec::len), Some(3));
    Ok(())
}

/// There is one document too if there is nothing to do, or if a consolidation is only completed.
#[test]
fn a_consolidation_that_is_over() -> Result {
    let project = Project::new(&FILES)?;
    project.ends("consolidate --dialect sqlite", 0)?;
    let shown = document(&project, "consolidate --format json", 0)?;
    assert_eq!(shown["consolidated"], json!(false));
    assert_eq!(shown["baseline"], json!("20260201100000_baseline"));

    let lock = project.lock()?;
    let head = lock
        .split('\n')
        .nth(1)
        .and_then(|line| line.strip_prefix("head "));
    let journal = json!({"head": head, "moved": {}, "folders": []});
    let file = project.root().join(".migrations.consolidating");
    std::fs::write(&file, journal.to_string())?;
    let shown = document(&project, "consolidate --format json", 0)?;
    assert_eq!(shown["consolidated"], json!(true));
    assert_eq!(shown["baseline"], json!("20260201100000_baseline"));
    assert!(!file.exists());
    Ok(())
}

#[test]
fn an_adoption() -> Result {
    let project = Project::new(&FILES[1..2])?;
    let url = database(&project)?.url;
    let of_url = format!("--dialect sqlite --format json --database-url {url}");
    let shown = document(&project, &format!("adopt --dry-run {of_url}"), 0)?;
    let expected = json!({
        "tool": "prisma",
        "table": "_prisma_migrations",
        "recorded": false,
        "baselines": [],
        "migrations": [{
            "row": "20260131100000_init",
            "migration": "20260131100000_init",
            "file": "migrations/20260131100000_init/migration.sql",
            "verified": "checksum",
            "note": null,
            "finished_at": "2026-01-31 10:00:00.000Z",
        }],
        "left_out": [],
        "problems": [],
    });
    assert_eq!(shown, expected);
    let shown = document(&project, &format!("adopt --confirm app.db {of_url}"), 0)?;
    assert_eq!(shown["recorded"], json!(true));
    Ok(())
}
