//! The session's settings before the first migration, and how they are restored.

use crate::error::Kind;
use crate::history::{Cells, Place};
use crate::sql::{identifier, literal};
use crate::{Dialect, Error};

/// What the first write needs to know of its session and its database.
#[derive(Debug)]
pub(super) struct Settings {
    /// SQL that puts them back. Every statement gives one result.
    pub(super) restore: String,
    /// The role to record under, as `SET LOCAL ROLE` wants it.
    pub(super) role: String,
    /// Whether the server can notice that a client died while it works: Linux, from version 14 on.
    pub(super) checks_clients: bool,
    /// The limits on whole transactions that the role or the database sets.
    pub(super) timeouts: Vec<String>,
    /// Whether no user ever made anything in the database.
    pub(super) is_empty: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            restore: "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nRESET ALL;\n".to_owned(),
            role: "NONE".to_owned(),
            checks_clients: false,
            timeouts: Vec::new(),
            is_empty: false,
        }
    }
}

/// The query whose rows [`Settings::read`] takes. Settings of an extension's or the user's own
/// (`app.tenant_id`) are not listed by PostgreSQL.
pub(super) fn query(place: &Place) -> String {
    let is_empty = match &place.schema {
        None => IS_EMPTY.to_owned(),
        Some(schema) => {
            let schema = literal(Dialect::Postgres, schema);
            format!("{IS_EMPTY} AND n.nspname = {schema}")
        }
    };
    format!(
        "SELECT 'role', current_setting('role')\n\
         UNION ALL SELECT 'inside', ({IS_INSIDE})::text\n\
         UNION ALL SELECT 'empty', ({is_empty}))::text\n\
         UNION ALL SELECT 'checks', (current_setting('server_version_num')::int >= 140000 AND version() ~ 'linux')::text\n\
         UNION ALL SELECT 'standby', pg_is_in_recovery()::text\n\
         UNION ALL SELECT 'timeout', name FROM pg_settings \
         WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout') AND setting <> '0'\n\
         UNION ALL SELECT 'set ' || name, setting FROM pg_settings \
         WHERE source = 'session' AND name NOT LIKE 'transaction%'"
    )
}

/// Whether the message came inside a transaction that was open before.
pub(super) const IS_INSIDE: &str = "transaction_timestamp() <> statement_timestamp()";

const IS_EMPTY: &str = "NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
     AND n.nspname NOT IN ('pg_catalog', 'information_schema', '_migrate') AND n.nspname !~ '^pg_(toast|temp)' \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

impl Settings {
    /// Fails inside a transaction of the caller's, and on a standby.
    pub(super) fn read(rows: &[Cells]) -> Result<Self, Error> {
        let mut settings = Self::default();
        for row in rows {
            let [Some(name), Some(value)] = row.as_slice() else {
                continue;
            };
            match name.as_str() {
                "inside" if value == "true" => return Err(Kind::OpenTransaction.into()),
                "standby" if value == "true" => {
                    return Err(Kind::Permission {
                        doing: "looking at the server",
                        message: "it is a standby, which can only be read".to_owned(),
                        help: "connect to the primary server: migrations are pending".to_owned(),
                    }
                    .into());
                }
                "empty" => settings.is_empty = value == "true",
                "checks" => settings.checks_clients = value == "true",
                "timeout" => settings.timeouts.push(value.clone()),
                "inside" | "standby" => {}
                "role" if value == "none" => {}
                "role" => {
                    settings.role = identifier(Dialect::Postgres, value);
                    settings.add(&format!("SET ROLE {}", settings.role));
                }
                name => {
                    let name = literal(Dialect::Postgres, name.trim_start_matches("set "));
                    let value = literal(Dialect::Postgres, value);
                    settings.add(&format!("SELECT set_config({name}, {value}, false)"));
                }
            }
        }
        Ok(settings)
    }

    fn add(&mut self, statement: &str) {
        self.restore += statement;
        self.restore += ";\n";
    }

    /// How many results [`restore`](Self::restore) gives.
    pub(super) fn results(&self) -> usize {
        self.restore.matches(";\n").count()
    }
}
