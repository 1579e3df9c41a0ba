//! Throwaway databases, in which migrations are replayed.

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

/// The result of comparing a database with a replay.
pub(crate) struct Compared {
    pub(crate) differences: Vec<Difference>,
    /// The fingerprint of the database's schema.
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

/// Whether a directory's migrations need the roles and schemas of Supabase.
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

/// The names that `drift.ignore` of `migrate.toml` excludes from comparisons.
pub(crate) fn ignore(place: &Place) -> Result<Ignore, Failure> {
    Ignore::new(&place.directory.drift_ignore).map_err(|error| Failure::found(error.to_string()))
}

/// Servers of different versions may print the same expression differently.
fn warn_of_servers(live: &Schema, replayed: &Schema) {
    let (live, replayed) = (live.server(), replayed.server());
    if live != replayed {
        say(
            Level::Warn,
            &format!(
                "the database runs version {live} and the replay version {replayed}: some expressions \
                 may look different although they mean the same"
            ),
        );
    }
}

/// A server on which databases are created for replays. Existing databases are not changed.
pub(crate) struct Scratch {
    dialect: Dialect,
    url: String,
    supabase: bool,
    /// Supabase's extensions that the server does not have.
    missing: Vec<&'static str>,
    /// The private server, which stops when this value is dropped.
    server: Option<Server>,
}

impl Scratch {
    /// Opens the server that the arguments name, or starts a private one. `live` is the database to
    /// compare with and `texts` are the files to replay; both may show that the project uses
    /// Supabase.
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

    /// Whether its databases contain the roles and schemas of Supabase.
    pub(crate) fn is_supabase(&self) -> bool {
        self.supabase
    }

    /// A client program, from the private server's installation if there is one.
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

    /// Creates a database that contains at most the roles and schemas of Supabase. It is dropped
    /// with its value.
    pub(crate) async fn database(&self) -> Result<TestDatabase, Failure> {
        let database = TestDatabase::empty(self.dialect, &self.url).await?;
        if self.supabase {
            lay_down(database.url()).await?;
        }
        Ok(database)
    }

    /// Creates a database and applies a directory to it, up to a version.
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

    /// The schema of a directory's migrations, up to a version.
    async fn replay(&self, place: &Place, to: Option<i64>) -> Result<Schema, Failure> {
        let database = self.migrated(place, to).await?;
        let reader = rows_of(place, self.dialect).runner();
        Ok(reader.schema(database.url()).await?)
    }

    /// SQL that creates the extensions that the replay of these texts leaves out.
    pub(crate) fn left_out<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        supabase::extensions_left_out(texts, &self.missing)
    }

    /// A text without the statements about extensions that this server does not have.
    pub(crate) fn replayable_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        supabase::without(text, &self.missing).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The migrations of a directory, without those statements.
    fn replayable(&self, place: &Place) -> Result<Migrations, Failure> {
        match supabase::without_extensions(&place.snapshot, &self.missing) {
            Some(mut snapshot) => {
                // The checksums in the lock no longer match.
                snapshot.entries.retain(|one| one.path != "migrations.lock");
                let dialect = Some(self.dialect);
                migrations(&Place::of(place.root.clone(), snapshot, dialect, None))
            }
            None => migrations(place),
        }
    }
}
