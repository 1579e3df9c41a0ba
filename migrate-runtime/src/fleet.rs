use std::fmt;

use futures_util::stream::{self, Stream, StreamExt};

#[cfg(feature = "postgres")]
use crate::error::Kind;
use crate::run::{Goal, Run};
use crate::target::Access;
use crate::{Error, Report, Runner};

/// A database, or a schema of one, that gets the migrations: [`Runner::run_each`].
#[derive(Clone)]
pub struct Tenant {
    name: String,
    home: Home,
}

#[derive(Clone)]
enum Home {
    Database(String),
    #[cfg(feature = "postgres")]
    Schema(sqlx::PgPool),
}

impl Tenant {
    /// A database of its own. `name` is what results are given under.
    pub fn database(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            home: Home::Database(url.into()),
        }
    }

    /// A schema of a PostgreSQL database. It is created if it is missing; in the migrations
    /// unqualified names mean it, then `public`. Its history is that of the set `<set>/<schema>`.
    #[cfg(feature = "postgres")]
    pub fn schema(pool: &sqlx::PgPool, schema: impl Into<String>) -> Self {
        Self {
            name: schema.into(),
            home: Home::Schema(pool.clone()),
        }
    }

    /// The name that results are given under.
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

pub(crate) fn run_each(
    runner: Runner,
    tenants: impl Iterator<Item = Tenant> + Send,
    limit: usize,
) -> impl Stream<Item = (String, Result<Report, Error>)> + Send + Unpin {
    let runs = tenants.map(move |tenant| {
        let runner = runner.clone();
        async move {
            let result = runner.run_tenant(&tenant).await;
            (tenant.name, result)
        }
    });
    Box::pin(stream::iter(runs).buffer_unordered(limit.max(1)))
}

/// PostgreSQL cuts longer names, and two tenants would share a schema.
#[cfg(feature = "postgres")]
fn check_length(schema: &str) -> Result<(), Error> {
    const LONGEST: usize = 63;
    if schema.len() <= LONGEST {
        return Ok(());
    }
    Err(Kind::Refused {
        message: format!(
            "the schema `{schema}` has a name of {} bytes, PostgreSQL keeps {LONGEST}",
            schema.len()
        ),
        help: "give the tenant a shorter name".to_owned(),
    }
    .into())
}

impl Runner {
    async fn run_tenant(&self, tenant: &Tenant) -> Result<Report, Error> {
        let run = Run::new(self, Goal::Up(self.version_limit()));
        match &tenant.home {
            Home::Database(url) => {
                let session = self.open(url.as_str(), Access::Write).await?;
                session.run(run).await
            }
            #[cfg(feature = "postgres")]
            Home::Schema(pool) => {
                check_length(&tenant.name)?;
                let session = self.open(pool, Access::Write).await?;
                session.run(run.in_schema(&tenant.name)).await
            }
        }
    }
}
