mod values;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use migrate_directory::Dialect;
use migrate_runtime::command::ForeignTool;

pub(crate) use self::values::{CheckFormat, CiService, Format, LintFormat, Prelude};

/// Database migrations: write, check, seal and apply them.
///
/// Exit codes: 0 success; 1 a problem was found; 2 wrong usage; 3 the database could not be reached
/// or refused the request; 4 the SQL of a migration failed; 130 interrupted.
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

/// The migrations directory of a command.
#[derive(Debug, Args)]
pub(crate) struct PlaceArguments {
    /// The migrations directory
    #[arg(long, global = true, default_value = "migrations")]
    pub(crate) dir: PathBuf,
    /// The kind of database: postgres, sqlite or mysql. Needed if neither the lock nor migrate.toml
    /// names it
    #[arg(long, global = true, value_parser = dialect)]
    pub(crate) dialect: Option<Dialect>,
}

/// The database of a command.
#[derive(Debug, Args)]
pub(crate) struct DatabaseArguments {
    /// The database: `postgres://…`, `mysql://…` or `sqlite:…`
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up a project: create the directory, the lock and build.rs, and extend .gitattributes
    #[command(after_help = "Example:\n  cargo migrate init --dialect postgres")]
    Init,
    /// Create a draft migration with the next version
    #[command(
        after_help = "Examples:\n  cargo migrate new add_notes\n  cargo migrate new add_notes --down"
    )]
    New(NewArguments),
    /// Run all checks of the build, without compiling
    #[command(
        after_help = "Examples:\n  cargo migrate check\n  cargo migrate check --base origin/main --format github"
    )]
    Check(CheckArguments),
    /// Check the SQL of migrations: does it lose data, fail on existing rows, break the running
    /// release or block traffic?
    #[command(
        after_help = "Examples:\n  cargo migrate lint\n  cargo migrate lint --all --format sarif\n  cargo migrate lint --fix\n  cargo migrate lint --trace postgres://postgres@localhost/postgres"
    )]
    Lint(LintArguments),
    /// Show the statements of a file and how each is executed
    #[command(
        after_help = "Example:\n  cargo migrate statements migrations/1_users.sql --format json"
    )]
    Statements {
        /// The SQL file
        file: PathBuf,
        /// The output format
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Record the drafts in migrations.lock. A sealed migration must not be edited
    #[command(
        after_help = "Examples:\n  cargo migrate seal\n  cargo migrate seal --reseal 20260105090000 --reason 'a comment was wrong'"
    )]
    Seal(SealArguments),
    /// After a merge: renumber the migrations that the other branch does not have, so that they
    /// come after its newest
    #[command(
        after_help = "Examples:\n  cargo migrate rebase\n  cargo migrate rebase --onto origin/release"
    )]
    Rebase {
        /// The revision whose migrations keep their names (default: the remote's default branch)
        #[arg(long, value_name = "REF")]
        onto: Option<String>,
    },
    /// Show which migrations are applied and which are pending. Changes nothing
    #[command(after_help = "Example:\n  cargo migrate status --check --database-url sqlite:app.db")]
    Status(StatusArguments),
    /// Show what `up` would do. Changes nothing
    #[command(after_help = "Example:\n  cargo migrate plan --sql")]
    Plan(PlanArguments),
    /// Apply the pending migrations
    #[command(after_help = "Example:\n  cargo migrate up --database-url sqlite:app.db")]
    Up(UpArguments),
    /// Revert migrations with their down files, newest first
    #[command(
        after_help = "Examples:\n  cargo migrate undo\n  cargo migrate undo --to 20260105090000 --confirm app.db --database-url sqlite:app.db"
    )]
    Undo(UndoArguments),
    /// Revert the drafts that were edited or renamed since they were applied, and apply them again
    #[command(
        after_help = "Example:\n  cargo migrate redo --confirm app.db --database-url sqlite:app.db"
    )]
    Redo(RedoArguments),
    /// Drop a development database, create it again and apply every migration. Only for databases
    /// on this machine
    #[command(
        after_help = "Example:\n  cargo migrate reset --confirm app.db --database-url sqlite:app.db"
    )]
    Reset(ResetArguments),
    /// After a failure: show which statements are committed, and correct the history
    #[command(
        after_help = "Examples:\n  cargo migrate repair\n  cargo migrate repair --resume --confirm app.db\n  cargo migrate repair --mark applied 20260105090000 --confirm app.db"
    )]
    Repair(RepairArguments),
    /// Compare the live schema with the one that the last run left, or with a replay of the
    /// migrations
    #[command(
        after_help = "Examples:\n  cargo migrate drift\n  cargo migrate drift --scratch\n  cargo migrate drift --scratch postgres://postgres@localhost/postgres"
    )]
    Drift(DriftArguments),
    /// Record migrations in a database that already has their schema, after comparing it. Runs
    /// none of them
    #[command(
        after_help = "Examples:\n  cargo migrate baseline --confirm app.db --database-url sqlite:app.db\n  cargo migrate baseline --trust --confirm app.db --database-url sqlite:app.db\n  cargo migrate baseline --trust --to 20260105090000 --confirm app.db\n  cargo migrate baseline --trust --to 0 --confirm app.db    # its tables belong to another program"
    )]
    Baseline(BaselineArguments),
    /// Take over the history of another migration tool. Each file is verified with the tool's own
    /// checksum
    #[command(
        after_help = "Examples:\n  cargo migrate adopt --dry-run --database-url sqlite:app.db\n  cargo migrate adopt --from sqlx --confirm app.db --database-url sqlite:app.db"
    )]
    Adopt(AdoptArguments),
    /// Replace old migration files of any layout with one baseline that is proven to create the
    /// same schema
    #[command(
        after_help = "Examples:\n  cargo migrate consolidate --dry-run --from prisma/migrations --from db/sql\n  cargo migrate consolidate --keep-after 20260101000000\n  cargo migrate consolidate --scratch postgres://postgres@localhost/postgres"
    )]
    Consolidate(ConsolidateArguments),
    /// Write the table of migrations into the directory's README.md
    #[command(after_help = "Examples:\n  cargo migrate history\n  cargo migrate history --check")]
    History {
        /// Exit with code 1 if the table is out of date. Writes nothing
        #[arg(long)]
        check: bool,
        /// The output format
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Install a pre-commit hook that checks the staged migrations
    #[command(
        after_help = "Examples:\n  cargo migrate hook install\n  cargo migrate hook --print    # for husky and other hook managers"
    )]
    Hook {
        #[command(subcommand)]
        action: Option<HookAction>,
        /// Print only the command that the hook runs, for another hook manager
        #[arg(long)]
        print: bool,
    },
    /// Write a workflow that checks, applies and builds every pull request
    #[command(after_help = "Example:\n  cargo migrate ci github")]
    Ci {
        /// The CI service
        #[arg(value_enum)]
        service: CiService,
    },
    /// Explain a diagnostic code. Without a code, list all of them
    #[command(after_help = "Example:\n  cargo migrate explain edited-migration")]
    Explain {
        /// The code that a message shows in brackets
        code: Option<String>,
    },
    /// Print a script that completes commands and options in a shell
    #[command(
        after_help = "Example:\n  cargo migrate completions bash > ~/.local/share/bash-completion/completions/cargo-migrate"
    )]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// How a person confirms a change of a live database.
