//! How long large directories take, in the profile that build scripts have (`cargo xtask bench`).

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;
use std::{fs, io};

use migrate_directory::{Dialect, Directory, Lock, Settings, Snapshot, Verdict};
use migrate_lint::{Options, lint};

fn main() -> io::Result<()> {
    // `-- sqlite` measures that alone; Cargo adds `--bench`.
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"))
        .collect();
    let all: [(Dialect, WriteOne); 3] = [
        (Dialect::Postgres, write_postgres),
        (Dialect::Sqlite, write_sqlite),
        (Dialect::Mysql, write_mysql),
    ];
    for (dialect, write) in all {
        if named.is_empty() || named.contains(&dialect.to_string()) {
            measure(dialect, write)?;
        }
    }
    Ok(())
}

/// Writes the migration of a number.
type WriteOne = fn(&mut String, usize) -> std::fmt::Result;

fn measure(dialect: Dialect, write: WriteOne) -> io::Result<()> {
    let files = files(1_001, write);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{dialect}: 1,001 migrations, {} KB", bytes / 1_000);
    let package =
        std::env::temp_dir().join(format!("migrate-bench-{dialect}-{}", std::process::id()));
    let folder = package.join("migrations");
    fs::create_dir_all(&folder)?;
    for (name, text) in &files {
        fs::write(folder.join(name), text)?;
    }
    let settings = settings(dialect);
    let seal = |count: usize| {
        let texts = files[..count].iter();
        let texts = texts.map(|(name, text)| (name.as_str(), text.as_str()));
        let directory = Directory::new(&Snapshot::of("migrations", texts), &settings);
        let mut lock = Lock::new(dialect);
        lock.seal(&directory.migrations);
        fs::write(folder.join("migrations.lock"), lock.write())
    };

    seal(1_000)?;
    println!("one draft on 1,000 sealed, the first time");
    let state = build(&package, &settings, None)?;
    println!("one draft on 1,000 sealed, from then on");
    let again = build(&package, &settings, state.as_deref())?;
    assert!(again.is_none(), "the kept state was not used");
    seal(1)?;
    println!("1,000 drafts");
    build(&package, &settings, None)?;
    fs::remove_dir_all(package)
}

/// What the build script does; returns the state that it keeps.
fn build(package: &Path, settings: &Settings, known: Option<&[u8]>) -> io::Result<Option<Vec<u8>>> {
    let mut watch = Watch::start();
    let snapshot = Snapshot::read(package, "migrations");
    watch.show("reading");
    let mut directory = Directory::new(&snapshot, settings);
    watch.show("understanding (core)");
    let options = Options {
        known,
        ..Options::default()
    };
    let mut report = lint(&directory, &options);
    let state = report.state.take();
    watch.show("judging (lint)");
    report.tell(&mut directory);
    let (verdict, warnings) = Verdict::new(snapshot, &directory);
    watch.show("verdict");
    verdict.write(package)?;
    watch.show("writing");
    println!(
        "  all: {} ms; diagnostics: {}, warnings: {}, kept: {} KB",
        watch.begun.elapsed().as_millis(),
        directory.diagnostics.len(),
        warnings.len(),
        state.as_ref().map_or(0, Vec::len) / 1_000
    );
    Ok(state)
}

struct Watch {
    begun: Instant,
    last: Instant,
}

impl Watch {
    fn start() -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            last: now,
        }
    }

    fn show(&mut self, what: &str) {
        println!("  {what}: {} ms", self.last.elapsed().as_millis());
        self.last = Instant::now();
    }
}

fn settings(dialect: Dialect) -> Settings {
    Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    }
}

/// Migrations of about 1 KB: a table with an index and a function, or changes to older ones.
fn files(count: usize, write: WriteOne) -> Vec<(String, String)> {
    (1..=count)
        .map(|number| {
            let mut text = String::new();
            // Writing to a string does not fail.
            let _ = write(&mut text, number);
            (format!("{number}_step.sql"), text)
        })
        .collect()
}

fn write_postgres(text: &mut String, number: usize) -> std::fmt::Result {
    let table = (number / 4 * 4).max(4);
    if number.is_multiple_of(4) || number < 4 {
        writeln!(
            text,
            "CREATE TABLE orders_{number} (\n    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    \
             customer_id BIGINT NOT NULL,\n    status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'sent')),\n    \
             total NUMERIC(12, 2) NOT NULL CHECK (total >= 0),\n    note TEXT,\n    created_at TIMESTAMPTZ NOT NULL DEFAULT now()\n);\n\
             CREATE INDEX orders_{number}_customer ON orders_{number} (customer_id);\n\
             CREATE INDEX orders_{number}_open ON orders_{number} (created_at) WHERE status <> 'sent';\n\
             ALTER TABLE orders_{number} ENABLE ROW LEVEL SECURITY;\n\
             CREATE POLICY orders_{number}_own ON orders_{number} USING (customer_id = current_setting('app.customer')::bigint);\n\
             GRANT SELECT, INSERT, UPDATE ON orders_{number} TO PUBLIC;"
        )?;
    } else {
        writeln!(
            text,
            "ALTER TABLE orders_{table} ADD COLUMN extra_{number} JSONB NOT NULL DEFAULT '{{}}';\n\
             COMMENT ON COLUMN orders_{table}.extra_{number} IS 'what step {number} needed';\n\
             CREATE VIEW recent_{number} AS\n    SELECT o.id, o.status, o.total, o.extra_{number}\n    FROM orders_{table} AS o\n    \
             WHERE o.created_at > now() - INTERVAL '30 days' AND o.status <> 'sent';\n\
             -- Existing rows get a value, too.\n\
             UPDATE orders_{table} SET extra_{number} = jsonb_build_object('step', {number}, 'status', status)\n    \
             WHERE extra_{number} = '{{}}' AND id BETWEEN 1 AND 1000;\n\
             ALTER TABLE orders_{table} ADD CONSTRAINT extra_{number}_object CHECK (jsonb_typeof(extra_{number}) = 'object') NOT VALID;"
        )?;
    }
    writeln!(
        text,
        "CREATE FUNCTION touch_{number}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.created_at := now();\n    \
         IF NEW.total > 1000 THEN\n        RAISE NOTICE 'large order %', NEW.id;\n    END IF;\n    RETURN NEW;\nEND\n$$;\n\
         INSERT INTO orders_{table} (customer_id, total, note)\nSELECT g, g * 1.5, 'from step {number}' FROM generate_series(1, 5) AS g;"
    )
}

