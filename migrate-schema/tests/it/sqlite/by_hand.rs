//! Each kind of object added, removed and changed by hand is found and named.

use std::collections::BTreeSet;

use migrate_schema::{Change, Ignore, Kind, Property};

use super::{BASE, schema};
use crate::support::{Result, assert_same, words};

/// A part of the script, its replacement (SQLite cannot change much in place), and the message
/// about it. Without a part, the replacement is a statement after the script.
type Case = (&'static str, &'static str, &'static [&'static str]);

const ADDED: &[Case] = &[
    (
        "",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE CHECK (b > 0))",
        &["table t: in the database, not in the migrations"],
    ),
    (
        "",
        "CREATE VIRTUAL TABLE v USING fts5(a)",
        &["virtual table v: in the database, not in the migrations"],
    ),
    (
        "",
        "CREATE VIEW v AS SELECT 1",
        &["view v: in the database, not in the migrations"],
    ),
    (
        "",
        "CREATE INDEX i ON rooms (floor)",
        &["index rooms.i: in the database, not in the migrations"],
    ),
    (
        "",
        "CREATE TRIGGER t DELETE ON rooms BEGIN SELECT 1; END",
        &["trigger rooms.t: in the database, not in the migrations"],
    ),
    (
        "",
        "ALTER TABLE bookings ADD notes TEXT",
        &["column bookings.notes: TEXT in the database, not in the migrations"],
    ),
    (
        "",
        "ALTER TABLE settings ADD other INTEGER REFERENCES rooms (id) CHECK (other > 1)",
        &[
            "check constraint settings.(other > 1): in the database, not in the migrations",
            "foreign key settings.(other) to rooms: references rooms(id) in the database, not in the migrations",
            "column settings.other: INTEGER in the database, not in the migrations",
        ],
    ),
    (
        "(at TEXT)",
        "(at TEXT, PRIMARY KEY (at))",
        &["primary key visits.(at): in the database, not in the migrations"],
    ),
    (
        "(at TEXT)",
        "(at TEXT, UNIQUE (at))",
        &["unique constraint visits.(at): in the database, not in the migrations"],
    ),
];

const REMOVED: &[Case] = &[
    (
        "",
        "DROP TABLE settings",
        &["table settings: in the migrations, not in the database"],
    ),
    (
        "",
        "DROP TABLE notes",
        &["virtual table notes: in the migrations, not in the database"],
    ),
    (
        "",
        "DROP VIEW long",
        &["view long: in the migrations, not in the database"],
    ),
    (
        "",
        "DROP INDEX bookings_guest",
        &["index bookings.bookings_guest: in the migrations, not in the database"],
    ),
    (
        "",
        "ALTER TABLE rooms DROP label",
        &["column rooms.label: TEXT in the migrations, not in the database"],
    ),
    (
        "",
        "DROP TRIGGER note",
        &["trigger bookings.note: in the migrations, not in the database"],
    ),
    (
        "NOCASE UNIQUE,",
        "NOCASE,",
        &["unique constraint rooms.(name): in the migrations, not in the database"],
    ),
    (
        "CHECK (floor >= -1)",
        "",
        &["check constraint rooms.(floor >= -1): in the migrations, not in the database"],
    ),
    (
        "CONSTRAINT some_nights CHECK (nights > 0 AND nights <> 13),",
        "",
        &[
            "check constraint bookings.some_nights: (nights > 0 and nights <> 13) in the migrations, not in the database",
        ],
    ),
    (
        "REFERENCES rooms ON DELETE CASCADE",
        "",
        &[
            "foreign key bookings.(room_id) to rooms: references rooms(id) on delete cascade in the migrations, not in the database",
        ],
    ),
    (
        "INTEGER PRIMARY KEY,\n    room_id",
        "INTEGER,\n    room_id",
        &["primary key bookings.(id): in the migrations, not in the database"],
    ),
];