#[derive(Debug, Args)]
pub(crate) struct ConfirmArguments {
    /// Confirm with the name of the database, instead of being asked for it
    #[arg(long, value_name = "NAME")]
    pub(crate) confirm: Option<String>,
    /// Allow this on a database that is not on this machine
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Exit with code 1 unless every migration is applied
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Print the SQL of the pending migrations
    #[arg(long, conflicts_with = "format")]
    pub(crate) sql: bool,
}

#[derive(Debug, Args)]
pub(crate) struct UpArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// Allow drafts to be applied to a database that is not on this machine
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Apply no migration newer than this version
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<i64>,
    /// Create the database first if it does not exist
    #[arg(long)]
    pub(crate) create_database: bool,
    /// What a new database on this machine contains before the first migration
    #[arg(long, value_enum, default_value_t, requires = "create_database")]
    pub(crate) prelude: Prelude,
}

#[derive(Debug, Args)]
pub(crate) struct UndoArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    /// Revert every migration newer than this version; 0 reverts all (default: only the newest)
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct RedoArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ResetArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// Confirm with the name of the database, instead of being asked for it
    #[arg(long, value_name = "NAME")]
    pub(crate) confirm: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Compare with a git revision: a migration that is sealed there must not be edited, removed,
    /// renamed or reordered
    #[arg(long, value_name = "REF")]
    pub(crate) base: Option<String>,
    /// Check the staged files instead of the work tree
    #[arg(long)]
    pub(crate) staged: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
}

