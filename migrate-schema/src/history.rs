//! The tables in which migrate and other tools record migrations.

/// The history tables of other tools, in any schema.
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

/// The schema of the history tables (PostgreSQL), or the prefix of their names (other databases).
pub(crate) const OWN: &str = "_migrate";

/// The tables of a history that is not in its usual place.
pub(crate) fn tables_beside(history: &str) -> [String; 5] {
    ["", "_layout", "_lease", "_event", "_snapshot"].map(|suffix| format!("{history}{suffix}"))
}