const CHANGED: &[Case] = &[
    (
        " STRICT",
        "",
        &["table rooms: typing none in the database, strict in the migrations"],
    ),
    (
        " WITHOUT ROWID",
        "",
        &[
            "table settings: rowid none in the database, without rowid in the migrations",
            "column settings.key: nullable in the database, not null in the migrations",
        ],
    ),
    (
        "fts5(body)",
        "fts5(body, title)",
        &[
            "virtual table notes: definition using fts5(body, title) in the database, using fts5(body) in the migrations",
        ],
    ),
    (
        "VARCHAR(40)",
        "TEXT",
        &["column bookings.guest: type TEXT in the database, VARCHAR(40) in the migrations"],
    ),
    (
        "nights INT,",
        "nights,",
        &["column bookings.nights: type none in the database, INT in the migrations"],
    ),
    (
        "NOT NULL COLLATE",
        "COLLATE",
        &["column rooms.name: nullable in the database, not null in the migrations"],
    ),
    (
        "NOT NULL COLLATE",
        "NOT NULL ON CONFLICT IGNORE COLLATE",
        &[
            "column rooms.name: options not null on conflict ignore in the database, none in the migrations",
        ],
    ),
    (
        "COLLATE NOCASE",
        "",
        &["column rooms.name: collation none in the database, NOCASE in the migrations"],
    ),
    (
        "COLLATE NOCASE",
        "COLLATE RTRIM",
        &["column rooms.name: collation RTRIM in the database, NOCASE in the migrations"],
    ),
    (
        "DEFAULT 0",
        "DEFAULT 1",
        &["column rooms.floor: default 1 in the database, 0 in the migrations"],
    ),
    (
        "DEFAULT 0",
        "",
        &["column rooms.floor: default none in the database, 0 in the migrations"],
    ),
    (
        "VIRTUAL\n",
        "STORED\n",
        &[
            "column rooms.label: generated stored name || ' ' || floor in the database, virtual name || ' ' || floor in the migrations",
        ],
    ),
    (
        "(name || ' ' || floor)",
        "(name)",
        &[
            "column rooms.label: generated virtual name in the database, virtual name || ' ' || floor in the migrations",
        ],
    ),
    (
        "AUTOINCREMENT",
        "",
        &["primary key rooms.(id): options none in the database, autoincrement in the migrations"],
    ),
    (
        "ON CONFLICT IGNORE",
        "",
        &[
            "unique constraint bookings.(room_id, guest): options none in the database, on conflict ignore in the migrations",
        ],
    ),
    (
        "ON DELETE CASCADE",
        "ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED",
        &[
            "foreign key bookings.(room_id) to rooms: definition references rooms(id) on update set null deferrable initially deferred in the database, references rooms(id) on delete cascade in the migrations",
        ],
    ),
    (
        "REFERENCES rooms ON",
        "REFERENCES rooms (name) ON",
        &[
            "foreign key bookings.(room_id) to rooms: definition references rooms(name) on delete cascade in the database, references rooms(id) on delete cascade in the migrations",
        ],
    ),
    (
        "nights > 0 AND",
        "",
        &[
            "check constraint bookings.some_nights: definition (nights <> 13) in the database, (nights > 0 and nights <> 13) in the migrations",
        ],
    ),
    (
        "INDEX bookings_guest",
        "UNIQUE INDEX bookings_guest",
        &[
            "index bookings.bookings_guest: definition unique (lower(guest) desc, nights) where nights > 1 in the database, (lower(guest) desc, nights) where nights > 1 in the migrations",
        ],
    ),
    (
        " WHERE nights > 1;",
        ";",
        &[
            "index bookings.bookings_guest: definition (lower(guest) desc, nights) in the database, (lower(guest) desc, nights) where nights > 1 in the migrations",
        ],
    ),
    (
        "lower(guest) DESC",
        "guest COLLATE NOCASE",
        &[
            "index bookings.bookings_guest: definition (guest collate nocase, nights) where nights > 1 in the database, (lower(guest) desc, nights) where nights > 1 in the migrations",
        ],
    ),
    (
        "SELECT id, guest FROM",
        "SELECT id FROM",
        &[
            "view long: definition as select id from bookings where nights > 7 in the database, as select id, guest from bookings where nights > 7 in the migrations",
        ],
    ),
    (
        "AFTER INSERT ON",
        "AFTER UPDATE ON",
        &[
            "trigger bookings.note: definition after update on bookings begin insert into settings values('last', new.id); end in the database, after insert on bookings begin insert into settings values('last', new.id); end in the migrations",
        ],
    ),
];

