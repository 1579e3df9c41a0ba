#[cfg(any(feature = "sqlite", feature = "mysql"))]
use crate::history::{FOREIGN_HISTORIES, OWN, tables_beside};

/// What to read of a database.
///
/// The following is never read: system schemas; the objects of an extension and the schemas that it
/// created; the history of `migrate` and of the tools that it can take over. On Supabase (there is
/// a role `supabase_admin`) the schemas and extensions that the platform manages are not read
/// either, except for policies on the tables of `auth`, `storage` and `realtime`, and triggers
/// there that call a function of the user.
///
/// ```
/// let scope = migrate_schema::Scope::new().history("app.migrations").grants();
/// # let _ = scope;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub(crate) grants: bool,
    pub(crate) history: Option<String>,
}

impl Scope {
    /// Whether a table belongs to a history, on a database without schemas.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    pub(crate) fn is_history(&self, table: &str) -> bool {
        FOREIGN_HISTORIES.contains(&table)
            || table.starts_with(OWN)
            || self.history.as_ref().is_some_and(|place| {
                let name = place.rsplit('.').next().unwrap_or_default();
                tables_beside(name).iter().any(|one| one == table)
            })
    }

    /// Everything but grants, with the history in its usual place.
    pub fn new() -> Self {
        Self::default()
    }

    /// Also reads the grants on schemas, tables, columns, sequences and functions (PostgreSQL).
    /// They are compared only if both schemas were read with them.
    #[must_use]
    pub fn grants(self) -> Self {
        Self {
            grants: true,
            ..self
        }
    }

    /// Sets the place of the history, as in the header of `migrations.lock`: `table` or
    /// `schema.table`. Its tables are not read.
    #[must_use]
    pub fn history(self, place: impl Into<String>) -> Self {
        Self {
            history: Some(place.into()),
            ..self
        }
    }
}
