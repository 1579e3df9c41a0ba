//! What keeps two runs from writing at once. The one place that needs advisory locks; where a
//! server has none, a row of the lease table is locked instead.

use super::check::{LOCKED, anonymous_block, raise_unless};
use super::settings::IS_INSIDE;
use crate::Dialect;
use crate::history::Place;
use crate::lock_key::lock_key;
use crate::sql::literal;

/// SQL of a check's body that takes the set's lock until the transaction ends, or raises at once.
pub(super) fn take(place: &Place) -> String {
    if place.advisory_locks {
        return raise_unless(&try_lock(place), LOCKED);
    }
    let lease = place.tables.lease();
    let set = literal(Dialect::Postgres, &row(place));
    // A row that another run is inserting is waited for; `lock_timeout` ends that.
    format!(
        "PERFORM set_config('lock_timeout', '1s', true);\n\
         INSERT INTO {lease} (set_name, owner, pid, heartbeat) VALUES ({set}, '', 0, clock_timestamp()) ON CONFLICT DO NOTHING;\n\
         PERFORM 1 FROM {lease} WHERE set_name = {set} FOR UPDATE NOWAIT;\n"
    )
}

/// The query that has a row if nobody holds the set's lock, which it takes and gives back, or if
/// there is a history where there was none. Without advisory locks only an attempt can tell.
pub(super) fn is_free(place: &Place, has_history: bool) -> Option<String> {
    let history = literal(Dialect::Postgres, &place.tables.history());
    let is_new = format!("to_regclass({history}) IS NOT NULL OR ");
    let is_new = if has_history { "" } else { &is_new };
    let query = || format!("SELECT 1 WHERE {is_new}{}", try_lock(place));
    place.advisory_locks.then(query)
}

/// A statement that raises if another run holds the set's lock, but not inside a transaction of the
/// caller's, which that would end. Without advisory locks there is none.
pub(super) fn look(place: &Place) -> String {
    if !place.advisory_locks {
        return String::new();
    }
    let condition = format!("{IS_INSIDE} OR {}", try_lock(place));
    format!("{};\n", anonymous_block(&raise_unless(&condition, LOCKED)))
}

fn try_lock(place: &Place) -> String {
    let key = lock_key(&place.tables.history(), &place.set);
    format!("pg_try_advisory_xact_lock({key})")
}

/// SQL of a check's body that takes the lock of the tables themselves, which other sets share.
/// Without advisory locks whoever comes second fails, and looks again.
pub(super) fn take_tables(place: &Place) -> String {
    if !place.advisory_locks {
        return String::new();
    }
    let key = lock_key(&place.tables.history(), "");
    raise_unless(&format!("pg_try_advisory_xact_lock({key})"), LOCKED)
}

/// The query that names who holds the set's lock.
pub(super) fn holder(place: &Place) -> String {
    let key = lock_key(&place.tables.history(), &place.set);
    let locked = if place.advisory_locks {
        format!(
            "l.locktype = 'advisory' AND l.objsubid = 1 AND (l.classid::bigint << 32 | l.objid::bigint) = {key}"
        )
    } else {
        let lease = literal(Dialect::Postgres, &place.tables.lease());
        format!("l.relation = to_regclass({lease}) AND l.mode = 'RowShareLock'")
    };
    format!(
        "SELECT 'pid ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no name') || ')' \
         || coalesce(' since ' || a.xact_start, '') \
         FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
         JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() \
         WHERE l.granted AND l.pid <> pg_backend_pid() AND {locked}"
    )
}

/// The query that names who holds a lock on a table that `script` mentions, the oldest first. This
/// run has stopped waiting, so the server no longer lists it as waiting.
pub(super) fn blocker(script: &str) -> String {
    let script = literal(Dialect::Postgres, script);
    format!(
        "SELECT 'pid ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no name') || ') holds ' || c.relname \
         || ', its query is ' || greatest(0, extract(epoch FROM clock_timestamp() - a.query_start))::bigint || ' s old' \
         || CASE a.state WHEN 'active' THEN '' ELSE ' (' || a.state || ')' END \
         FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a ON a.pid = l.pid \
         WHERE l.granted AND l.pid <> pg_backend_pid() AND c.relkind IN ('r', 'p', 'm') \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND strpos(lower({script}), lower(c.relname)) > 0 \
         ORDER BY a.xact_start NULLS LAST LIMIT 1"
    )
}

fn row(place: &Place) -> String {
    format!("lock of {}", place.set)
}
