//! The same for SQLite.

use migrate_schema::{Kind, Schema, Scope, sqlite};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::support::{Result, assert_same, words};

const BASE: &str = "
CREATE TABLE rooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    floor INTEGER DEFAULT 0 CHECK (floor >= -1),
    label TEXT GENERATED ALWAYS AS (name || ' ' || floor) VIRTUAL
) STRICT;
CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL REFERENCES rooms ON DELETE CASCADE,
    guest VARCHAR(40),
    nights INT,
    CONSTRAINT some_nights CHECK (nights > 0 AND nights <> 13),
    UNIQUE (room_id, guest) ON CONFLICT IGNORE
);
CREATE INDEX bookings_guest ON bookings (lower(guest) DESC, nights) WHERE nights > 1;
CREATE TABLE settings (key TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;
CREATE VIEW long AS SELECT id, guest FROM bookings WHERE nights > 7;
CREATE TRIGGER note AFTER INSERT ON bookings BEGIN INSERT INTO settings VALUES ('last', NEW.id); END;
CREATE VIRTUAL TABLE notes USING fts5(body);
";

/// What is done by hand, and what is said of it.
type Case = (&'static str, &'static [&'static str]);

#[tokio::test]
async fn what_was_added_or_changed_is_named() -> Result {
    let cases: &[Case] = &[
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE CHECK (b > 0))",
            &["table t: in the database, not in the migrations"],
        ),
        (
            "CREATE VIEW v AS SELECT 1",
            &["view v: in the database, not in the migrations"],
        ),
        (
            "CREATE VIRTUAL TABLE v USING fts5(a)",
            &["virtual table v: in the database, not in the migrations"],
        ),
        (
            "CREATE INDEX i ON rooms (floor)",
            &["index rooms.i: in the database, not in the migrations"],
        ),
        (
            "CREATE TRIGGER t DELETE ON rooms BEGIN SELECT 1; END",
            &["trigger rooms.t: in the database, not in the migrations"],
        ),
        (
            "ALTER TABLE bookings ADD notes TEXT",
            &["column bookings.notes: TEXT in the database, not in the migrations"],
        ),
        (
            "ALTER TABLE settings ADD other INTEGER REFERENCES rooms (id) CHECK (other > 1)",
            &[
                "check constraint settings.(other > 1): in the database, not in the migrations",
                "foreign key settings.(other) to rooms: references rooms(id) in the database, not in the migrations",
                "column settings.other: INTEGER in the database, not in the migrations",
            ],
        ),
        (
            "DROP TABLE settings",
            &["table settings: in the migrations, not in the database"],
        ),
        (
            "DROP TABLE notes",
            &["virtual table notes: in the migrations, not in the database"],
        ),
        (
            "DROP VIEW long",
            &["view long: in the migrations, not in the database"],
        ),
        (
            "DROP INDEX bookings_guest",
            &["index bookings.bookings_guest: in the migrations, not in the database"],
        ),
        (
            "ALTER TABLE rooms DROP label",
            &["column rooms.label: TEXT in the migrations, not in the database"],
        ),
        (
            "DROP TRIGGER note",
            &["trigger bookings.note: in the migrations, not in the database"],
        ),
        (
            "DROP INDEX bookings_guest; CREATE UNIQUE INDEX bookings_guest ON bookings (guest)",
            &[
                "index bookings.bookings_guest: definition unique (guest) in the database, (lower(guest) desc, nights) where nights > 1 in the migrations",
            ],
        ),
        (
            "DROP VIEW long; CREATE VIEW long AS SELECT id FROM bookings",
            &[
                "view long: definition as select id from bookings in the database, as select id, guest from bookings where nights > 7 in the migrations",
            ],
        ),
        (
            "DROP TRIGGER note; CREATE TRIGGER note AFTER UPDATE ON bookings BEGIN SELECT 1; END",
            &[
                "trigger bookings.note: definition after update on bookings begin select 1; end in the database, after insert on bookings begin insert into settings values('last', new.id); end in the migrations",
            ],
        ),
    ];
    for (sql, said) in cases {
        let live = schema(&format!("{BASE};{sql}")).await?;
        let expected = schema(BASE).await?;
        assert_eq!(&words(&live, &expected), said, "{sql}");
        assert_ne!(live.fingerprint(), expected.fingerprint());
    }
    Ok(())
}

/// SQLite changes little in place, so a part of the script is written in another way.
#[tokio::test]
async fn what_a_table_was_rebuilt_without_is_named() -> Result {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "AUTOINCREMENT",
            "",
            &[
                "primary key rooms.(id): options none in the database, autoincrement in the migrations",
            ],
        ),
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
            "NOT NULL COLLATE",
            "COLLATE",
            &["column rooms.name: nullable in the database, not null in the migrations"],
        ),
        (
            "COLLATE NOCASE",
            "",
            &["column rooms.name: collation none in the database, NOCASE in the migrations"],
        ),
        (
            " UNIQUE,",
            ",",
            &["unique constraint rooms.(name): in the migrations, not in the database"],
        ),
        (
            "DEFAULT 0",
            "DEFAULT 1",
            &["column rooms.floor: default 1 in the database, 0 in the migrations"],
        ),
        (
            "CHECK (floor >= -1)",
            "",
            &["check constraint rooms.(floor >= -1): in the migrations, not in the database"],
        ),
        (
            "VIRTUAL",
            "STORED",
            &[
                "column rooms.label: generated stored name || ' ' || floor in the database, virtual name || ' ' || floor in the migrations",
            ],
        ),
        (
            "ON DELETE CASCADE",
            "DEFERRABLE INITIALLY DEFERRED",
            &[
                "foreign key bookings.(room_id) to rooms: definition references rooms(id) deferrable initially deferred in the database, references rooms(id) on delete cascade in the migrations",
            ],
        ),
        (
            "VARCHAR(40)",
            "TEXT",
            &["column bookings.guest: type TEXT in the database, VARCHAR(40) in the migrations"],
        ),
        (
            "nights > 0 AND",
            "",
            &[
                "check constraint bookings.some_nights: definition (nights <> 13) in the database, (nights > 0 and nights <> 13) in the migrations",
            ],
        ),
        (
            "ON CONFLICT IGNORE",
            "",
            &[
                "unique constraint bookings.(room_id, guest): options none in the database, on conflict ignore in the migrations",
            ],
        ),
        (
            "fts5(body)",
            "fts5(body, title)",
            &[
                "virtual table notes: definition using fts5(body, title) in the database, using fts5(body) in the migrations",
            ],
        ),
    ];
    let expected = schema(BASE).await?;
    for (from, to, said) in cases {
        let live = schema(&BASE.replacen(from, to, 1)).await?;
        assert_eq!(&words(&live, &expected), said, "{from} → {to}");
    }
    Ok(())
}

