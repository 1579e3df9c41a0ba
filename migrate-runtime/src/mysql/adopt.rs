//! Another tool's history, which stays as it is while it is taken over.

use super::Mysql;
use super::message::Script;
use crate::Dialect;
use crate::foreign::{Contents, ForeignHistory, ForeignLock};
use crate::history::Place;
use crate::outcome::{Attempt, Outcome};
use crate::sql::literal;
use crate::survey::lines_sql;

const READING: &str = "reading another tool's history";

impl Mysql<'_> {
    /// Takes the tool's lock, executes `script`, and begins a transaction in which the tool's table
    /// is what it was when it was read, and cannot change. Else nothing is open.
    pub(super) async fn hold_still(
        &mut self,
        place: &Place,
        history: &ForeignHistory,
        lock: Option<&ForeignLock>,
        script: Script,
    ) -> Attempt<()> {
        if let Some(ForeignLock::Name(name)) = lock {
            let name = literal(Dialect::Mysql, name);
            let locked = self.get_lock(place, &name).await?;
            if locked != Outcome::Done(()) {
                return Ok(locked);
            }
            self.foreign_lock = Some(name);
        }
        let executed = self.execute(place, &[], script).await?;
        if !matches!(executed, Outcome::Done(_)) {
            return Ok(executed.map(drop));
        }
        let mut read = Script::default();
        // Who holds a row is told, not waited for.
        read.ours(READING, "SET SESSION innodb_lock_wait_timeout = 1");
        // Reads lock what they read, and the gaps.
        read.ours(READING, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        read.begin();
        read.ours(READING, lines_sql::<sqlx::MySql>(history));
        let rows = match self.execute(place, &[], read).await? {
            Outcome::Done(rows) => rows,
            other => return Ok(other.map(drop)),
        };
        let lines = rows.into_iter().filter_map(|mut row| row.pop().flatten());
        Ok(if Contents::new(lines.collect()) == history.contents {
            Outcome::Done(())
        } else {
            Outcome::Busy
        })
    }
}
