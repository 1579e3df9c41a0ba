use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use migrate_directory::Dialect;
use migrate_runtime::command::ForeignTool;

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
    /// The database: `postgres://…`, `mysql://…` or `sqlite:…`
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
    #[command(
        after_help = "Examples:\n  cargo migrate check\n  cargo migrate check --base origin/main --format github"
    )]
    Check(CheckArguments),
    /// The rules for SQL: what loses data, fails on existing rows, breaks the running release or blocks
    /// traffic
    #[command(
        after_help = "Examples:\n  cargo migrate lint\n  cargo migrate lint --all --format sarif\n  cargo migrate lint --fix\n  cargo migrate lint --trace postgres://postgres@localhost/postgres"
    )]
    Lint(LintArguments),
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
    /// After a merge: give the migrations that another branch does not have versions behind its newest
    #[command(
        after_help = "Examples:\n  cargo migrate rebase\n  cargo migrate rebase --onto origin/release"
    )]
    Rebase {
        /// The revision whose names never change (default: the remote's default branch)
        #[arg(long, value_name = "REF")]
        onto: Option<String>,
    },
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
        /// Apply nothing newer than this version
        #[arg(long, value_name = "VERSION")]
        to: Option<i64>,
        /// Create the database first if it does not exist
        #[arg(long)]
        create_database: bool,
        /// What a created database on this machine begins with
        #[arg(long, value_enum, default_value_t, requires = "create_database")]
        prelude: Prelude,
    },
    /// Revert migrations with their down files, the newest first
    #[command(
        after_help = "Examples:\n  cargo migrate undo\n  cargo migrate undo --to 20260105090000 --confirm app.db --database-url sqlite:app.db"
    )]
    Undo {
        #[command(flatten)]
        database: DatabaseArguments,
        #[command(flatten)]
        confirm: ConfirmArguments,
        /// The version that is the newest afterwards; 0 reverts all (default: reverts the newest one)
        #[arg(long, value_name = "VERSION")]
        to: Option<i64>,
    },
    /// Revert and apply again the drafts that were edited or renamed since they were applied
    #[command(
        after_help = "Example:\n  cargo migrate redo --confirm app.db --database-url sqlite:app.db"
    )]
    Redo {
        #[command(flatten)]
        database: DatabaseArguments,
        #[command(flatten)]
        confirm: ConfirmArguments,
    },
    /// Drop a development database, create it and apply everything; on this machine only
    #[command(
        after_help = "Example:\n  cargo migrate reset --confirm app.db --database-url sqlite:app.db"
    )]
    Reset {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The database's name, instead of being asked for it
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// After a failure: show what is committed, and make the history say what is the case
    #[command(
        after_help = "Examples:\n  cargo migrate repair\n  cargo migrate repair --resume --confirm app.db\n  cargo migrate repair --mark applied 20260105090000 --confirm app.db"
    )]
    Repair(RepairArguments),
    /// Compare the live schema with what the last migration left, or with a replay
    #[command(
        after_help = "Examples:\n  cargo migrate drift\n  cargo migrate drift --scratch\n  cargo migrate drift --scratch postgres://postgres@localhost/postgres"
    )]
    Drift(DriftArguments),
    /// Record that a database has what migrations make, after comparing it; runs none of them
    #[command(
        after_help = "Examples:\n  cargo migrate baseline --confirm app.db --database-url sqlite:app.db\n  cargo migrate baseline --trust --confirm app.db --database-url sqlite:app.db\n  cargo migrate baseline --trust --to 20260105090000 --confirm app.db\n  cargo migrate baseline --trust --to 0 --confirm app.db    # what is there is somebody else's"
    )]
    Baseline(BaselineArguments),
    /// Take over the history of another tool, each file verified with the tool's own checksum
    #[command(
        after_help = "Examples:\n  cargo migrate adopt --dry-run --database-url sqlite:app.db\n  cargo migrate adopt --from sqlx --confirm app.db --database-url sqlite:app.db"
    )]
    Adopt(AdoptArguments),
    /// Make one baseline of many old files, whatever their layout, proven to make the same schema
    #[command(
        after_help = "Examples:\n  cargo migrate consolidate --dry-run --from prisma/migrations --from db/sql\n  cargo migrate consolidate --keep-after 20260101000000\n  cargo migrate consolidate --scratch postgres://postgres@localhost/postgres"
    )]
    Consolidate(ConsolidateArguments),
    /// Write the table of migrations into the directory's README.md
    #[command(after_help = "Examples:\n  cargo migrate history\n  cargo migrate history --check")]
    History {
        /// End with exit code 1 if the table is not up to date; writes nothing
        #[arg(long)]
        check: bool,
        /// How to show it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// A pre-commit hook that checks what would be committed
    #[command(
        after_help = "Examples:\n  cargo migrate hook install\n  cargo migrate hook --print    # for husky and other hook managers"
    )]
    Hook {
        #[command(subcommand)]
        action: Option<HookAction>,
        /// Print the command that the hook runs, and nothing else
        #[arg(long)]
        print: bool,
    },
    /// Write a workflow that checks, applies and builds every pull request
    #[command(after_help = "Example:\n  cargo migrate ci github")]
    Ci {
        /// Where it is to run
        #[arg(value_enum)]
        service: CiService,
    },
    /// The page of a diagnostic code; without a code the list
    #[command(after_help = "Example:\n  cargo migrate explain edited-migration")]
    Explain {
        /// The code, as it stands in brackets behind a message
        code: Option<String>,
    },
    /// A script that completes commands and options in a shell
    #[command(
        after_help = "Example:\n  cargo migrate completions bash > ~/.local/share/bash-completion/completions/cargo-migrate"
    )]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// How a person says that they mean it.
