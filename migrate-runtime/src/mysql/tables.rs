//! Our own tables.

use crate::history::{LAYOUT, Place};

const OPTIONS: &str = "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

/// The statements that create them where they are missing. The history comes last: where it is, the
/// others are. Several sets may do it at once.
pub(super) fn create(place: &Place) -> [String; 6] {
    let tables = &place.tables;
    let (lease, event) = (tables.lease(), tables.event());
    let snapshot = tables.snapshot();
    let (layout, history) = (tables.layout(), tables.history());
    [
        format!(
            "CREATE TABLE IF NOT EXISTS {lease} (set_name VARCHAR(255) NOT NULL PRIMARY KEY, owner CHAR(16) NOT NULL, \
             server VARCHAR(255) NOT NULL, connection_id BIGINT NOT NULL, host VARCHAR(255) NOT NULL, \
             heartbeat DATETIME(3) NOT NULL) {OPTIONS}"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {event} (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, \
             at DATETIME(3) NOT NULL DEFAULT (UTC_TIMESTAMP(3)), set_name VARCHAR(255) NOT NULL, kind VARCHAR(32) NOT NULL, \
             migration TEXT NOT NULL, detail LONGTEXT NOT NULL, made_by TEXT NOT NULL) {OPTIONS}"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {snapshot} (set_name VARCHAR(255) NOT NULL PRIMARY KEY, head CHAR(64) NOT NULL, \
             fingerprint CHAR(64) NOT NULL, model LONGTEXT NOT NULL, at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6))) {OPTIONS}"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {layout} (id INT NOT NULL PRIMARY KEY, version INT NOT NULL) {OPTIONS}"
        ),
        format!("INSERT IGNORE INTO {layout} (id, version) VALUES (1, {LAYOUT})"),
        format!(
            "CREATE TABLE IF NOT EXISTS {history} (set_name VARCHAR(255) NOT NULL, `position` BIGINT NOT NULL, \
             version BIGINT NOT NULL, name TEXT NOT NULL, checksum CHAR(64) NOT NULL, chain CHAR(64) NOT NULL, \
             state VARCHAR(16) NOT NULL, draft BOOLEAN NOT NULL, breaking BOOLEAN, statements INT, statements_done INT, \
             done_sql LONGTEXT, verified VARCHAR(16), started_at DATETIME(3), finished_at DATETIME(3), duration_ms BIGINT, \
             error LONGTEXT, applied_by TEXT, PRIMARY KEY (set_name, `position`)) {OPTIONS}"
        ),
    ]
}
