//! The table: what is measured, and what it must not exceed.

mod apply;
mod boot;
mod build;
mod fleet;
mod memory;
mod one_more;
mod size;
mod test_database;

use std::time::Duration;

use crate::database::Engine;
use crate::figures::What;
use crate::migrations::Kind;
use crate::row::{Row, Target};

const FAR: Duration = Duration::from_millis(5);

const BOOT: &str = "\
    Each migration inserts one row, because only the length of the history matters here. The \
    time excludes connecting. Each repetition is a new process. `an empty query` is one round \
    trip on the same connection.";
const APPLY: &str = "\
    The database is empty, and each migration creates a small table with two indexes. The time \
    includes connecting. For the shell it is the whole process, with all migrations in one \
    transaction. Only migrate and the shell run the largest size: the other tools take \
    minutes.";

const SQLITE_COLD: &str = "\
    This is the first query of a connection, so SQLite takes its locks and reads the file's \
    header and schema. An empty query does not need that. This first query alone exceeds the \
    target.";
const POSTGRES_COLD: &str = "\
    This is the first query of a connection, so the server's catalogue caches are empty. In \
    new sessions of `psql`, the query takes 1.1 ms, a query of a table without condition and \
    order 0.5 ms, and `SELECT 1` 0.2 ms. The time does not depend on the number of migrations.";
const SQLITE_SQUARE: &str = "\
    SQLite reads all of `sqlite_schema` after every statement that changes it. Its own shell \
    therefore also grows with the square of the number of migrations, and is itself above \
    0.12× of sqlx.";
const MARIADB_DDL: &str = "\
    Most of the time is spent by the server, in three statements that each create or rebuild a \
    file: compare its shell. The rest is one record per statement. Without these records, the \
    next run could not resume after a crash.";
const FLEET_CORES: &str = "\
    On two cores, 32 processes that only connect take as long as one process that connects and \
    applies everything (84 ms against 85 ms). The cores are busy with the processes and the \
    server's connections, not with waiting for each other.";
const POSTGRES_FILES: &str = "\
    The server copies a file for each table and index of the template: here four files per \
    migration.";
const SQLITE_PAGES: &str =
    "The file that is copied has a page for each table and index: 16 MiB in total.";
const MARIADB_FILES: &str = "\
    The server cannot copy a database. It creates a file for each table of the final schema, \
    and here each migration leaves one table.";