#[derive(Debug, Args)]
pub(crate) struct ConfirmArguments {
    /// The database's name, instead of being asked for it
    #[arg(long, value_name = "NAME")]
    pub(crate) confirm: Option<String>,
    /// Do it on a host that is not this machine, too
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Compare with a git revision: nothing that was sealed there is edited, removed, renamed or
    /// reordered
    #[arg(long, value_name = "REF")]
    pub(crate) base: Option<String>,
    /// Check what would be committed, not the work tree
    #[arg(long)]
    pub(crate) staged: bool,
    /// How to show what is wrong
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
}

#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// Judge every migration (default: the drafts; without a lock the newest one)
    #[arg(long, conflicts_with = "latest")]
    pub(crate) all: bool,
    /// Judge the newest so many
    #[arg(long, value_name = "NUMBER")]
    pub(crate) latest: Option<usize>,
    /// Rewrite drafts where that leaves the same behind (PostgreSQL)
    #[arg(long)]
    pub(crate) fix: bool,
    /// Run them on this PostgreSQL server, in a database of its own that is made for it and dropped again, and
    /// compare what it locks, reads and writes with what the rules say
    #[arg(long, value_name = "URL", conflicts_with = "fix")]
    pub(crate) trace: Option<String>,
    /// How to show what is found
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: LintFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RepairArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    /// Go on behind the committed statements, whatever their text is now
    #[arg(long, conflicts_with_all = ["mark", "rename"])]
    pub(crate) resume: bool,
    /// Record that all of a migration is in the database (`applied`), or nothing of it (`absent`)
    #[arg(long, num_args = 2, value_names = ["applied|absent", "VERSION"], conflicts_with = "rename")]
    pub(crate) mark: Option<Vec<String>>,
    /// Give the rows of renamed migrations the new names
    #[arg(long)]
    pub(crate) rename: bool,
}

/// Where migrations are replayed.
#[derive(Debug, Args)]
pub(crate) struct ScratchArguments {
    /// The server on which a database is made for a replay and dropped again; the one that the URL names is left
    /// alone (default: a private server from the installed programs; for SQLite a temporary file)
    #[arg(long, value_name = "URL")]
    pub(crate) scratch: Option<String>,
    /// What a replay finds in an empty database
    #[arg(long, value_enum, default_value_t)]
    pub(crate) prelude: Prelude,
}

/// What a replay finds in an empty database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prelude {
    /// Supabase's part if the SQL refers to it, or the database is Supabase's
    #[default]
    Auto,
    /// The roles and schemas that Supabase has in every database
    Supabase,
    /// Nothing
    None,
}

#[derive(Debug, Args)]
pub(crate) struct DriftArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    /// Compare with a replay of the directory, in a database of its own that is made on this server and dropped
    /// again (without a URL: on a private server from the installed programs; for SQLite in a temporary file)
    #[arg(long, value_name = "URL")]
    #[expect(
        clippy::option_option,
        reason = "an option whose value may be left out"
    )]
    pub(crate) scratch: Option<Option<String>>,
    /// What a replay finds in an empty database
    #[arg(long, value_enum, default_value_t, requires = "scratch")]
    pub(crate) prelude: Prelude,
    /// How to show it
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
    /// Record them without comparing
    #[arg(long, conflicts_with = "scratch")]
    pub(crate) trust: bool,
    /// Record drafts in a database that is not on this machine
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Record nothing newer than this version; 0 records nothing, and leaves what is there to others
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct ConsolidateArguments {
    /// A folder whose files are part of the history; several in the order in which they ran. The migrations directory
    /// itself comes first unless it is named
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Vec<PathBuf>,
    /// A list that says in which order the files ran, one path a line; `skip <path>` archives a file without
    /// replaying it
    #[arg(long, value_name = "FILE")]
    pub(crate) order: Option<PathBuf>,
    /// Leave the migrations newer than this version as they are
    #[arg(long, value_name = "VERSION", conflicts_with = "live")]
    pub(crate) keep_after: Option<i64>,
    /// The name of the baseline, behind the newest version that it replaces
    #[arg(long, value_name = "NAME", default_value = "baseline")]
    pub(crate) name: String,
    /// A database whose histories tell which files are tracked; may be given several times. It is only read
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Vec<String>,
    /// Take the schema from the first database, not from a replay of the files
    #[arg(long, requires = "database_url")]
    pub(crate) live: bool,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// Show the files in their order, and which are tracked; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct AdoptArguments {
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArguments,
    /// The tool, where the database has the histories of several
    #[arg(long, value_name = "TOOL", value_parser = PossibleValuesParser::new(ForeignTool::ALL.map(ForeignTool::name)))]
    pub(crate) from: Option<String>,
    /// Record drafts in a database that is not on this machine
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Show which row is which file and how that is verified; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum HookAction {
    /// Add it to the repository's pre-commit hook
    Install,
    /// Remove it
    Uninstall,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CiService {
    /// A GitHub workflow
    Github,
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

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// Frames
    #[default]
    Human,
    /// One JSON document
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// Static Analysis Results Interchange Format 2.1.0
    Sarif,
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::named(name).ok_or_else(|| "one of: postgres, sqlite, mysql".to_owned())
}
