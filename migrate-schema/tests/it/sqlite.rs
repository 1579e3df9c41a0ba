//! Differences and equality on SQLite.

mod by_hand;

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
CREATE TABLE visits (at TEXT);
";

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
CREATE TABLE visits ('at' text);
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
        11
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
