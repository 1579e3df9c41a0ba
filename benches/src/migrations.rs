//! Writes the migrations for the measurements, in the layout of each tool.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::Bench;
use crate::result::Result;

/// What the migrations do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Each creates a small table with two indexes.
    Tables,
    /// A realistic mix: tables with foreign keys, columns, indexes, rows, updates, views.
    Mix,
    /// Each inserts a row, for measurements in which only the length of the history matters.
    Rows,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Mix => "mix",
            Self::Rows => "rows",
        }
    }

    /// The SQL of a migration, which is the same for all databases. The first has the number 1.
    fn sql(self, number: usize) -> String {
        match self {
            Self::Tables => table(number),
            Self::Mix => mix(number),
            Self::Rows if number == 1 => "CREATE TABLE entry (n bigint);\n".to_owned(),
            Self::Rows => format!("INSERT INTO entry VALUES ({number});\n"),
        }
    }
}

fn table(n: usize) -> String {
    format!(
        "CREATE TABLE t{n} (id bigint PRIMARY KEY, a integer NOT NULL, b varchar(200));\n\
         CREATE INDEX t{n}_a ON t{n} (a);\n\
         CREATE INDEX t{n}_b ON t{n} (b);\n"
    )
}

fn mix(number: usize) -> String {
    const STEPS: usize = 8;
    let n = (number - 1) / STEPS;
    match (number - 1) % STEPS {
        0 => format!(
            "-- Who books.\nCREATE TABLE guest{n} (\n    id bigint PRIMARY KEY,\n    email varchar(200) NOT NULL UNIQUE,\n    \
             name varchar(200) NOT NULL,\n    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP\n);\n"
        ),
        1 => format!(
            "CREATE TABLE booking{n} (\n    id bigint PRIMARY KEY,\n    guest_id bigint NOT NULL,\n    \
             state varchar(20) NOT NULL DEFAULT 'open',\n    price decimal(10, 2) NOT NULL,\n    \
             CHECK (price >= 0),\n    FOREIGN KEY (guest_id) REFERENCES guest{n} (id)\n);\n\
             CREATE INDEX booking{n}_guest ON booking{n} (guest_id);\n"
        ),
        2 => format!("ALTER TABLE booking{n} ADD COLUMN note varchar(500);\n"),
        3 => format!("CREATE INDEX booking{n}_state ON booking{n} (state, price);\n"),
        4 => format!(
            "INSERT INTO guest{n} (id, email, name) VALUES\n    (1, 'ada@example.org', 'Ada'),\n    \
             (2, 'max@example.org', 'Max; who has a semicolon'),\n    (3, 'eve@example.org', 'Eve');\n\
             INSERT INTO booking{n} (id, guest_id, price) VALUES (1, 1, 80), (2, 2, 95.5);\n"
        ),
        5 => format!(
            "CREATE VIEW open_booking{n} AS\n    SELECT booking{n}.id, guest{n}.email, booking{n}.price FROM booking{n}\n    \
             JOIN guest{n} ON guest{n}.id = booking{n}.guest_id WHERE booking{n}.state = 'open';\n"
        ),
        6 => format!("UPDATE booking{n} SET note = 'imported' WHERE note IS NULL;\n"),
        _ => format!(
            "DROP VIEW open_booking{n};\nALTER TABLE guest{n} ADD COLUMN language varchar(10) NOT NULL DEFAULT 'en';\n\
             CREATE VIEW open_booking{n} AS\n    SELECT booking{n}.id, guest{n}.email, guest{n}.language FROM booking{n}\n    \
             JOIN guest{n} ON guest{n}.id = booking{n}.guest_id WHERE booking{n}.state = 'open';\n"
        ),
    }
}

/// The layout of the files of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `1_name.sql`: sqlx and this workspace.
    Flat,
    /// `V1__name.sql`: refinery.
    Prefixed,
    /// `0000001_name/up.sql`, which sorts as text: diesel.
    Folders,
}

impl Layout {
    fn file(self, number: usize) -> String {
        match self {
            Self::Flat => format!("{number}_m{number}.sql"),
            Self::Prefixed => format!("V{number}__m{number}.sql"),
            Self::Folders => format!("{number:07}_m{number}/up.sql"),
        }
    }
}

/// Creates a new directory with the first `count` migrations.
pub(crate) fn directory(
    bench: &Bench,
    layout: Layout,
    kind: Kind,
    count: usize,
) -> Result<PathBuf> {
    let name = format!("{}-{layout:?}-{count}", kind.name()).to_lowercase();
    let directory = bench.work.join("migrations").join(name);
    write(&directory, layout, kind, count)?;
    Ok(directory)
}

/// Replaces a directory with one that has the first `count` migrations.
pub(crate) fn write(directory: &Path, layout: Layout, kind: Kind, count: usize) -> Result {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    for number in 1..=count {
        add(directory, layout, kind, number)?;
    }
    Ok(())
}

/// Adds one more file.
pub(crate) fn add(directory: &Path, layout: Layout, kind: Kind, number: usize) -> Result {
    let file = directory.join(layout.file(number));
    if let Some(folder) = file.parent().filter(|_| layout == Layout::Folders) {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, kind.sql(number))?;
    Ok(())
}

/// All of them as one text.
pub(crate) fn script(kind: Kind, count: usize) -> String {
    let mut script = String::new();
    for number in 1..=count {
        // Writing to a string does not fail.
        let _ = writeln!(script, "{}", kind.sql(number));
    }
    script
}

/// The total size of their SQL in bytes.
pub(crate) fn bytes(kind: Kind, count: usize) -> usize {
    (1..=count).map(|number| kind.sql(number).len()).sum()
}
