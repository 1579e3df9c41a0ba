//! The set's lock, which belongs to the session.

use crate::Dialect;
use crate::history::Place;
use crate::lock_key::lock_key;
use crate::sql::literal;

/// How long the server makes us wait for our lock before the run looks again, in seconds.
pub(super) const LOCK_WAIT: u32 = 1;

/// The lock's name as SQL. The server's locks have one name space for all databases.
pub(super) fn name(place: &Place) -> String {
    let key = lock_key(&place.tables.history(), &place.set);
    literal(Dialect::Mysql, &format!("migrate_{key:016x}"))
}

/// Releases a lock by its name as SQL.
pub(super) fn release(name: &str) -> String {
    format!("DO RELEASE_LOCK({name})")
}

/// The queries that name who has the lock, and who has the lease.
pub(super) fn holders(place: &Place) -> [String; 2] {
    let name = name(place);
    [
        format!(
            "SELECT CAST(CONCAT('connection ', IS_USED_LOCK({name}), COALESCE((SELECT CONCAT(' (', USER, '@', HOST, ', at it for ', \
             TIME, ' s)') FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK({name})), '')) AS BINARY)"
        ),
        format!(
            "SELECT CAST(CONCAT('run ', owner, ' (connection ', connection_id, '), last seen at ', heartbeat) AS BINARY) \
             FROM {} WHERE set_name = {}",
            place.tables.lease(),
            place.set_literal()
        ),
    ]
}
