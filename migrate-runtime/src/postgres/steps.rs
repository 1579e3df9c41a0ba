//! The statements of a migration that cannot run in one transaction.

use migrate_format::Probe;

use super::check::anonymous_block;
use super::engine::position;
use super::message::{byte_of_char, set_limits, statements};
use super::probe;
use super::{Failure, Postgres, lease};
use crate::engine::{Channel, Engine};
use crate::error::stopped_at;
use crate::history::Place;
use crate::look::Found;
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Piece, Step};
use crate::sql::literal;
use crate::{Dialect, Error};

impl Postgres<'_> {
    /// Records as the role that began, whatever the script switched to.
    fn as_recorder(&self) -> String {
        format!(
            "SET LOCAL SESSION AUTHORIZATION DEFAULT;\nSET LOCAL ROLE {};\n",
            self.settings.role
        )
    }

    /// Executes a step and its record in one transaction.
    pub(super) async fn step_inside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Attempt<()> {
        // The lease is kept after the statement, which runs as the role that the file has set. The
        // session has a tenant's path, or the one that the file has set since.
        let limits = set_limits(piece.limits, &self.settings);
        let prefix = self.begin_plain() + &statements(&limits);
        let keep = anonymous_block(&lease::keep(place, &self.owner));
        let record = place.update_sql(piece.row.position, &step.done(Dialect::Postgres));
        let recorder = self.as_recorder();
        let sql = format!(
            "{prefix}{}\n;\n{recorder}{keep};\n{record};\nCOMMIT",
            step.sql
        );
        match self.transaction(sql).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) => match sqlx::Postgres::outcome(&failure.error, place) {
                Some(outcome) => Ok(self.blocked(outcome, step.sql).await),
                None => Err(self.step_failed(place, piece, step, failure, &prefix).await),
            },
        }
    }

    /// Executes a step that cannot share a transaction: the lease before it, its record after it.
    pub(super) async fn step_outside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Attempt<()> {
        self.drop_invalid(piece, step).await?;
        let limits = self.session_limits(piece);
        let prepare = format!(
            "{}{limits}COMMIT",
            self.begin_leased(place, &self.as_recorder())
        );
        let prepared = self.attempt(place, "keeping the lease", prepare).await?;
        if !matches!(prepared, Outcome::Done(_)) {
            return Ok(prepared.map(drop));
        }
        // The comment lets other runs see in pg_stat_activity that the statement is running.
        let prefix = format!("/* migrate {} */ ", self.owner);
        if let Err(failure) = self.send(format!("{prefix}{}", step.sql)).await {
            return Err(self.step_failed(place, piece, step, failure, &prefix).await);
        }
        self.record_done(place, piece, step).await
    }

    pub(super) async fn record_done(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Attempt<()> {
        let record = place.update_sql(piece.row.position, &step.done(Dialect::Postgres));
        let no_limits = "SET LOCAL lock_timeout = 0;\nSET LOCAL statement_timeout = 0;\n";
        let first = no_limits.to_owned() + &self.as_recorder();
        let sql = format!("{}{record};\nCOMMIT", self.begin_leased(place, &first));
        let recorded = self.attempt(place, "recording a statement", sql).await?;
        Ok(recorded.map(drop))
    }

    /// Drops an index that an earlier run did not complete, before it is built again.
    async fn drop_invalid(&mut self, piece: &Piece, step: &Step) -> Result<(), Error> {
        let Some(Probe::There(object)) = piece.probe else {
            return Ok(());
        };
        if step.index != piece.row.statements_done || object.kind != "index" {
            return Ok(());
        }
        let Some(query) = probe::query(&object) else {
            return Ok(());
        };
        let failed = |failure: Failure| Error::database("dropping an invalid index")(failure.error);
        let rows = self.send(query).await.map_err(failed)?;
        if let Found::Invalid(index) = probe::found(&rows) {
            tracing::info!(index, "dropping an index that was not completed");
            let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {index}");
            self.send(drop).await.map_err(failed)?;
        }
        Ok(())
    }

    /// For a statement that cannot share a transaction with its limits. Values that are set already
    /// are not set again, so that nothing stays on a pooler's server connection.
    fn session_limits(&self, piece: &Piece) -> String {
        let set = |name: &str, value: &str| {
            let value = literal(Dialect::Postgres, value);
            format!(
                "SELECT set_config('{name}', {value}, false) WHERE current_setting('{name}') <> {value};\n"
            )
        };
        let limit = |limit: Option<u32>| limit.unwrap_or(0).to_string();
        let mut limits = set("lock_timeout", &limit(piece.limits.lock))
            + &set("statement_timeout", &limit(piece.limits.statement))
            + &set("default_transaction_read_only", "off");
        for name in &self.settings.timeouts {
            limits += &set(name, "0");
        }
        if self.settings.checks_clients {
            limits + &set("client_connection_check_interval", "10s")
        } else {
            limits
        }
    }

    /// Records that a step failed, so that the next run resumes there.
    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
        failure: Failure,
        prefix: &str,
    ) -> Error {
        if !failure.is_broken() {
            let message = literal(Dialect::Postgres, &failure.message());
            let state = piece.failed().name();
            let assignments = format!("state = '{state}', error = {message}");
            let sql = format!(
                "{}{};\n{};\nCOMMIT",
                self.begin_leased(place, &self.settings.restore),
                place.update_sql(piece.row.position, &assignments),
                lease::drop(place, &self.owner)
            );
            if let Err(failure) = self.transaction(sql).await {
                tracing::warn!(error = %failure.message(), "the failure could not be recorded");
            }
        }
        let before = prefix.chars().count();
        let offset = match position(&failure.error) {
            Some(position) if position >= before => {
                step.offset + byte_of_char(step.sql, position - before)
            }
            _ => step.offset,
        };
        let state = stopped_at(step.index, piece.migration.statements().count());
        failure.into_sql_error(&piece.migration, offset, state)
    }
}