fn write_sqlite(text: &mut String, number: usize) -> std::fmt::Result {
    let table = (number / 4 * 4).max(4);
    if number.is_multiple_of(4) || number < 4 {
        writeln!(
            text,
            "CREATE TABLE orders_{number} (\n    id INTEGER PRIMARY KEY,\n    customer_id INTEGER NOT NULL,\n    \
             status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'sent')),\n    \
             total REAL NOT NULL CHECK (total >= 0),\n    note TEXT,\n    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP\n);\n\
             CREATE INDEX orders_{number}_customer ON orders_{number} (customer_id);\n\
             CREATE INDEX orders_{number}_open ON orders_{number} (created_at) WHERE status <> 'sent';"
        )?;
    } else {
        writeln!(
            text,
            "ALTER TABLE orders_{table} ADD COLUMN extra_{number} TEXT NOT NULL DEFAULT '{{}}';\n\
             CREATE VIEW recent_{number} AS\n    SELECT o.id, o.status, o.total, o.extra_{number}\n    FROM orders_{table} AS o\n    \
             WHERE o.created_at > datetime('now', '-30 days') AND o.status <> 'sent';"
        )?;
    }
    writeln!(
        text,
        "CREATE TRIGGER touch_{number} AFTER UPDATE ON orders_{table}\nWHEN new.total > 1000\nBEGIN\n    \
         UPDATE orders_{table} SET note = 'large order', created_at = CURRENT_TIMESTAMP WHERE id = new.id;\nEND;\n\
         INSERT INTO orders_{table} (customer_id, total, note)\nVALUES (1, 1.5, 'from step {number}'), (2, 3.0, 'from step {number}');\n\
         -- Existing rows get a value, too.\n\
         UPDATE orders_{table} SET note = 'from step {number}', status = CASE WHEN total > 100 THEN 'paid' ELSE status END\n    \
         WHERE note IS NULL AND id BETWEEN 1 AND 1000;\n\
         DELETE FROM orders_{table} WHERE status = 'sent' AND created_at < datetime('now', '-10 years') AND total = 0;\n\
         CREATE VIEW large_{number} AS\n    SELECT o.id, o.status, o.total\n    FROM orders_{table} AS o\n    WHERE o.total > 1000;"
    )
}

fn write_mysql(text: &mut String, number: usize) -> std::fmt::Result {
    let table = (number / 4 * 4).max(4);
    if number.is_multiple_of(4) || number < 4 {
        writeln!(
            text,
            "CREATE TABLE orders_{number} (\n    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,\n    \
             customer_id BIGINT NOT NULL,\n    status ENUM('new', 'paid', 'sent') NOT NULL DEFAULT 'new',\n    \
             total DECIMAL(12, 2) NOT NULL COMMENT 'in euros',\n    note TEXT,\n    \
             created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),\n    PRIMARY KEY (id),\n    \
             KEY by_customer (customer_id)\n) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n\
             CREATE INDEX by_status ON orders_{number} (status, created_at);"
        )?;
    } else {
        writeln!(
            text,
            "ALTER TABLE orders_{table} ADD COLUMN extra_{number} VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'what step {number} needed';\n\
             CREATE VIEW recent_{number} AS\n    SELECT o.id, o.status, o.total, o.extra_{number}\n    FROM orders_{table} AS o\n    \
             WHERE o.created_at > NOW() - INTERVAL 30 DAY AND o.status <> 'sent';"
        )?;
    }
    writeln!(
        text,
        "CREATE PROCEDURE touch_{number}(IN the_order BIGINT)\nBEGIN\n    UPDATE orders_{table} SET created_at = NOW(6) WHERE id = the_order;\n    \
         IF ROW_COUNT() = 0 THEN\n        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no such order';\n    END IF;\nEND;\n\
         INSERT INTO orders_{table} (customer_id, total, note) VALUES (1, 1.5, 'from step {number}'), (2, 3, 'from step {number}');\n\
         -- Existing rows get a value, too.\n\
         UPDATE orders_{table} SET note = 'from step {number}', total = IF(total > 100, total, 0)\n    \
         WHERE note IS NULL AND id BETWEEN 1 AND 1000;\n\
         DELETE FROM orders_{table} WHERE status = 'sent' AND created_at < NOW() - INTERVAL 10 YEAR AND total = 0;"
    )
}
