mod check;
mod failure;
mod message;

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Row as _};

use self::check::{anonymous_block, bootstrap, raise_unless};
use self::message::{Message, applying_failed, byte_of_char, set_limits};
use crate::chain::lock_key;
use crate::database::{Database, Newest, Outcome, Piece, Step};
use crate::error::Kind;
use crate::history::{Cells, Expected, Place, Row, RowState};
use crate::lent::{Failure, Lent};
use crate::sql::{identifier, literal};
use crate::target::keep_trying;
use crate::{Dialect, Error};

/// Our own SQLSTATEs, raised by the check inside a transaction: another run holds the lock, the
/// history is not as expected, another run holds the lease.
const LOCKED: &str = "MGR01";
const MOVED: &str = "MGR02";
const LEASED: &str = "MGR03";

/// A lease whose holder was heard of so recently is alive.
const LEASE_FRESH: &str = "interval '3 seconds'";
/// A lease whose holder's connection exists is alive for so long.
const LEASE_CONNECTED: &str = "interval '60 seconds'";

/// A connection to PostgreSQL. Everything is sent as simple queries, one message per transaction, so
/// that poolers in transaction mode see nothing that spans two of them.
pub(crate) struct Postgres<'t> {
    lent: Lent<'t, sqlx::Postgres>,
    /// SQL that puts the session's settings back.
    restore: String,
    /// The role to record under, as `SET LOCAL ROLE` wants it.
    role: String,
    /// Who this run is, for leases.
    owner: String,
}

pub(crate) async fn connect<'t>(url: &str, wait: Duration) -> Result<Postgres<'t>, Error> {
    let options: PgConnectOptions = keep_trying(wait, url, || async { url.parse() }).await?;
    // PgBouncer refuses the start-up parameter that the driver would send.
    let options = options.extra_float_digits(None).disable_statement_logging();
    let connection = keep_trying(wait, url, || options.connect()).await?;
    Ok(Postgres::new(Lent::Owned(connection)))
}

impl<'t> Postgres<'t> {
    pub(crate) fn pooled(connection: PoolConnection<sqlx::Postgres>) -> Self {
        Self::new(Lent::pooled(connection))
    }

    pub(crate) fn borrowed(connection: &'t mut PgConnection) -> Self {
        Self::new(Lent::Borrowed(connection))
    }

    fn new(lent: Lent<'t, sqlx::Postgres>) -> Self {
        Self {
            lent,
            restore: String::new(),
            role: "NONE".to_owned(),
            owner: format!("{:016x}", fastrand::u64(..)),
        }
    }

    /// Sends one message. The rows of all its statements.
    async fn send(&mut self, sql: String) -> Result<Vec<PgRow>, Failure<sqlx::Postgres>> {
        self.lent.send(sql).await
    }

    /// As [`send`](Self::send), inside a transaction that is rolled back after a failure.
    async fn transaction(&mut self, sql: String) -> Result<Vec<PgRow>, Failure<sqlx::Postgres>> {
        match self.send(sql).await {
            Ok(rows) => Ok(rows),
            Err(failure) => {
                if failure.sqlstate().is_some() {
                    // If this fails too the connection is broken, which the first error says.
                    let _ = self.send("ROLLBACK".to_owned()).await;
                }
                Err(failure)
            }
        }
    }

    /// The first statements of a transaction that nobody else may be in: our lock, `extra`
    /// (more of the check's body), and the history as expected.
    fn begin(&self, place: &Place, expected: &Expected, extra: &str) -> String {
        let key = lock_key(&place.tables.history(), &place.set);
        let expected = literal(Dialect::Postgres, expected.as_str());
        let as_expected = format!("({}) = {expected}", place.expected_sql());
        let body = raise_unless(&format!("pg_try_advisory_xact_lock({key})"), LOCKED)
            + &bootstrap(place)
            + extra
            // Last, so that it sees what the run did from which the lease was taken.
            + &raise_unless(&as_expected, MOVED);
        self.begin_with(&body)
    }

    /// The same for a transaction of the run that holds the lease: its row is the lock.
    fn begin_leased(&self, place: &Place) -> String {
        self.begin_with(&self.keep_lease(place))
    }

    fn begin_with(&self, body: &str) -> String {
        // A server of version 14 or later notices that we died while it works.
        let notice = "IF current_setting('server_version_num')::int >= 140000 THEN \
             PERFORM set_config('client_connection_check_interval', '10s', true); END IF;\n";
        format!(
            "/* migrate {} */ BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n{};\n",
            self.owner,
            anonymous_block(&format!("{body}{notice}"))
        )
    }

