/// What is read of a database.
///
/// Left out whatever the scope says: system schemas; what an extension owns and the schemas it made; the
/// history of `migrate` and of the tools that it can take over; on Supabase (there is a role
/// `supabase_admin`) the schemas and extensions that the platform manages, but for policies on the tables of
/// `auth`, `storage` and `realtime`, and triggers there that call a function of the user's.
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
    /// Everything but grants; the history is in its usual place.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads grants on schemas, tables, columns, sequences and functions too (PostgreSQL). Schemas read with and
    /// without them compare without.
    #[must_use]
    pub fn grants(self) -> Self {
        Self {
            grants: true,
            ..self
        }
    }

    /// Where the history is, as the header of `migrations.lock` says it: `table` or `schema.table`.
    /// It and the tables beside it are left out.
    #[must_use]
    pub fn history(self, place: impl Into<String>) -> Self {
        Self {
            history: Some(place.into()),
            ..self
        }
    }
}
