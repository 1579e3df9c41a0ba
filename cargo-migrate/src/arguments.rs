use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use migrate_core::Dialect;

/// Database migrations: write, check, seal, apply.
///
/// Exit codes: 0 fine; 1 found something; 2 wrong usage; 3 the database could not be reached or
/// refused; 4 the SQL of a migration failed; 130 interrupted.
#[derive(Debug, Parser)]
#[command(
    name = "cargo migrate",
    bin_name = "cargo migrate",
    version,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which directory is meant.
#[derive(Debug, Args)]
pub(crate) struct PlaceArguments {
    /// The migrations directory
    #[arg(long, global = true, default_value = "migrations")]
    pub(crate) dir: PathBuf,
    /// The kind of database, where neither the lock nor migrate.toml says it
    #[arg(long, global = true, value_parser = dialect)]
    pub(crate) dialect: Option<Dialect>,
}

/// Which database is meant.
#[derive(Debug, Args)]
pub(crate) struct DatabaseArguments {
    /// The database: `postgres://…` or `sqlite:…`
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prepare a project: the directory, the lock, build.rs, .gitattributes
    #[command(after_help = "Example:\n  cargo migrate init --dialect postgres")]
    Init,
    /// Write a draft with the right version
    #[command(
        after_help = "Examples:\n  cargo migrate new add_notes\n  cargo migrate new add_notes --down"
    )]
    New(NewArguments),
    /// Everything that the build checks, without compiling
    #[command(after_help = "Example:\n  cargo migrate check --format github")]
    Check {
        /// How to show what is wrong
        #[arg(long, value_enum, default_value_t)]
        format: CheckFormat,
    },
    /// How a file would be executed: its statements
    #[command(
        after_help = "Example:\n  cargo migrate statements migrations/1_users.sql --format json"
    )]
    Statements {
        /// The file
        file: PathBuf,
        /// How to show them
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write the drafts into migrations.lock: from then on they are not edited
    #[command(
        after_help = "Examples:\n  cargo migrate seal\n  cargo migrate seal --reseal 20260105090000 --reason 'a comment was wrong'"
    )]
    Seal(SealArguments),
    /// What is applied and what is pending; writes nothing
    #[command(after_help = "Example:\n  cargo migrate status --check --database-url sqlite:app.db")]
    Status {
        #[command(flatten)]
        database: DatabaseArguments,
        /// How to show it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// End with exit code 1 unless everything is applied
        #[arg(long)]
        check: bool,
    },
    /// What `up` would do; writes nothing
    #[command(after_help = "Example:\n  cargo migrate plan --sql")]
    Plan {
        #[command(flatten)]
        database: DatabaseArguments,
        /// How to show it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Show the SQL
        #[arg(long, conflicts_with = "format")]
        sql: bool,
    },
    /// Apply what is pending
    #[command(after_help = "Example:\n  cargo migrate up --database-url sqlite:app.db")]
    Up {
        #[command(flatten)]
        database: DatabaseArguments,
        /// Apply drafts to a database that is not on this machine
        #[arg(long)]
        drafts: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    /// What it does, in a few words: `add_notes`
    pub(crate) name: String,
    /// Write a down file too
    #[arg(long)]
    pub(crate) down: bool,
    /// Number it 1, 2, 3, … (default: as the directory does; a timestamp in an empty one)
    #[arg(long, conflicts_with = "timestamp")]
    pub(crate) sequence: bool,
    /// Number it by the time (UTC)
    #[arg(long)]
    pub(crate) timestamp: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SealArguments {
    /// Accept the edit of a sealed migration
    #[arg(long, value_name = "VERSION", requires = "reason")]
    pub(crate) reseal: Option<i64>,
    /// Why it was edited; stays in the lock
    #[arg(long, requires = "reseal")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// Frames
    #[default]
    Human,
    /// One JSON document
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::named(name).ok_or_else(|| "one of: postgres, sqlite, mysql".to_owned())
}