/// Cheapest first.
pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "boot-sqlite",
        title: "a boot with nothing to do, SQLite file",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "sqlx", 0.05)],
        how: BOOT,
        cause: Some(SQLITE_COLD),
        run: |bench, figures| boot::measure(bench, figures, Engine::Sqlite),
    },
    Row {
        name: "boot-postgres",
        title: "a boot with nothing to do, PostgreSQL on loopback",
        size: 1_000,
        targets: &[
            Target::at_most(What::RoundTrips, 1.0),
            Target::ratio(What::Time, "sqlx", 0.15),
        ],
        how: BOOT,
        cause: Some(POSTGRES_COLD),
        run: |bench, figures| boot::measure(bench, figures, Engine::Postgres),
    },
    Row {
        name: "boot-mariadb",
        title: "a boot with nothing to do, MariaDB on loopback",
        size: 1_000,
        targets: &[
            Target::at_most(What::RoundTrips, 1.0),
            Target::ratio(What::Time, "sqlx", 0.2),
        ],
        how: BOOT,
        cause: None,
        run: |bench, figures| boot::measure(bench, figures, Engine::MariaDb),
    },
    Row {
        name: "one-more-postgres",
        title: "one more migration, PostgreSQL",
        size: 1_000,
        targets: &[Target::at_most(What::MoreRoundTrips, 4.0)],
        how: "Round trips in addition to those of a boot with nothing to do.",
        cause: None,
        run: |bench, figures| one_more::measure(bench, figures, Engine::Postgres),
    },
    Row {
        name: "one-more-mariadb",
        title: "one more migration, MariaDB",
        size: 1_000,
        targets: &[Target::at_most(What::MoreRoundTrips, 4.0)],
        how: "Round trips in addition to those of a boot with nothing to do.",
        cause: None,
        run: |bench, figures| one_more::measure(bench, figures, Engine::MariaDb),
    },
    Row {
        name: "apply-sqlite",
        title: "a first boot, SQLite file, `synchronous=full`",
        size: 1_000,
        targets: &[
            Target::ratio(What::Time, "sqlite3", 1.3),
            Target::ratio(What::Time, "sqlx", 0.12),
        ],
        how: APPLY,
        cause: Some(SQLITE_SQUARE),
        run: |bench, figures| apply::measure(bench, figures, Engine::Sqlite, Kind::Tables),
    },
    Row {
        name: "apply-postgres",
        title: "a first boot, PostgreSQL on loopback, `fsync=off`",
        size: 1_000,
        targets: &[
            Target::ratio(What::Time, "psql", 1.05),
            Target::ratio(What::Time, "sqlx", 1.0),
            Target::ratio(What::Time, "refinery", 1.0),
        ],
        how: APPLY,
        cause: None,
        run: |bench, figures| apply::measure(bench, figures, Engine::Postgres, Kind::Tables),
    },
    Row {
        name: "apply-postgres-mix",
        title: "a first boot, PostgreSQL, realistic: foreign keys, columns, rows, updates, views",
        size: 1_000,
        targets: &[
            Target::ratio(What::Time, "psql", 1.05),
            Target::ratio(What::Time, "sqlx", 1.0),
        ],
        how: "As above, with a realistic mix of statements.",
        cause: None,
        run: |bench, figures| apply::measure(bench, figures, Engine::Postgres, Kind::Mix),
    },
    Row {
        name: "apply-postgres-far",
        title: "a first boot, PostgreSQL, 5 ms added to every round trip",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "sqlx", 0.15)],
        how: "As above, through a proxy that delays every answer. Only migrate runs the \
            largest size.",
        cause: None,
        run: |bench, figures| apply::measure_far(bench, figures, Engine::Postgres, FAR),
    },
    Row {
        name: "apply-mariadb",
        title: "a first boot, MariaDB on loopback",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "sqlx", 0.9)],
        how: APPLY,
        cause: Some(MARIADB_DDL),
        run: |bench, figures| apply::measure(bench, figures, Engine::MariaDb, Kind::Tables),
    },
    Row {
        name: "apply-mariadb-far",
        title: "a first boot, MariaDB, 5 ms added to every round trip",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "sqlx", 0.5)],
        how: "As above, through a proxy that delays every answer. Only migrate runs the \
            largest size.",
        cause: None,
        run: |bench, figures| apply::measure_far(bench, figures, Engine::MariaDb, FAR),
    },
    Row {
        name: "fleet",
        title: "32 processes at once on an empty PostgreSQL",
        size: 100,
        targets: &[Target::ratio(What::Time, "one process alone", 1.5)],
        how: "Whole processes, from the first start to the last exit. If one fails, the \
            benchmark fails.",
        cause: Some(FLEET_CORES),
        run: fleet::measure,
    },
    Row {
        name: "test-database-postgres",
        title: "a migrated database for a test, PostgreSQL",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "applying them", 0.02)],
        how: test_database::HOW,
        cause: Some(POSTGRES_FILES),
        run: |bench, figures| test_database::measure(bench, figures, Engine::Postgres),
    },
    Row {
        name: "test-database-sqlite",
        title: "a migrated database for a test, SQLite file",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "applying them", 0.02)],
        how: test_database::HOW,
        cause: Some(SQLITE_PAGES),
        run: |bench, figures| test_database::measure(bench, figures, Engine::Sqlite),
    },
    Row {
        name: "test-database-mariadb",
        title: "a migrated database for a test, MariaDB",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "applying them", 0.02)],
        how: test_database::HOW,
        cause: Some(MARIADB_FILES),
        run: |bench, figures| test_database::measure(bench, figures, Engine::MariaDb),
    },
    Row {
        name: "build-touch",
        title: "`cargo build` after touching `main.rs`: what the migrations cost",
        size: 1_000,
        targets: &[Target::ratio(What::MoreTime, "sqlx", 0.3)],
        how: "The time of a whole `cargo build` of a hello-world service for PostgreSQL, in \
            the dev profile, minus the time of the same build with one migration.",
        cause: None,
        run: build::measure_touch,
    },
    Row {
        name: "build-add",
        title: "`cargo build` after adding a migration",
        size: 1_000,
        targets: &[Target::ratio(What::Time, "sqlx", 1.0)],
        how: "A whole `cargo build` of the same service, with the analysis of the SQL. sqlx \
            does not analyse it.",
        cause: None,
        run: build::measure_add,
    },
    Row {
        name: "build-clean",
        title: "a clean build of a hello-world service",
        size: 1,
        targets: &[
            Target::ratio(What::Cpu, "sqlx", 1.1),
            Target::ratio(What::Cpu, "sqlx", 1.5).of(build::WITH_ANALYSIS),
        ],
        how: "CPU seconds of `cargo build` in the dev profile, including all dependencies of \
            the service.",
        cause: None,
        run: build::measure_clean,
    },
    Row {
        name: "binary-size",
        title: "what a migration adds to the binary beyond its text",
        size: 1_000,
        targets: &[Target::at_most(What::Bytes, 100.0)],
        how: "The size of the service in the release profile, minus its size with one \
            migration, per migration.",
        cause: None,
        run: size::measure,
    },
    Row {
        name: "memory",
        title: "peak memory of a boot, beyond that of a service with one migration",
        size: 10_000,
        targets: &[Target::at_most(What::Memory, 10.0 * 1024.0)],
        how: "Resident memory (VmHWM) of the service in the release profile, including the \
            text of the binary.",
        cause: None,
        run: memory::measure,
    },
];
