use std::fmt;

/// A database, or a schema of one, that gets the migrations:
/// [`Runner::run_each`](crate::Runner::run_each).
#[derive(Clone)]
pub struct Tenant {
    pub(crate) name: String,
    pub(crate) home: Home,
}

#[derive(Clone)]
pub(crate) enum Home {
    Database(String),
    #[cfg(feature = "postgres")]
    Schema(sqlx::PgPool),
}

impl Tenant {
    /// A database of its own. Results come under `name`.
    pub fn database(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            home: Home::Database(url.into()),
        }
    }

    /// A schema of a PostgreSQL database. It is created if it is missing. In the migrations,
    /// unqualified names mean this schema first, then `public`. Its history is that of the set
    /// `<set>/<schema>`.
    #[cfg(feature = "postgres")]
    pub fn schema(pool: &sqlx::PgPool, schema: impl Into<String>) -> Self {
        Self {
            name: schema.into(),
            home: Home::Schema(pool.clone()),
        }
    }

    /// The name that results come under.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
