use migrate_directory::{Checksum, Content, Dialect, Directory, Embedded, Entry, Snapshot};

use crate::support::{NAME, lock_of, settings};

const FILES: [(&str, &str); 3] = [
    (
        "1_a.sql",
        "-- migrate: compatible\n\nCREATE TABLE a (id INT);\nINSERT INTO a VALUES (1);\n",
    ),
    ("1_a.down.sql", "DROP TABLE a;\n"),
    (
        "2_b.sql",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\nSELECT 'a\nb';\n$$;\n",
    ),
];

/// What is known of the sealed files after `change` was done to the text of each.
fn read(change: impl Fn(&str) -> String) -> (Vec<String>, Option<Checksum>, Option<Embedded>) {
    let lock = lock_of(&FILES, Dialect::Postgres);
    let config = "dialect = \"postgres\"\n";
    let files = FILES.into_iter();
    let files = files.chain([("migrations.lock", lock.as_str()), ("migrate.toml", config)]);
    let mut snapshot = Snapshot::of(NAME, [("", ""); 0]);
    for (path, text) in files {
        snapshot.insert(Entry {
            path: path.to_owned(),
            content: Content::Text(change(text)),
        });
    }
    let directory = Directory::new(&snapshot, &settings());
    let diagnostics = directory.diagnostics.iter();
    (
        diagnostics.map(|one| one.line(None)).collect(),
        directory.lock.as_ref().map(migrate_directory::Lock::head),
        directory.embed(&snapshot),
    )
}

#[test]
fn a_checkout_with_other_line_ends_or_a_byte_order_mark_is_the_same() {
    let as_written = read(str::to_owned);
    assert_eq!(as_written.0, [""; 0]);
    assert!(as_written.1.is_some() && as_written.2.is_some());
    assert_eq!(read(|text| text.replace('\n', "\r\n")), as_written);
    assert_eq!(read(|text| format!("\u{feff}{text}")), as_written);
    assert_eq!(
        read(|text| format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        as_written
    );
}
