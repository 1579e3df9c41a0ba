//! How long large directories take, in the profile that build scripts have (`cargo xtask bench`).

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use migrate_core::{Dialect, Directory, Lock, Settings, Snapshot};
use migrate_lint::{Options, lint};

fn main() {
    measure(Dialect::Postgres, write_postgres);
    measure(Dialect::Mysql, write_mysql);
}

fn measure(dialect: Dialect, write: fn(&mut String, usize) -> std::fmt::Result) {
    let files = files(1_000, write);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{dialect}: 1,000 migrations, {} KB", bytes / 1_000);

    let settings = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    let of = |files: &[(String, String)]| {
        let texts = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        Directory::new(&Snapshot::of("migrations", texts), &settings)
    };
    let sealed = |count: usize| {
        let mut lock = Lock::new(dialect);
        lock.seal(&of(&files[..count]).migrations);
        let mut files = files.clone();
        files.push(("migrations.lock".to_owned(), lock.write()));
        files
    };

    let one_draft = sealed(999);
    let (first, report) = judge(&of(&one_draft), None);
    show("one draft on 999 sealed, the first time", first);
    let state = report.state;
    println!("  kept: {} KB", state.as_ref().map_or(0, Vec::len) / 1_000);
    let start = Instant::now();
    let directory = of(&one_draft);
    show(
        "reading and cutting 1,000 migrations (core)",
        start.elapsed(),
    );
    let (again, report) = judge(&directory, state.as_deref());
    show("one draft on 999 sealed, from then on", again);
    assert!(report.state.is_none(), "the kept state was not used");

    let (drafts, report) = judge(&of(&sealed(0)), None);
    show("1,000 drafts", drafts);
    println!("  diagnostics: {}", report.diagnostics.len());
}

fn judge(directory: &Directory, known: Option<&[u8]>) -> (Duration, migrate_lint::Report) {
    let options = Options {
        known,
        ..Options::default()
    };
    let start = Instant::now();
    let report = lint(directory, &options);
    (start.elapsed(), report)
}

fn show(what: &str, time: Duration) {
    println!("{what}: {} ms", time.as_millis());
}

/// Migrations of about 1 KB: a table with an index and a function, or changes to older ones.
fn files(count: usize, write: fn(&mut String, usize) -> std::fmt::Result) -> Vec<(String, String)> {
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
             CREATE INDEX orders_{number}_open ON orders_{number} (created_at) WHERE status <> 'sent';"
        )?;
    } else {
        writeln!(
            text,
            "ALTER TABLE orders_{table} ADD COLUMN extra_{number} JSONB NOT NULL DEFAULT '{{}}';\n\
             COMMENT ON COLUMN orders_{table}.extra_{number} IS 'what step {number} needed';\n\
             CREATE VIEW recent_{number} AS\n    SELECT o.id, o.status, o.total, o.extra_{number}\n    FROM orders_{table} AS o\n    \
             WHERE o.created_at > now() - INTERVAL '30 days' AND o.status <> 'sent';"
        )?;
    }
    writeln!(
        text,
        "CREATE FUNCTION touch_{number}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.created_at := now();\n    \
         IF NEW.total > 1000 THEN\n        RAISE NOTICE 'large order %', NEW.id;\n    END IF;\n    RETURN NEW;\nEND\n$$;\n\
         INSERT INTO orders_{table} (customer_id, total, note)\nSELECT g, g * 1.5, 'from step {number}' FROM generate_series(1, 5) AS g;"
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
         INSERT INTO orders_{table} (customer_id, total, note) VALUES (1, 1.5, 'from step {number}'), (2, 3, 'from step {number}');"
    )
}
