//! The tables that record migrations, ours and those of other tools.

/// The history tables of other tools, in whatever schema they are.
pub const FOREIGN_HISTORIES: [&str; 10] = [
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "atlas_schema_revisions",
    "flyway_schema_history",
    "goose_db_version",
    "refinery_schema_history",
    "schema_migrations",
    "seaql_migrations",
];

/// The schema of the history (PostgreSQL), and the prefix of its tables elsewhere.
pub(crate) const OWN: &str = "_migrate";

/// The tables beside a history that is in another place.
pub(crate) fn tables_beside(history: &str) -> [String; 5] {
    ["", "_layout", "_lease", "_event", "_snapshot"].map(|suffix| format!("{history}{suffix}"))
}
