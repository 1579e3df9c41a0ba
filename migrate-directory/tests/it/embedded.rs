use migrate_directory::{Checksum, Dialect, Directory, Embedded, Scripts, Snapshot};

use crate::support::{NAME, lock_of, settings};

const SEALED: [(&str, &str); 2] = [
    ("1_a.sql", "CREATE TABLE a (id INT);\n-- more\nSELECT 1 ;\n"),
    ("20_b.up.sql", "ALTER TYPE mood ADD\nVALUE 'glad';"),
];
const DRAFTS: [(&str, &str); 2] = [
    (
        "300_c.sql",
        "-- migrate: lock-timeout(10s)\n-- migrate: statement-timeout(1h)\n-- migrate: breaking\n\
         CREATE INDEX CONCURRENTLY a_id ON a (id);\n",
    ),
    (
        "4000_d.sql",
        "-- migrate: allow(empty-migration) squashed\n",
    ),
];

/// A record as the documentation of [`Embedded`] has it.
#[derive(Debug, PartialEq)]
struct Record<'e> {
    stem: &'e str,
    version: i64,
    checksum: Checksum,
    flags: u32,
    statements: Vec<(&'e str, bool)>,
}

const DRAFT: u32 = 1;
const NOT_IN_ONE_TRANSACTION: u32 = 1 << 1;
const KNOWN: u32 = 1 << 2;
const BREAKING: u32 = 1 << 3;
const FOREIGN_KEYS_OFF: u32 = 1 << 4;
const NOTHING_MAY_FOLLOW: u32 = 1 << 5;
const UP_SQL: u32 = 1 << 6;
const FOLDER_MIGRATION_SQL: u32 = 2 << 6;
const FOLDER_UP_SQL: u32 = 3 << 6;
const MAY_SET: u32 = 1 << 8;
const BACKSLASHES: u32 = 1 << 11;

fn decode(scripts: &Scripts) -> Vec<Record<'_>> {
    let records: Vec<&[u8]> = scripts.records.chunks(56).collect();
    let number = |record: &[u8], at: usize| {
        let bytes = record[at..at + 4].iter().rev();
        bytes.fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
    };
    let begins = |index: usize, at: usize, end: usize| match records.get(index) {
        Some(record) => number(record, at) as usize,
        None => end,
    };
    let part =
        |index: usize, at: usize, end: usize| begins(index, at, end)..begins(index + 1, at, end);
    let decoded = records.iter().enumerate().map(|(index, record)| {
        let text = &scripts.text[part(index, 44, scripts.text.len())];
        let spans = &scripts.spans[part(index, 48, scripts.spans.len())];
        let low = u64::from(number(record, 0));
        let version = (u64::from(number(record, 4)) << 32 | low).cast_signed();
        Record {
            stem: &scripts.names[part(index, 40, scripts.names.len())],
            version,
            checksum: Checksum::of(text),
            flags: number(record, 52),
            statements: statements(text, spans),
        }
    });
    decoded.collect()
}

fn statements<'e>(text: &'e str, spans: &[u8]) -> Vec<(&'e str, bool)> {
    let mut numbers = Vec::new();
    let mut number = 0;
    let mut shift = 0;
    for byte in spans {
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            numbers.push(number);
            (number, shift) = (0, 0);
        }
    }
    let mut end = 0;
    let pairs = numbers.chunks(2).map(|pair| {
        let start = end + pair[0];
        end = start + pair[1] / 4;
        (&text[start..end], pair[1] % 2 == 1)
    });
    pairs.collect()
}

fn embedded(files: &[(&str, &str)]) -> Option<Embedded> {
    let snapshot = Snapshot::of(NAME, files.iter().copied());
    let directory = Directory::new(&snapshot, &settings());
    assert!(!directory.is_refused(), "{:?}", directory.diagnostics);
    directory.embed(&snapshot)
}

