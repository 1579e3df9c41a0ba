//! Each kind of object added, removed and changed by hand is found and named: MariaDB.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use migrate_schema::{Change, Ignore, Kind, Schema, Scope, mysql};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

use crate::support::{Result, assert_same, words};

const BASE: &str = "
CREATE TABLE rooms (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(40) NOT NULL COLLATE utf8mb4_bin,
    floor int DEFAULT 0 COMMENT 'from the street',
    label varchar(90) AS (concat(name, ' ', floor)) STORED,
    changed timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
    CONSTRAINT not_a_cellar CHECK (floor >= -1),
    UNIQUE KEY rooms_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='what is let';
CREATE TABLE bookings (
    id int NOT NULL PRIMARY KEY,
    room_id bigint unsigned NOT NULL,
    guest text,
    state enum('held', 'paid') NOT NULL DEFAULT 'held',
    CONSTRAINT bookings_room FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
    KEY bookings_guest (guest(10), state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE TABLE visits (at date NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci
    PARTITION BY RANGE (year(at)) (PARTITION p1 VALUES LESS THAN (2026), PARTITION p2 VALUES LESS THAN MAXVALUE);
CREATE SEQUENCE ticket;
CREATE VIEW paid AS SELECT b.id, r.name FROM bookings b JOIN rooms r ON r.id = b.room_id WHERE b.state = 'paid';
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE PROCEDURE tidy(IN days int) DELETE FROM bookings WHERE id < days;
CREATE TRIGGER note BEFORE INSERT ON bookings FOR EACH ROW SET NEW.guest = trim(NEW.guest);
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM visits WHERE at < '2020-01-01';
";

/// A change by hand, and the message about it.
type Case = (&'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE)",
        &["table t: in the database, not in the migrations"],
    ),
    (
        "CREATE SEQUENCE s",
        &["sequence s: in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE bookings ADD notes text",
        &["column bookings.notes: text in the database, not in the migrations"],
    ),
    (
        "CREATE INDEX i ON rooms (floor DESC)",
        &["index rooms.i: in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE visits ADD PRIMARY KEY (at)",
        &["primary key visits.PRIMARY: unique btree (at) in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE bookings ADD CONSTRAINT twice CHECK (id > 0)",
        &["check constraint bookings.twice: `id` > 0 in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE rooms ADD CONSTRAINT r FOREIGN KEY (id) REFERENCES rooms (id)",
        &[
            "foreign key rooms.r: (id) references rooms (id) on delete restrict on update restrict in the database, not in the migrations",
        ],
    ),
    (
        "CREATE VIEW v AS SELECT 1",
        &["view v: in the database, not in the migrations"],
    ),
    (
        "CREATE FUNCTION f() RETURNS int RETURN 1",
        &["function f: in the database, not in the migrations"],
    ),
    (
        "CREATE PROCEDURE p() SELECT 1",
        &["procedure p: in the database, not in the migrations"],
    ),
    (
        "CREATE TRIGGER t BEFORE DELETE ON rooms FOR EACH ROW SET @a = 1",
        &["trigger rooms.t: in the database, not in the migrations"],
    ),
    (
        "CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DO SELECT 1",
        &["event e: in the database, not in the migrations"],
    ),
    (
        "ALTER SEQUENCE ticket RESTART 5 START 5 MINVALUE 2 MAXVALUE 99 INCREMENT 3 CACHE 7 CYCLE",
        &[
            "sequence ticket: definition `start with 5 minvalue 2 maxvalue 99 increment by 3 cache 7 cy…` in the database, `start with 1 minvalue 1 maxvalue 9223372036854775806 incremen…` in the migrations",
        ],
    ),
    (
        "ALTER TABLE visits ENGINE = Aria",
        &["table visits: engine Aria in the database, InnoDB in the migrations"],
    ),
    (
        "ALTER TABLE visits COLLATE utf8mb4_bin",
        &[
            "table visits: collation utf8mb4_bin in the database, utf8mb4_general_ci in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms COMMENT 'rooms'",
        &["table rooms: comment rooms in the database, what is let in the migrations"],
    ),
    (
        "ALTER TABLE visits DROP PARTITION p1",
        &[
            "table visits: partition key range (year(`at`)), p2 MAXVALUE in the database, range (year(`at`)), p1 2026, p2 MAXVALUE in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings MODIFY state enum('held', 'paid', 'lost') DEFAULT 'lost'",
        &[
            "column bookings.state: type enum('held','paid','lost') in the database, enum('held','paid') in the migrations",
            "column bookings.state: nullable in the database, not null in the migrations",
            "column bookings.state: default 'lost' in the database, 'held' in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms DROP label, ADD label varchar(90) AS (name) VIRTUAL",
        &[
            "column rooms.label: generated `name` in the database, concat(`name`,' ',`floor`) in the migrations",
            "column rooms.label: extra virtual generated in the database, stored generated in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms MODIFY changed timestamp NOT NULL DEFAULT current_timestamp()",
        &[
            "column rooms.changed: extra none in the database, on update current_timestamp() in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms MODIFY name varchar(40) NOT NULL",
        &["column rooms.name: collation none in the database, utf8mb4_bin in the migrations"],
    ),
    (
        "ALTER TABLE rooms MODIFY floor int DEFAULT 0",
        &["column rooms.floor: comment none in the database, from the street in the migrations"],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT not_a_cellar, ADD CONSTRAINT not_a_cellar CHECK (floor > 0)",
        &[
            "check constraint rooms.not_a_cellar: definition `floor` > 0 in the database, `floor` >= -1 in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DROP KEY bookings_guest, ADD UNIQUE KEY bookings_guest (guest(20)) COMMENT 'who'",
        &[
            "index bookings.bookings_guest: definition unique btree (guest(20)) in the database, btree (guest(10), state) in the migrations",
            "index bookings.bookings_guest: comment who in the database, none in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DROP FOREIGN KEY bookings_room; ALTER TABLE bookings ADD CONSTRAINT bookings_room FOREIGN KEY (room_id) REFERENCES rooms (id) ON UPDATE CASCADE",
        &[
            "foreign key bookings.bookings_room: definition (room_id) references rooms (id) on delete restrict on update cascade in the database, (room_id) references rooms (id) on delete cascade on update restrict in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DROP PRIMARY KEY, ADD PRIMARY KEY (id, room_id)",
        &[
            "primary key bookings.PRIMARY: definition unique btree (id, room_id) in the database, unique btree (id) in the migrations",
        ],
    ),
    (
        "ALTER VIEW paid AS SELECT id FROM bookings",
        &[
            "view paid: definition `select `bookings`.`id` AS `id` from `bookings`` in the database, `select `b`.`id` AS `id`,`r`.`name` AS `name` from (`booking…` in the migrations",
        ],
    ),
    (
        "ALTER SQL SECURITY INVOKER VIEW paid AS SELECT b.id, r.name FROM bookings b JOIN rooms r ON r.id = b.room_id WHERE b.state = 'paid'",
        &[
            "view paid: options security invoker, check none in the database, security definer, check none in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n + n",
        &[
            "function twice: definition `…ty definer RETURN n + n` in the database, `…ty definer RETURN n * 2` in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE PROCEDURE tidy(IN days bigint) DELETE FROM bookings WHERE id < days",
        &[
            "procedure tidy: definition `(IN days bigint(20)) not deterministic contains sql sql sec…` in the database, `(IN days int(11)) not deterministic contains sql sql securi…` in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE TRIGGER note BEFORE UPDATE ON bookings FOR EACH ROW SET NEW.guest = trim(NEW.guest)",
        &[
            "trigger bookings.note: applies to before update, 1 in the database, before insert, 1 in the migrations",
        ],
    ),
    (
        "ALTER EVENT nightly DISABLE",
        &["event nightly: state disabled in the database, enabled in the migrations"],
    ),
    (
        "ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY COMMENT 'later'",
        &[
            "event nightly: definition `every 2 day on completion not preserve do DELETE FROM vi…` in the database, `every 1 day on completion not preserve do DELETE FROM vi…` in the migrations",
            "event nightly: comment later in the database, none in the migrations",
        ],
    ),
];

const REMOVED: &[Case] = &[
    (
        "DROP TABLE visits",
        &["table visits: in the migrations, not in the database"],
    ),
    (
        "DROP SEQUENCE ticket",
        &["sequence ticket: in the migrations, not in the database"],
    ),
    (
        "DROP VIEW paid",
        &["view paid: in the migrations, not in the database"],
    ),
    (
        "ALTER TABLE bookings DROP state",
        &[
            "index bookings.bookings_guest: definition btree (guest(10)) in the database, btree (guest(10), state) in the migrations",
            "column bookings.state: enum('held','paid') in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE bookings DROP PRIMARY KEY",
        &["primary key bookings.PRIMARY: unique btree (id) in the migrations, not in the database"],
    ),
    (
        "ALTER TABLE bookings DROP FOREIGN KEY bookings_room",
        &[
            "foreign key bookings.bookings_room: (room_id) references rooms (id) on delete cascade on update restrict in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT not_a_cellar",
        &[
            "check constraint rooms.not_a_cellar: `floor` >= -1 in the migrations, not in the database",
        ],
    ),
    (
        "DROP INDEX rooms_name ON rooms",
        &["index rooms.rooms_name: in the migrations, not in the database"],
    ),
    (
        "DROP TRIGGER note",
        &["trigger bookings.note: in the migrations, not in the database"],
    ),
    (
        "DROP FUNCTION twice",
        &["function twice: in the migrations, not in the database"],
    ),
    (
        "DROP PROCEDURE tidy",
        &["procedure tidy: in the migrations, not in the database"],
    ),
    (
        "DROP EVENT nightly",
        &["event nightly: in the migrations, not in the database"],
    ),
];

/// A schema with every kind of object. Each is added, removed and changed in a case.
const KINDS: [Kind; 12] = [
    Kind::Sequence,
    Kind::Table,
    Kind::View,
    Kind::Column,
    Kind::PrimaryKey,
    Kind::ForeignKey,
    Kind::Check,
    Kind::Index,
    Kind::Trigger,
    Kind::Function,
    Kind::Procedure,
    Kind::Event,
];

#[tokio::test]
async fn what_was_done_by_hand_is_named() -> Result {
    let expected = Database::with(BASE).await?.read().await?;
    let mut kinds = [const { BTreeSet::new() }; 3];
    let mut wrong = Vec::new();
    for (sql, said) in CASES.iter().chain(REMOVED) {
        let live = Database::with(&format!("{BASE}{sql}"))
            .await?
            .read()
            .await?;
        let found = words(&live, &expected);
        if found != *said {
            wrong.push((*sql, found));
        }
        assert_ne!(live.fingerprint(), expected.fingerprint(), "{sql}");
        for difference in live.differences(&expected, &Ignore::default()) {
            let [added, removed, changed] = &mut kinds;
            let kinds = match difference.change() {
                Change::Added => added,
                Change::Removed => removed,
                Change::Changed { .. } => changed,
            };
            kinds.insert(difference.kind());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(kinds, [(); 3].map(|()| BTreeSet::from(KINDS)));
    Ok(())
}

#[tokio::test]
async fn two_databases_of_one_script_are_the_same() -> Result {
    let histories =
        "CREATE TABLE _migrate_history (a int); CREATE TABLE _sqlx_migrations (a int PRIMARY KEY);
        CREATE TABLE mine (a int); CREATE TABLE mine_layout (a int);";
    let one = Database::with(BASE).await?.read().await?;
    let other = Database::with(&format!("{BASE}{histories}")).await?;
    let scope = Scope::new().history("mine");
    let other = mysql::read(&mut other.connect().await?, &scope).await?;
    assert_same(&other, &one);
    assert_same(&Schema::parse(&one.to_text())?, &one);
    assert!(one.server().starts_with("mariadb 1"));
    Ok(())
}

/// Names that need quoting, and text that looks like the name of the database.
#[tokio::test]
async fn odd_names_are_read() -> Result {
    let sql = "CREATE TABLE `a.b ``c`` d` (`x``y.z` int PRIMARY KEY, `é€` text, ` (n)` int AS (`x``y.z` + 1) STORED, `it's` int CHECK (`it's` > 0));
        CREATE TABLE refers (`r``` int REFERENCES `a.b ``c`` d` (`x``y.z`));
        CREATE INDEX `i; --` ON `a.b ``c`` d` (`é€`(5));
        CREATE VIEW `v.w` AS SELECT `x``y.z` AS `p ``q`, 'it''s \\\\' AS lit FROM `a.b ``c`` d`;
        CREATE TRIGGER `t.u` BEFORE INSERT ON refers FOR EACH ROW SET NEW.`r``` = 1;
        CREATE FUNCTION `f(x)`(`a b` int) RETURNS int RETURN `a b`;";
    let one = Database::with(sql).await?.read().await?;
    let other = Database::with(sql).await?.read().await?;
    assert_same(&other, &one);
    assert_same(&Schema::parse(&one.to_text())?, &one);
    let changed =
        format!("{sql} ALTER TABLE `a.b ``c`` d` MODIFY `é€` varchar(9); DROP FUNCTION `f(x)`");
    let changed = Database::with(&changed).await?.read().await?;
    assert_eq!(
        words(&changed, &one),
        [
            "column a.b `c` d.é€: type varchar(9) in the database, text in the migrations",
            "function f(x): in the migrations, not in the database",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn each_part_of_a_sequence_is_compared() -> Result {
    let expected = Database::with("CREATE SEQUENCE s").await?.read().await?;
    for part in [
        "START 5",
        "MINVALUE 0",
        "MAXVALUE 99",
        "INCREMENT 3",
        "CACHE 7",
        "NOCACHE",
        "CYCLE",
    ] {
        let sql = format!("CREATE SEQUENCE s; ALTER SEQUENCE s {part}");
        let live = Database::with(&sql).await?.read().await?;
        let said = words(&live, &expected);
        let [said] = said.as_slice() else {
            return Err(format!("{part}: {said:?}").into());
        };
        assert!(said.starts_with("sequence s: definition "), "{said}");
    }
    Ok(())
}

/// The current value of a sequence is not part of the schema.
#[tokio::test]
async fn a_sequence_that_was_used_is_the_same() -> Result {
    let sql = "CREATE SEQUENCE `odd ``name` START 7; CREATE SEQUENCE other CYCLE;";
    let one = Database::with(sql).await?.read().await?;
    let used =
        "SELECT NEXTVAL(`odd ``name`); SELECT SETVAL(other, 90); ALTER SEQUENCE other RESTART 50;";
    let other = Database::with(&format!("{sql}{used}"))
        .await?
        .read()
        .await?;
    assert_same(&other, &one);
    Ok(())
}

/// For a user who may not read a sequence, only its name is compared.
#[tokio::test]
async fn a_sequence_that_may_not_be_read_has_a_name() -> Result {
    let database = Database::with("CREATE SEQUENCE ticket; CREATE TABLE t (a int)").await?;
    let name = database.url.rsplit('/').next().ok_or("a name")?;
    let name = name.split('?').next().unwrap_or(name);
    let user = format!("u_{name}");
    let grant = format!(
        "CREATE USER '{user}'@'%'; GRANT INSERT ON {name}.ticket TO '{user}'@'%'; GRANT SELECT ON {name}.t TO '{user}'@'%'"
    );
    execute(&mut database.connect().await?, &grant).await?;
    let limited = Database {
        url: database.url.replacen("root@", &format!("{user}@"), 1),
    };
    assert_eq!(
        words(&limited.read().await?, &database.read().await?),
        [
            "sequence ticket: definition none in the database, `start with 1 minvalue 1 maxvalue 92233720368547758…` in the migrations"
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_connection_without_a_database_is_refused() -> Result {
    let (server, _) = server()?;
    let mut connection = MySqlConnection::connect(&server).await?;
    let error = mysql::read(&mut connection, &Scope::new()).await;
    let error = error.err().ok_or("there is nothing to read")?;
    assert_eq!(
        error.to_string(),
        "the connection has no database\n  = help: name one in the URL: `mysql://host/database`"
    );
    Ok(())
}

/// The database of a test.
struct Database {
    url: String,
}

impl Database {
    async fn with(sql: &str) -> Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let (server, parameters) = server()?;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("schema{}_{number}", std::process::id());
        let mut admin = MySqlConnection::connect(&server).await?;
        execute(&mut admin, &format!("CREATE DATABASE {name}")).await?;
        let database = Self {
            url: format!("{server}/{name}{parameters}"),
        };
        execute(&mut database.connect().await?, sql).await?;
        Ok(database)
    }

    async fn connect(&self) -> Result<MySqlConnection> {
        Ok(MySqlConnection::connect(&self.url).await?)
    }

    async fn read(&self) -> Result<Schema> {
        Ok(mysql::read(&mut self.connect().await?, &Scope::new()).await?)
    }
}

async fn execute(connection: &mut MySqlConnection, sql: &str) -> Result {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await?;
    Ok(())
}

/// The URL of the server that `cargo xtask test` started, without its database, and its parameters.
fn server() -> Result<(String, String)> {
    let url = std::env::var("MIGRATE_TEST_MARIADB")
        .map_err(|_| "no MariaDB server: run the tests with `cargo xtask test`")?;
    let (url, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let (base, _) = url.rsplit_once('/').ok_or("a URL with a database")?;
    let parameters = if parameters.is_empty() {
        String::new()
    } else {
        format!("?{parameters}")
    };
    Ok((base.to_owned(), parameters))
}