    /// The check that this run still holds the lease, which also keeps it.
    fn keep_lease(&self, place: &Place) -> String {
        format!(
            "UPDATE {} SET heartbeat = clock_timestamp(), pid = pg_backend_pid() WHERE set_name = {} AND owner = {};\n{}",
            place.tables.lease(),
            place.set_literal(),
            literal(Dialect::Postgres, &self.owner),
            raise_unless("FOUND", LEASED)
        )
    }

    fn take_lease(&self, place: &Place) -> String {
        let (lease, set) = (place.tables.lease(), place.set_literal());
        let owner = literal(Dialect::Postgres, &self.owner);
        let alive = format!(
            "SELECT 1 FROM {lease} l WHERE l.set_name = {set} AND l.owner <> {owner} AND (\
             l.heartbeat > clock_timestamp() - {LEASE_FRESH} \
             OR EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.state = 'active' AND starts_with(a.query, '/* migrate ' || l.owner)) \
             OR l.heartbeat > clock_timestamp() - {LEASE_CONNECTED} AND EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = l.pid))"
        );
        raise_unless(&format!("NOT EXISTS ({alive})"), LEASED)
            + &format!(
                "INSERT INTO {lease} AS l (set_name, owner, pid, heartbeat) VALUES ({set}, {owner}, pg_backend_pid(), clock_timestamp()) \
                 ON CONFLICT (set_name) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, heartbeat = excluded.heartbeat \
                 WHERE l.owner = excluded.owner OR l.heartbeat <= clock_timestamp() - {LEASE_FRESH};\n"
            )
            + &raise_unless("FOUND", LEASED)
    }

    /// Records as the role that began, whatever the script switched to.
    fn as_recorder(&self) -> String {
        format!(
            "SET LOCAL SESSION AUTHORIZATION DEFAULT;\nSET LOCAL ROLE {};\n",
            self.role
        )
    }

    /// Records that a statement failed, so that the next run goes on from it.
    async fn record_failure(&mut self, place: &Place, piece: &Piece, message: &str) {
        let message = literal(Dialect::Postgres, message);
        let update = place.update_sql(
            piece.row.position,
            &format!("state = 'failed', error = {message}"),
        );
        let owner = literal(Dialect::Postgres, &self.owner);
        let sql = format!(
            "{}{};\nDELETE FROM {} WHERE set_name = {} AND owner = {owner};\nCOMMIT",
            self.begin_leased(place) + &self.restore + &self.as_recorder(),
            update,
            place.tables.lease(),
            place.set_literal()
        );
        if let Err(failure) = self.transaction(sql).await {
            tracing::warn!(error = %failure.message(), "the failure could not be recorded");
        }
    }

    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
        failure: Failure<sqlx::Postgres>,
        prefix: usize,
    ) -> Error {
        if failure.sqlstate().is_some() {
            self.record_failure(place, piece, &failure.message()).await;
        }
        let offset = match failure.position() {
            Some(position) if position >= prefix => {
                step.offset + byte_of_char(step.sql, position - prefix)
            }
            _ => step.offset,
        };
        let total = piece.migration.statements().count();
        let state = format!(
            "statement {} of {total} failed, the {} before it are committed; mend it and start again, the run goes on from there",
            step.index + 1,
            step.index
        );
        failure.into_sql_error(&piece.migration, offset, state)
    }
}

