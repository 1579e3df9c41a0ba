//! Conditions that end a message, so that the statements after them are not executed. Outside of
//! stored programs MySQL has no IF. A number out of range is an error in every `sql_mode`.

use super::lock::{self, LOCK_WAIT};
use crate::Dialect;
use crate::history::{Expected, Place};
use crate::sql::literal;

/// How long a holder on another server, or without our lock, counts as alive.
const PATIENCE: &str = "INTERVAL 60 SECOND";

/// The largest BIGINT: one more is an error (1690).
const LARGEST: &str = "9223372036854775807";

fn refuse_if(condition: &str) -> String {
    format!("SELECT {LARGEST} + ({condition})")
}

/// Takes the lock, as [`Mysql::lock`](super::Mysql::lock) does in a message of its own.
pub(super) fn takes_lock(place: &Place) -> String {
    let name = lock::name(place);
    refuse_if(&format!("COALESCE(GET_LOCK({name}, {LOCK_WAIT}), 0) <> 1"))
}

/// The history ends as expected.
pub(super) fn as_expected(place: &Place, expected: &Expected) -> String {
    let expected = literal(Dialect::Mysql, expected.as_str());
    refuse_if(&format!("NOT (({}) <=> {expected})", place.expected_sql()))
}

/// This run has the lease, and keeps it until the end of the transaction.
pub(super) fn has_lease(place: &Place, owner: &str) -> String {
    let lease = place.lease_of(owner);
    refuse_if(&format!("NOT EXISTS (SELECT 1 FROM {lease} FOR UPDATE)"))
}

/// The same as a condition of a statement that writes: it is true, or the statement fails.
pub(super) fn while_leased(place: &Place, owner: &str) -> String {
    let lease = place.lease_of(owner);
    format!("{LARGEST} + (NOT EXISTS (SELECT 1 FROM {lease})) > 0")
}

/// A sign of life.
pub(super) fn keep_lease(place: &Place, owner: &str) -> String {
    format!(
        "UPDATE {} SET heartbeat = UTC_TIMESTAMP(3) WHERE set_name = {} AND owner = {}",
        place.tables.lease(),
        place.set_literal(),
        literal(Dialect::Mysql, owner)
    )
}

/// No other living run has the lease. This run has our lock by now, so a holder that still runs on
/// this server has lost the lock, to `RELEASE_ALL_LOCKS()` or to a proxy.
pub(super) fn lease_is_free(place: &Place, owner: &str) -> String {
    refuse_if(&format!(
        "EXISTS (SELECT 1 FROM {} AS l WHERE l.set_name = {} AND l.owner <> {} AND \
         IF(l.server = CONCAT(@@hostname, ':', @@port), \
         EXISTS (SELECT 1 FROM information_schema.PROCESSLIST AS p WHERE p.ID = l.connection_id AND p.HOST = l.host \
         AND (p.COMMAND <> 'Sleep' OR l.heartbeat > UTC_TIMESTAMP(3) - {PATIENCE})), \
         l.heartbeat > UTC_TIMESTAMP(3) - {PATIENCE}))",
        place.tables.lease(),
        place.set_literal(),
        literal(Dialect::Mysql, owner)
    ))
}

/// Takes the lease.
pub(super) fn take_lease(place: &Place, owner: &str) -> String {
    format!(
        "REPLACE INTO {} (set_name, owner, server, connection_id, host, heartbeat) \
         SELECT {}, {}, CONCAT(@@hostname, ':', @@port), CONNECTION_ID(), \
         COALESCE((SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()), ''), UTC_TIMESTAMP(3)",
        place.tables.lease(),
        place.set_literal(),
        literal(Dialect::Mysql, owner)
    )
}