#[tokio::test]
async fn the_way_to_a_schema_does_not_matter() -> Result {
    let expected = schema(BASE).await?;
    let detour = "
create table [temporary name] (
    \"Floor\" int, label integer, id integer primary key asc on conflict abort autoincrement
    , name text constraint whatever not null constraint other unique collate \"nocase\" /* why */
);
DROP TABLE [temporary name];
CREATE TABLE other_rooms (id INTEGER, `name` TEXT NOT NULL COLLATE NOCASE, gone INT, floor_ integer check(\"floor_\">=-1)
    DEFAULT (0), PRIMARY KEY (\"id\" AUTOINCREMENT), CONSTRAINT n UNIQUE (name ASC)) STRICT;
CREATE TABLE bookings (
    id integer primary key, room_id integer not null,
    guest varchar ( 40 ), -- who
    some INT,
    FOREIGN KEY (\"room_id\") REFERENCES other_rooms (id) ON UPDATE NO ACTION ON DELETE CASCADE NOT DEFERRABLE,
    CONSTRAINT some_nights CHECK (some>0 AND some<>13)
    CONSTRAINT u UNIQUE (room_id,guest) ON CONFLICT IGNORE
);
CREATE INDEX \"bookings_guest\" ON bookings (lower( guest ) DESC, some ASC) WHERE some > 1;
ALTER TABLE bookings RENAME COLUMN some TO nights;
ALTER TABLE other_rooms RENAME TO rooms;
ALTER TABLE rooms DROP COLUMN gone;
ALTER TABLE rooms RENAME floor_ TO floor;
ALTER TABLE rooms ADD label text as (name||' '||floor);
CREATE TABLE settings ([key] text, value any, PRIMARY KEY (key)) without rowid;
CREATE VIEW long as select id,
    guest from old_bookings where nights>7;
CREATE TRIGGER note AFTER INSERT ON bookings FOR EACH ROW BEGIN
    INSERT INTO settings VALUES ('last', new.id);
END;
CREATE VIRTUAL TABLE notes USING fts5( body );
"
    .replace("old_bookings", "bookings");
    assert_same(&schema(&detour).await?, &expected);
    Ok(())
}

#[tokio::test]
async fn odd_names_are_read() -> Result {
    let sql = r#"CREATE TABLE "a.b ""c"" 'd'" ("x""y.z" INTEGER PRIMARY KEY, [é (€)] TEXT DEFAULT 'it''s -- "x"' CHECK ([é (€)] <> ')'), `b``q` INT);
        CREATE INDEX "i; --" ON "a.b ""c"" 'd'" ("x""y.z", lower([é (€)])) WHERE `b``q` > 1;
        CREATE VIEW "v.w" AS SELECT "x""y.z" AS "p ""q" FROM "a.b ""c"" 'd'";
        CREATE TRIGGER "t.u" AFTER INSERT ON "a.b ""c"" 'd'" BEGIN SELECT ';'; END;
        CREATE TABLE refers (r REFERENCES "a.b ""c"" 'd' " ("x""y.z"));"#;
    let before = schema(sql).await?;
    assert_same(&Schema::parse(&before.to_text())?, &before);
    let quoted = sql
        .replace("[é (€)]", "\"é (€)\"")
        .replace("`b``q`", "\"b`q\"");
    assert_same(&schema(&quoted).await?, &before);
    let changed =
        format!("{sql} ALTER TABLE \"a.b \"\"c\"\" 'd'\" ADD [n.\"] INT; DROP VIEW \"v.w\"");
    assert_eq!(
        words(&schema(&changed).await?, &before),
        [
            "column a.b \"c\" 'd'.n.\": INT in the database, not in the migrations",
            "view v.w: in the migrations, not in the database",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_stored_schema_is_read_back() -> Result {
    let schema = schema(BASE).await?;
    assert_eq!(
        schema
            .objects()
            .filter(|object| object.kind() == Kind::Column)
            .count(),
        10
    );
    assert_same(&Schema::parse(&schema.to_text())?, &schema);
    Ok(())
}

#[tokio::test]
async fn histories_are_left_out() -> Result {
    let histories = "CREATE TABLE _migrate_history (a); CREATE TABLE _migrate_layout (a);
        CREATE TABLE _sqlx_migrations (a PRIMARY KEY); CREATE INDEX i ON _sqlx_migrations (a);
        CREATE TABLE mine (a); CREATE TABLE mine_layout (a); CREATE TEMP TABLE temporary (a)";
    let scope = Scope::new().history("mine");
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    execute(&mut connection, &format!("{BASE}{histories}")).await?;
    assert_same(
        &sqlite::read(&mut connection, &scope).await?,
        &schema(BASE).await?,
    );
    Ok(())
}

async fn schema(sql: &str) -> Result<Schema> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    execute(&mut connection, sql).await?;
    Ok(sqlite::read(&mut connection, &Scope::new()).await?)
}

async fn execute(connection: &mut SqliteConnection, sql: &str) -> Result {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await?;
    Ok(())
}
