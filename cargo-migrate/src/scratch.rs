//! Databases that nobody misses, on which migrations are replayed.

mod server;
mod supabase;

use std::borrow::Cow;
use std::path::PathBuf;

use migrate_directory::{Dialect, Level};
use migrate_runtime::Migrations;
use migrate_runtime::testing::TestDatabase;
use migrate_schema::{Difference, Ignore, Schema};

use self::server::Server;
use crate::arguments::{Prelude, ScratchArguments};
use crate::database::{beside, migrations, rows_of};
use crate::failure::{Failure, say};
use crate::place::Place;

pub(crate) use self::supabase::lay_down;

/// How a database differs from what a directory makes.
pub(crate) struct Compared {
    pub(crate) differences: Vec<Difference>,
    /// Of the database.
    pub(crate) fingerprint: String,
}

/// Compares a database with a replay of the directory, up to a version.
pub(crate) async fn compare(
    place: &Place,
    url: &str,
    arguments: &ScratchArguments,
    to: Option<i64>,
) -> Result<Compared, Failure> {
    let ignore = ignore(place)?;
    let scratch = Scratch::open(place.dialect()?, arguments, Some(url), texts(place)).await?;
    let live = migrations(place)?.runner().schema(url).await?;
    let replayed = scratch.replay(place, to).await?;
    let differences = live.differences(&replayed, &ignore);
    if !differences.is_empty() {
        warn_of_servers(&live, &replayed);
    }
    Ok(Compared {
        differences,
        fingerprint: live.fingerprint(),
    })
}

/// Whether a directory's migrations take Supabase's part of a database for granted.
pub(crate) async fn is_of_supabase(prelude: Prelude, place: &Place) -> Result<bool, Failure> {
    supabase::is_meant(prelude, None, texts(place)).await
}

fn texts(place: &Place) -> impl Iterator<Item = &str> {
    place
        .directory
        .migrations
        .iter()
        .map(|one| one.text.as_str())
}

/// The names that `migrate.toml` says are none of our business.
pub(crate) fn ignore(place: &Place) -> Result<Ignore, Failure> {
    Ignore::new(&place.directory.drift_ignore).map_err(|error| Failure::found(error.to_string()))
}

/// Servers may write the same expression in other words.
fn warn_of_servers(live: &Schema, replayed: &Schema) {
    let (live, replayed) = (live.server(), replayed.server());
    if live != replayed {
        say(
            Level::Warn,
            &format!(
                "the database is of release {live}, the replay of release {replayed}: some expressions may differ in words only"
            ),
        );
    }
}

/// A server on which databases are made and dropped again; those that exist are left alone.
pub(crate) struct Scratch {
    dialect: Dialect,
    url: String,
    supabase: bool,
    /// The platform's extensions that the server does not have.
    missing: Vec<&'static str>,
    /// Stopped at the end.
    server: Option<Server>,
}

impl Scratch {
    /// The server that was named, or a private one. `live` is the database that is compared with, and `texts` are what
    /// will be replayed: whether they are of a Supabase project is found out.
    pub(crate) async fn open<'t>(
        dialect: Dialect,
        arguments: &ScratchArguments,
        live: Option<&str>,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<Self, Failure> {
        let supabase = dialect == Dialect::Postgres
            && supabase::is_meant(arguments.prelude, live, texts).await?;
        let (server, url) = match (&arguments.scratch, dialect) {
            (Some(url), _) => (None, url.clone()),
            (None, Dialect::Sqlite) => (None, "sqlite:".to_owned()),
            (None, _) => {
                let server = beside(move || Server::start(dialect)).await?;
                let url = server.url();
                (Some(server), url)
            }
        };
        let missing = if supabase {
            supabase::missing_extensions(&url).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            dialect,
            url,
            supabase,
            missing,
            server,
        })
    }

    /// Whether its databases have Supabase's part.
    pub(crate) fn is_supabase(&self) -> bool {
        self.supabase
    }

    /// A client program, of the server's release if it is a private one.
    #[cfg(unix)]
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let own = self.server.as_ref().and_then(Server::programs);
        let installed = || migrate_scratch::postgres_bin().map(|bin| bin.join(name));
        own.map(|bin| bin.join(name))
            .filter(|program| program.is_file())
            .or_else(|| migrate_scratch::on_path(name))
            .or_else(|| installed().filter(|program| program.is_file()))
    }

    /// A client program.
    #[cfg(not(unix))]
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let _ = &self.server;
        Some(PathBuf::from(name))
    }

    /// A database that is empty but for Supabase's part. It is dropped with its value.
    pub(crate) async fn database(&self) -> Result<TestDatabase, Failure> {
        let database = TestDatabase::empty(self.dialect, &self.url).await?;
        if self.supabase {
            lay_down(database.url()).await?;
        }
        Ok(database)
    }

    /// A database with what a directory makes, up to a version.
    pub(crate) async fn migrated(
        &self,
        place: &Place,
        to: Option<i64>,
    ) -> Result<TestDatabase, Failure> {
        let migrations = self.replayable(place)?;
        let database = self.database().await?;
        let runner = match to {
            Some(version) => migrations.runner().to(version),
            None => migrations.runner(),
        };
        runner.run(database.url()).await?;
        Ok(database)
    }

    /// The schema that a directory makes, up to a version.
    async fn replay(&self, place: &Place, to: Option<i64>) -> Result<Schema, Failure> {
        let database = self.migrated(place, to).await?;
        let reader = rows_of(place, self.dialect).runner();
        Ok(reader.schema(database.url()).await?)
    }

    /// The extensions that texts make and a replay leaves out, as SQL.
    pub(crate) fn left_out<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        supabase::extensions_left_out(texts, &self.missing)
    }

    /// A text without the statements about extensions that only Supabase's own servers have.
    pub(crate) fn replayable_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        supabase::without(text, &self.missing).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The same for a directory.
    fn replayable(&self, place: &Place) -> Result<Migrations, Failure> {
        match supabase::without_extensions(&place.snapshot, &self.missing) {
            Some(mut snapshot) => {
                // Their checksums are others now.
                snapshot.entries.retain(|one| one.path != "migrations.lock");
                let dialect = Some(self.dialect);
                migrations(&Place::of(place.root.clone(), snapshot, dialect, None))
            }
            None => migrations(place),
        }
    }
}