impl Database for Postgres<'_> {
    async fn newest(&mut self, place: &Place) -> Result<Option<Newest>, Error> {
        match self.send(place.newest_sql()).await {
            Ok(rows) => rows.first().map(newest).transpose(),
            // No such table, no such schema.
            Err(failure) if matches!(failure.sqlstate().as_deref(), Some("42P01" | "3F000")) => {
                Ok(None)
            }
            Err(failure) => Err(failure.into_error("reading the history", place)),
        }
    }

    async fn rows(&mut self, place: &Place) -> Result<Vec<Row>, Error> {
        let sql = format!("{};\n{}", place.layout_sql(), place.rows_sql());
        let rows = self
            .send(sql)
            .await
            .map_err(|failure| failure.into_error("reading the history", place))?;
        let mut history = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = cells(row).map_err(Error::database("reading the history"))?;
            match cells.as_slice() {
                [Some(version)] => place.check_layout(version)?,
                _ => history.push(Row::parse(cells)?),
            }
        }
        Ok(history)
    }

    async fn prepare(&mut self) -> Result<bool, Error> {
        let sql = format!(
            "SELECT 'role', current_setting('role')\n\
             UNION ALL SELECT 'inside', (transaction_timestamp() <> statement_timestamp())::text\n\
             UNION ALL SELECT 'empty', ({IS_EMPTY})::text\n\
             UNION ALL SELECT 'set ' || name, setting FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction%'"
        );
        let doing = "reading the session's settings";
        let rows = match self.send(sql).await {
            Ok(rows) => rows,
            // A transaction of the caller's that has failed.
            Err(failure) if failure.sqlstate().as_deref() == Some("25P02") => {
                return Err(Kind::OpenTransaction.into());
            }
            Err(failure) => return Err(Error::database(doing)(failure.error)),
        };
        let mut restore = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nRESET ALL;\n".to_owned();
        let mut empty = false;
        for row in &rows {
            let cells = cells(row).map_err(Error::database(doing))?;
            let [Some(name), Some(value)] = cells.as_slice() else {
                continue;
            };
            match name.as_str() {
                "inside" if value == "true" => return Err(Kind::OpenTransaction.into()),
                "inside" => {}
                "empty" => empty = value == "true",
                "role" if value == "none" => {}
                "role" => {
                    self.role = identifier(Dialect::Postgres, value);
                    restore = format!("{restore}SET ROLE {};\n", self.role);
                }
                _ => {
                    let name = literal(Dialect::Postgres, name.trim_start_matches("set "));
                    let value = literal(Dialect::Postgres, value);
                    restore = format!("{restore}SELECT set_config({name}, {value}, false);\n");
                }
            }
        }
        self.restore = restore;
        Ok(empty)
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let mut message = Message::new(&self.begin(place, expected, ""));
        for piece in pieces {
            message.add(place, piece, &self.restore);
        }
        message.push("COMMIT");
        let Message { sql, parts, .. } = message;
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(rows.iter().filter_map(duration).collect())),
            Err(failure) => match failure.outcome(place) {
                Some(outcome) => Ok(outcome),
                None => Err(applying_failed(&parts, pieces, failure, place)),
            },
        }
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
    ) -> Result<Outcome<()>, Error> {
        let sql = format!(
            "{}{};\n{};\nCOMMIT",
            self.begin(place, expected, ""),
            place.delete_all_sql(),
            place.insert_sql(rows)
        );
        match self.transaction(sql).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) => match failure.outcome(place) {
                Some(outcome) => Ok(outcome),
                None => Err(failure.into_error("rewriting the history's chain", place)),
            },
        }
    }

    async fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Result<Outcome<()>, Error> {
        let row = &piece.row;
        let record = if resume {
            let text = |value: &str| literal(Dialect::Postgres, value);
            let assignments = format!(
                "state = 'running', error = NULL, checksum = {}, chain = {}, draft = {}, statements = {}",
                text(&row.checksum),
                text(&row.chain),
                row.draft,
                row.statements.unwrap_or_default()
            );
            place.update_sql(row.position, &assignments)
        } else {
            let row = Row {
                state: RowState::Running,
                ..row.clone()
            };
            let insert = place.insert_sql(&[row]);
            let started = place.update_sql(piece.row.position, "started_at = clock_timestamp()");
            format!("{insert};\n{started}")
        };
        let sql = format!(
            "{}{record};\nCOMMIT",
            self.begin(place, expected, &self.take_lease(place))
        );
        match self.transaction(sql).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) => match failure.outcome(place) {
                Some(outcome) => Ok(outcome),
                None => Err(failure.into_error("recording the beginning of a migration", place)),
            },
        }
    }

    async fn repeat(&mut self, place: &Place, sql: &str) -> Result<(), Error> {
        let sent = self.send(sql.to_owned()).await;
        sent.map(drop)
            .map_err(|failure| failure.into_error("repeating a setting", place))
    }

    async fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        let done_sql = literal(Dialect::Postgres, &step.done_sql);
        let record = place.update_sql(
            piece.row.position,
            &format!(
                "statements_done = {}, done_sql = {done_sql}",
                step.index + 1
            ),
        );
        let record = self.as_recorder() + &record;
        let begin = self.begin_leased(place);
        if !step.outside {
            let limits = set_limits(
                piece.limits.lock_in_transaction(),
                piece.limits.statement.unwrap_or(0),
            );
            let prefix = format!("{begin}{limits}");
            let sql = format!("{prefix}{}\n;\n{record};\nCOMMIT", step.sql);
            return match self.transaction(sql).await {
                Ok(_) => Ok(Outcome::Done(())),
                Err(failure) => match failure.outcome(place) {
                    Some(outcome) => Ok(outcome),
                    None => Err(self
                        .step_failed(place, piece, step, failure, prefix.chars().count())
                        .await),
                },
            };
        }
        let limits = session_limits(
            piece.limits.lock.unwrap_or(0),
            piece.limits.statement.unwrap_or(0),
        );
        let prepare = format!("{begin}{limits}COMMIT");
        if let Err(failure) = self.transaction(prepare).await {
            return match failure.outcome(place) {
                Some(outcome) => Ok(outcome),
                None => Err(failure.into_error("keeping the lease", place)),
            };
        }
        // The comment lets other runs see in pg_stat_activity that the statement is at work.
        let prefix = format!("/* migrate {} */ ", self.owner);
        if let Err(failure) = self.send(format!("{prefix}{}", step.sql)).await {
            return Err(self
                .step_failed(place, piece, step, failure, prefix.chars().count())
                .await);
        }
        let limits = set_limits(0, 0);
        self.transaction(format!("{begin}{limits}{record};\nCOMMIT"))
            .await
            .map_err(|failure| failure.into_error("recording a statement", place))?;
        Ok(Outcome::Done(()))
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Result<Option<Duration>, Error> {
        let assignments = "state = 'applied', error = NULL, finished_at = clock_timestamp(), \
             duration_ms = (extract(epoch FROM clock_timestamp() - started_at) * 1000)::bigint";
        let sql = format!(
            "{}{}{} RETURNING 'took', duration_ms::text;\nDELETE FROM {} WHERE set_name = {};\nCOMMIT",
            self.begin_leased(place),
            self.restore,
            place.update_sql(piece.row.position, assignments),
            place.tables.lease(),
            place.set_literal()
        );
        let rows = self
            .transaction(sql)
            .await
            .map_err(|failure| failure.into_error("recording a migration", place))?;
        Ok(rows.iter().find_map(duration))
    }

    async fn holder(&mut self, place: &Place) -> String {
        let key = lock_key(&place.tables.history(), &place.set);
        let sql = format!(
            "SELECT 'pid ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no name') || ') since ' || a.xact_start \
             FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
             AND (l.classid::bigint << 32 | l.objid::bigint) = {key}"
        );
        let lease = format!(
            "SELECT 'run ' || owner || ' (pid ' || pid || '), heard of at ' || heartbeat FROM {} WHERE set_name = {}",
            place.tables.lease(),
            place.set_literal()
        );
        for sql in [sql, lease] {
            let rows = self.send(sql).await.unwrap_or_default();
            if let Some(holder) = rows
                .first()
                .and_then(|row| cells(row).ok()?.into_iter().next()?)
            {
                return format!("held by {holder}");
            }
        }
        "nobody holds our lock now".to_owned()
    }

    async fn release(self) -> Result<(), Error> {
        self.lent
            .release()
            .await
            .map_err(Error::database("closing the connection"))
    }
}

