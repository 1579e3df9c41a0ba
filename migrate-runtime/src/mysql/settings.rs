//! The session's settings before the first migration, and how they are restored.

use crate::Dialect;
use crate::history::Cells;
use crate::piece::Limits;
use crate::sql::{identifier, literal};

/// The variables that are restored. Every account may set each of them. A server does not list
/// those that it does not have.
const RESTORED: [&str; 24] = [
    "alter_algorithm",
    "autocommit",
    "character_set_client",
    "character_set_results",
    "check_constraint_checks",
    "collation_connection",
    "default_storage_engine",
    "foreign_key_checks",
    "group_concat_max_len",
    "innodb_lock_wait_timeout",
    "lock_wait_timeout",
    "max_execution_time",
    MAX_STATEMENT_TIME,
    "old_mode",
    "sql_mode",
    "sql_notes",
    "sql_safe_updates",
    "system_versioning_alter_history",
    "time_zone",
    "transaction_isolation",
    "transaction_read_only",
    "tx_isolation",
    "tx_read_only",
    "unique_checks",
];

/// MariaDB has it and MySQL has not; there `max_execution_time` is for SELECT alone.
const MAX_STATEMENT_TIME: &str = "max_statement_time";

/// The longest wait that the server allows.
const FOR_EVER: u32 = 31_536_000;

/// What the first write needs to know of its session.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The database that is current.
    pub(super) database: Option<String>,
    /// The statements that put everything back.
    pub(super) restore: Vec<String>,
    /// The mode in which a backslash is a letter like others.
    pub(super) no_backslash_escapes: bool,
    /// Whether the database has no table or view but ours.
    pub(super) is_empty: bool,
    /// The statements that make the session one that migrations can rely on.
    begin: Vec<String>,
    has_max_statement_time: bool,
}

/// The queries whose rows [`Settings::read`] takes.
pub(super) fn query() -> String {
    let names = RESTORED.map(|name| format!("'{name}'")).join(", ");
    // The limit would hold for SHOW, too.
    format!(
        "SELECT 'database', DATABASE();\n\
         SELECT 'empty', NOT EXISTS (SELECT 1 FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND LEFT(TABLE_NAME, 9) <> '_migrate_');\nSELECT 'sql_select_limit', @@SESSION.sql_select_limit;\n\
         SET SESSION sql_select_limit = DEFAULT;\nSHOW SESSION VARIABLES WHERE Variable_name IN ({names})"
    )
}

impl Settings {
    pub(super) fn read(rows: Vec<Cells>) -> Self {
        let mut settings = Self::default();
        let mut assignments = Vec::new();
        for row in rows {
            let [Some(name), Some(value)] = <[_; 2]>::try_from(row).unwrap_or_default() else {
                continue;
            };
            match name.as_str() {
                "database" => {
                    settings.database = Some(value);
                    continue;
                }
                "empty" => {
                    settings.is_empty = value == "1";
                    continue;
                }
                "sql_mode" => {
                    settings.no_backslash_escapes = value.contains("NO_BACKSLASH_ESCAPES");
                }
                "character_set_client" if value != "utf8mb4" => {
                    settings.begin.push("SET NAMES utf8mb4".to_owned());
                }
                "transaction_read_only" | "tx_read_only" if value == "ON" => {
                    let write = "SET SESSION TRANSACTION READ WRITE";
                    settings.begin.push(write.to_owned());
                }
                MAX_STATEMENT_TIME => settings.has_max_statement_time = true,
                _ => {}
            }
            assignments.push(format!("SESSION {name} = {}", assigned(&name, &value)));
        }
        settings.restore = vec![format!("SET {}", assignments.join(", "))];
        if let Some(database) = &settings.database {
            let database = identifier(Dialect::Mysql, database);
            settings.restore.push(format!("USE {database}"));
        }
        settings
    }

    /// The settings with which every migration begins: each statement commits, the text is UTF-8,
    /// and nothing waits longer than the limits.
    pub(super) fn begin(&self, limits: Limits) -> Vec<String> {
        let lock = match limits.lock_in_transaction() {
            0 => FOR_EVER,
            milliseconds => milliseconds.div_ceil(1000),
        };
        let statement = limits.statement.unwrap_or(0);
        let statement = if self.has_max_statement_time {
            format!(
                "{MAX_STATEMENT_TIME} = {}.{:03}",
                statement / 1000,
                statement % 1000
            )
        } else {
            format!("max_execution_time = {statement}")
        };
        let set = format!(
            "SET SESSION autocommit = 1, SESSION lock_wait_timeout = {lock}, SESSION innodb_lock_wait_timeout = {lock}, \
             SESSION {statement}"
        );
        let mut all = self.begin.clone();
        all.push(set);
        all
    }
}

fn assigned(name: &str, value: &str) -> String {
    if value.is_empty() && name == "character_set_results" {
        return "NULL".to_owned();
    }
    if value.parse::<f64>().is_ok() {
        return value.to_owned();
    }
    literal(Dialect::Mysql, value)
}
