//! Another tool's history, which stays as it is while it is taken over.

use super::check::{LOCKED, MOVED, raise_unless};
use super::survey::unchanged_sql;
use crate::foreign::ForeignLock;
use crate::history::Expected;

/// SQL of a check's body that locks the history, and checks that it is as it was read.
pub(super) fn hold_still(expected: &Expected) -> String {
    let Some(history) = &expected.foreign else {
        return String::new();
    };
    let held = match &expected.foreign_lock {
        Some(ForeignLock::Key(key)) => {
            raise_unless(&format!("pg_try_advisory_xact_lock({key})"), LOCKED)
        }
        Some(ForeignLock::Name(_)) | None => String::new(),
    };
    let lock = format!(
        "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE NOWAIT;\n",
        history.to_sql()
    );
    held + &lock + &raise_unless(&unchanged_sql(history), MOVED)
}