/// Whether no user ever made anything in the database.
const IS_EMPTY: &str = "NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
     AND n.nspname NOT IN ('pg_catalog', 'information_schema', '_migrate') AND n.nspname !~ '^pg_(toast|temp)' \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))";

/// For a statement that cannot share a transaction with its limits. Values that hold already are
/// left alone, so that behind a pooler nothing is left on a server connection.
fn session_limits(lock: u32, statement: u32) -> String {
    let set = |name: &str, limit: u32| {
        format!(
            "SELECT set_config('{name}', '{limit}', false) WHERE current_setting('{name}') <> '{limit}';\n"
        )
    };
    set("lock_timeout", lock) + &set("statement_timeout", statement)
}

fn newest(row: &PgRow) -> Result<Newest, Error> {
    let read = |row: &PgRow| -> Result<(String, String), sqlx::Error> {
        Ok((row.try_get(0)?, row.try_get(1)?))
    };
    let (chain, state) = read(row).map_err(Error::database("reading the history"))?;
    let state =
        RowState::parse(&state).ok_or_else(|| Kind::Foreign(format!("the state `{state}`")))?;
    Ok(Newest { chain, state })
}

fn cells(row: &PgRow) -> Result<Cells, sqlx::Error> {
    (0..row.len()).map(|index| row.try_get(index)).collect()
}

/// The duration that a `RETURNING 'took', …` gave.
fn duration(row: &PgRow) -> Option<Duration> {
    if row.len() != 2 {
        return None;
    }
    let [Some(took), Some(milliseconds)] = <[_; 2]>::try_from(cells(row).ok()?).ok()? else {
        return None;
    };
    (took == "took").then(|| milliseconds.parse().ok().map(Duration::from_millis))?
}
