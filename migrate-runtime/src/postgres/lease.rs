//! Who executes a non-transactional migration: one row per set.

use super::check::{LEASED, raise_unless};
use crate::Dialect;
use crate::history::Place;
use crate::sql::literal;

/// A holder that was seen this recently is alive.
const FRESH: &str = "interval '3 seconds'";
/// A holder whose connection is idle, or whose last statement ended, counts as alive this long.
const PATIENCE: &str = "interval '60 seconds'";

/// SQL of a check's body that takes the lease from nobody, or from a holder that is not alive.
pub(super) fn take(place: &Place, owner: &str) -> String {
    let (lease, set) = (place.tables.lease(), place.set_literal());
    let owner = literal(Dialect::Postgres, owner);
    // Through a pooler, others use the holder's connection, perhaps this run: a statement that
    // began long after the holder was last seen is not its own. A role that may not see the query
    // or the state of the holder's connection sees that it exists.
    let alive = format!(
        "SELECT 1 FROM {lease} l WHERE l.set_name = {set} AND l.owner <> {owner} AND (\
         l.heartbeat > clock_timestamp() - {FRESH} \
         OR EXISTS (SELECT 1 FROM pg_stat_activity a \
         WHERE starts_with(a.query, '/* migrate ' || l.owner) \
         AND (a.state = 'active' OR a.state_change > clock_timestamp() - {PATIENCE})) \
         OR EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = l.pid \
         AND (a.backend_start IS NULL OR a.backend_start = l.backend_start) \
         AND (a.state IS NULL OR a.state <> 'idle' AND a.query_start <= l.heartbeat + {PATIENCE} \
         OR l.heartbeat > clock_timestamp() - {PATIENCE})))"
    );
    let insert = format!(
        "INSERT INTO {lease} AS l (set_name, owner, pid, backend_start, heartbeat) \
         SELECT {set}, {owner}, a.pid, a.backend_start, clock_timestamp() \
         FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() \
         ON CONFLICT (set_name) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, \
         backend_start = excluded.backend_start, heartbeat = excluded.heartbeat \
         WHERE l.owner = excluded.owner OR l.heartbeat <= clock_timestamp() - {FRESH};\n"
    );
    raise_unless(&format!("NOT EXISTS ({alive})"), LEASED)
        + &insert
        + &raise_unless("FOUND", LEASED)
}

/// SQL of a check's body: this run still has the lease, and keeps it.
pub(super) fn keep(place: &Place, owner: &str) -> String {
    format!(
        "UPDATE {} SET heartbeat = clock_timestamp(), pid = a.pid, backend_start = a.backend_start \
         FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() AND set_name = {} AND owner = {};\n{}",
        place.tables.lease(),
        place.set_literal(),
        literal(Dialect::Postgres, owner),
        raise_unless("FOUND", LEASED)
    )
}

/// The statement that releases it.
pub(super) fn drop(place: &Place, owner: &str) -> String {
    format!("DELETE FROM {}", place.lease_of(owner))
}

/// The query that names who has it.
pub(super) fn holder(place: &Place) -> String {
    format!(
        "SELECT 'run ' || owner || ' (pid ' || pid || '), last seen at ' || heartbeat FROM {} WHERE set_name = {}",
        place.tables.lease(),
        place.set_literal()
    )
}