#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// Check every migration (default: the drafts; without a lock, only the newest)
    #[arg(long, conflicts_with = "latest")]
    pub(crate) all: bool,
    /// Check only this many of the newest migrations
    #[arg(long, value_name = "NUMBER")]
    pub(crate) latest: Option<usize>,
    /// Rewrite statements in drafts that have a safer equivalent (PostgreSQL)
    #[arg(long)]
    pub(crate) fix: bool,
    /// Run the migrations on this PostgreSQL server, in a new database that is dropped afterwards,
    /// and compare the locks, scans and rewrites with what the rules say
    #[arg(long, value_name = "URL", conflicts_with = "fix")]
    pub(crate) trace: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: LintFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RepairArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    /// Resume after the committed statements, even if their text was edited
    #[arg(long, conflicts_with_all = ["mark", "rename"])]
    pub(crate) resume: bool,
    /// Record that a migration is completely in the database (`applied`), or not at all (`absent`)
    #[arg(long, num_args = 2, value_names = ["applied|absent", "VERSION"], conflicts_with = "rename")]
    pub(crate) mark: Option<Vec<String>>,
    /// Record the new names of migrations whose files were renamed
    #[arg(long)]
    pub(crate) rename: bool,
}

/// Where migrations are replayed.
#[derive(Debug, Args)]
pub(crate) struct ScratchArguments {
    /// The server for the replay, which runs in a new database that is dropped afterwards. The
    /// database in the URL is not changed (default: a private server, started from the installed
    /// programs; for SQLite, a temporary file)
    #[arg(long, value_name = "URL")]
    pub(crate) scratch: Option<String>,
    /// What the database contains before the replay
    #[arg(long, value_enum, default_value_t)]
    pub(crate) prelude: Prelude,
}

#[derive(Debug, Args)]
pub(crate) struct DriftArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// Compare with a replay of the migrations, in a new database on this server that is dropped
    /// afterwards (without a URL: on a private server, started from the installed programs; for
    /// SQLite, in a temporary file)
    #[arg(long, value_name = "URL")]
    #[expect(
        clippy::option_option,
        reason = "an option whose value may be left out"
    )]
    pub(crate) scratch: Option<Option<String>>,
    /// What the database contains before the replay
    #[arg(long, value_enum, default_value_t, requires = "scratch")]
    pub(crate) prelude: Prelude,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct BaselineArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// Record the migrations without comparing the schemas
    #[arg(long, conflicts_with = "scratch")]
    pub(crate) trust: bool,
    /// Allow drafts to be recorded in a database that is not on this machine
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Record no migration newer than this version; 0 records none and accepts the existing tables
    /// as those of another program
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct ConsolidateArguments {
    /// A folder whose files are part of the history. Repeat it for more folders, in the order in
    /// which they ran. The migrations directory comes first, unless it is named too
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Vec<PathBuf>,
    /// A file that lists the paths in the order in which they ran, one per line. A line
    /// `skip <path>` archives a file without replaying it
    #[arg(long, value_name = "FILE")]
    pub(crate) order: Option<PathBuf>,
    /// Keep the migrations that are newer than this version as they are
    #[arg(long, value_name = "VERSION", conflicts_with = "live")]
    pub(crate) keep_after: Option<i64>,
    /// The name of the baseline. Its version is the newest that it replaces
    #[arg(long, value_name = "NAME", default_value = "baseline")]
    pub(crate) name: String,
    /// A database whose histories show which files are tracked. It is only read. May be repeated
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Vec<String>,
    /// Take the schema from the first database instead of a replay of the files
    #[arg(long, requires = "database_url")]
    pub(crate) live: bool,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// Show the files in order and which of them are tracked. Writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct AdoptArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    /// The tool, if the database has the histories of several tools
    #[arg(long, value_name = "TOOL")]
    #[arg(value_parser = PossibleValuesParser::new(ForeignTool::ALL.map(ForeignTool::name)))]
    pub(crate) from: Option<String>,
    /// Allow drafts to be recorded in a database that is not on this machine
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Show the file of each row and how it was verified. Writes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum HookAction {
    /// Add the check to the repository's pre-commit hook
    Install,
    /// Remove the check from the hook
    Uninstall,
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    /// What the migration does, in a few words: `add_notes`
    pub(crate) name: String,
    /// Create a down file too
    #[arg(long)]
    pub(crate) down: bool,
    /// Use the next number as the version: 1, 2, 3, … (default: as in the directory; a timestamp
    /// if it is empty)
    #[arg(long, conflicts_with = "timestamp")]
    pub(crate) sequence: bool,
    /// Use the current time (UTC) as the version
    #[arg(long)]
    pub(crate) timestamp: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SealArguments {
    /// Accept the edit of a sealed migration
    #[arg(long, value_name = "VERSION", requires = "reason")]
    pub(crate) reseal: Option<i64>,
    /// Why it was edited; recorded in the lock
    #[arg(long, requires = "reseal")]
    pub(crate) reason: Option<String>,
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::named(name).ok_or_else(|| "expected postgres, sqlite or mysql".to_owned())
}