/// A schema with every kind of object. Each list of cases covers every kind.
const KINDS: [Kind; 10] = [
    Kind::Table,
    Kind::VirtualTable,
    Kind::View,
    Kind::Column,
    Kind::PrimaryKey,
    Kind::Unique,
    Kind::ForeignKey,
    Kind::Check,
    Kind::Index,
    Kind::Trigger,
];

/// Every property that may differ. Each is changed in a case.
const PROPERTIES: [(Kind, Property); 16] = [
    (Kind::Table, Property::Typing),
    (Kind::Table, Property::Rowid),
    (Kind::VirtualTable, Property::Definition),
    (Kind::View, Property::Definition),
    (Kind::Column, Property::Type),
    (Kind::Column, Property::Nullability),
    (Kind::Column, Property::Default),
    (Kind::Column, Property::Generated),
    (Kind::Column, Property::Collation),
    (Kind::Column, Property::Options),
    (Kind::PrimaryKey, Property::Options),
    (Kind::Unique, Property::Options),
    (Kind::ForeignKey, Property::Definition),
    (Kind::Check, Property::Definition),
    (Kind::Index, Property::Definition),
    (Kind::Trigger, Property::Definition),
];

/// Checks each case and returns the changes.
async fn changes(cases: &[Case]) -> Result<Vec<(Kind, Change)>> {
    let expected = schema(BASE).await?;
    assert_same(&schema(BASE).await?, &expected);
    let (mut changes, mut wrong) = (Vec::new(), Vec::new());
    for (from, to, said) in cases {
        let sql = if from.is_empty() {
            format!("{BASE}{to}")
        } else {
            assert!(BASE.contains(from), "{from}");
            BASE.replacen(from, to, 1)
        };
        let live = schema(&sql).await?;
        let found = words(&live, &expected);
        if found != *said {
            wrong.push((*from, *to, found));
        }
        assert_ne!(live.fingerprint(), expected.fingerprint(), "{from} → {to}");
        let differences = live.differences(&expected, &Ignore::default());
        changes.extend(
            differences
                .iter()
                .map(|one| (one.kind(), one.change().clone())),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    Ok(changes)
}

fn kinds(changes: &[(Kind, Change)], is: impl Fn(&Change) -> bool) -> BTreeSet<Kind> {
    let of_interest = changes.iter().filter(|(_, change)| is(change));
    of_interest.map(|(kind, _)| *kind).collect()
}

#[tokio::test]
async fn what_was_added_is_named() -> Result {
    let added = kinds(&changes(ADDED).await?, |change| *change == Change::Added);
    assert_eq!(added, BTreeSet::from(KINDS));
    Ok(())
}

#[tokio::test]
async fn what_was_removed_is_named() -> Result {
    let removed = kinds(&changes(REMOVED).await?, |change| {
        *change == Change::Removed
    });
    assert_eq!(removed, BTreeSet::from(KINDS));
    Ok(())
}

#[tokio::test]
async fn what_was_changed_is_named_with_both_values() -> Result {
    let changes = changes(CHANGED).await?;
    let properties = changes.iter().filter_map(|(kind, change)| match change {
        Change::Changed { property, .. } => Some((*kind, *property)),
        _ => None,
    });
    let properties: BTreeSet<(Kind, Property)> = properties.collect();
    assert_eq!(properties, BTreeSet::from(PROPERTIES));
    let of_kinds = kinds(&changes, |change| matches!(change, Change::Changed { .. }));
    assert_eq!(of_kinds, BTreeSet::from(KINDS));
    Ok(())
}
