//! Conditions that end a message, so that what stands behind them is not executed. Outside of stored
//! programs MySQL has no IF; a scalar subquery with two rows is an error.

use crate::Dialect;
use crate::history::{Expected, Place};
use crate::sql::literal;

/// A holder on another server, or without our lock, was heard of so recently that it may be alive.
const PATIENCE: &str = "INTERVAL 60 SECOND";

fn refuse_if(condition: &str) -> String {
    format!("SELECT (SELECT 1 FROM (SELECT 1 UNION ALL SELECT 2) AS two WHERE {condition})")
}

/// The history ends as expected.
pub(super) fn as_expected(place: &Place, expected: &Expected) -> String {
    let expected = literal(Dialect::Mysql, expected.as_str());
    refuse_if(&format!("NOT (({}) <=> {expected})", place.expected_sql()))
}

/// This run has the lease. Inside a transaction the row is locked, so that it stays so until the end.
pub(super) fn has_lease(place: &Place, owner: &str, inside: bool) -> String {
    let lock = if inside { " FOR UPDATE" } else { "" };
    refuse_if(&format!(
        "NOT EXISTS (SELECT 1 FROM {}{lock})",
        lease_of(place, owner)
    ))
}

/// `FROM` and `WHERE` of this run's lease.
pub(super) fn lease_of(place: &Place, owner: &str) -> String {
    format!(
        "{} WHERE set_name = {} AND owner = {}",
        place.tables.lease(),
        place.set_literal(),
        literal(Dialect::Mysql, owner)
    )
}

/// Nobody else has the lease who is alive. This run has our lock by now: a holder on this server
/// that is at work all the same lost it, to `RELEASE_ALL_LOCKS()` or to a proxy.
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