#[test]
fn the_encoding_is_what_its_documentation_says() {
    let lock = lock_of(&SEALED, Dialect::Postgres)
        .replace("set default", "set billing  history app.migrations")
        .replace("breaking:no  20_b", "breaking:unknown  20_b");
    let replaced = Checksum::of("replaced");
    let lock = lock.replace(
        "1_a\n",
        &format!("1_a\n    replaces {replaced} 0_z\n    was {replaced} a slip\n"),
    );
    let mut files = [SEALED, DRAFTS].concat();
    files.push(("migrations.lock", &lock));
    let embedded = embedded(&files).unwrap();
    assert_eq!(embedded.dialect, Dialect::Postgres);
    assert_eq!(embedded.set, "billing");
    assert_eq!(embedded.history.as_deref(), Some("app.migrations"));
    assert_eq!(embedded.directory, "migrations");
    assert_eq!(embedded.ups.records.len(), 4 * 56);
    let record = |index: usize, stem, version, flags, statements| Record {
        stem,
        version,
        checksum: Checksum::of(files[index].1),
        flags,
        statements,
    };
    let index = "CREATE INDEX CONCURRENTLY a_id ON a (id)";
    assert_eq!(
        decode(&embedded.ups),
        [
            record(
                0,
                "1_a",
                1,
                KNOWN | MAY_SET,
                vec![("CREATE TABLE a (id INT)", false), ("SELECT 1 ", false)]
            ),
            record(
                1,
                "20_b",
                20,
                NOTHING_MAY_FOLLOW | UP_SQL,
                vec![("ALTER TYPE mood ADD\nVALUE 'glad'", false)]
            ),
            record(
                2,
                "300_c",
                300,
                DRAFT | NOT_IN_ONE_TRANSACTION | KNOWN | BREAKING,
                vec![(index, true)]
            ),
            record(3, "4000_d", 4000, DRAFT, vec![]),
        ]
    );
    for (index, record) in embedded.ups.records.chunks(56).enumerate() {
        assert_eq!(record[8..40], *Checksum::of(files[index].1).as_bytes());
    }
    assert_eq!(
        embedded.ups.notes,
        format!(
            "2 probe 0 there\tindex\t\ta\ta_id\n2 lock-timeout 10000\n2 statement-timeout 3600000\n0 replaces 0 {replaced} 0_z\n0 was {replaced}\n"
        )
    );
}

#[test]
fn folders_and_foreign_keys() {
    let files = [
        ("1_a/migration.sql", "CREATE TABLE a (id);"),
        ("2_b/up.sql", "-- migrate: foreign-keys(off)\nDROP TABLE a;"),
        ("migrate.toml", "dialect = \"sqlite\""),
    ];
    let embedded = embedded(&files).unwrap();
    let records = decode(&embedded.ups);
    let forms: Vec<(&str, u32)> = records.iter().map(|one| (one.stem, one.flags)).collect();
    assert_eq!(
        forms,
        [
            ("1_a", DRAFT | FOLDER_MIGRATION_SQL),
            ("2_b", DRAFT | FOREIGN_KEYS_OFF | FOLDER_UP_SQL),
        ]
    );
    assert_eq!((embedded.set.as_str(), embedded.history), ("default", None));
}

#[test]
fn a_large_version_and_a_long_statement() {
    let sql = format!("SELECT '{}';\n", "é".repeat(20_000));
    let files = [
        ("9223372036854775807_a.sql", sql.as_str()),
        ("migrate.toml", "dialect = \"mysql\""),
    ];
    let embedded = embedded(&files).unwrap();
    let records = decode(&embedded.ups);
    assert_eq!(records[0].version, i64::MAX);
    assert_eq!(
        records[0].statements,
        [(sql.trim_end_matches(";\n"), false)]
    );
}

#[test]
fn what_only_mysql_has() {
    let files = [
        (
            "1_a.sql",
            "CREATE TABLE a (b INT);\nINSERT INTO a VALUES (1);\nSET @c = 1;\nTRUNCATE a;\n",
        ),
        (
            "2_b.sql",
            r"INSERT INTO a VALUES ('it\'s'); INSERT INTO a VALUES ('\n');",
        ),
        ("3_c.sql", r#"INSERT INTO a VALUES ('{"b": "\"c\""}\n');"#),
        ("migrate.toml", "dialect = \"mysql\""),
    ];
    let embedded = embedded(&files).unwrap();
    let records = decode(&embedded.ups);
    let alone: Vec<bool> = records[0].statements.iter().map(|one| one.1).collect();
    assert_eq!(alone, [true, false, true, true]);
    let mode = DRAFT | NOT_IN_ONE_TRANSACTION;
    let flags: Vec<u32> = records.iter().map(|one| one.flags).collect();
    assert_eq!(flags, [mode | MAY_SET, mode | BACKSLASHES, mode]);
    assert_eq!(embedded.ups.notes, "0 probe 0 there\ttable\t\t\ta\n");
}

/// A file system may keep a name in another normal form than the identity has.
#[test]
fn names_are_embedded_in_the_identitys_form() {
    let embedded = embedded(&[
        ("1_cafe\u{301}.sql", "SELECT 1;"),
        ("migrate.toml", "dialect = \"sqlite\""),
    ]);
    assert_eq!(
        embedded.map(|one| one.ups.names).as_deref(),
        Some("1_caf\u{e9}")
    );
}
