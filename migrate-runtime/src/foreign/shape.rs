use super::tool::ForeignTool;

/// How a tool's table is known.
pub(super) struct Shape {
    pub(super) tool: ForeignTool,
    pub(super) table: &'static str,
    /// The columns that tell one state of the table from another. Their text is the same in every
    /// session.
    pub(super) columns: &'static [&'static str],
    /// Where other tools' tables have the same name: these are all the columns.
    exact: bool,
}

impl Shape {
    const fn new(tool: ForeignTool, table: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            tool,
            table,
            columns,
            exact: false,
        }
    }

    const fn exact(self) -> Self {
        Self {
            exact: true,
            ..self
        }
    }

    pub(super) fn is(&self, schema: &str, table: &str, columns: &[&str]) -> bool {
        let schema_fits = self.tool != ForeignTool::Supabase || schema == "supabase_migrations";
        schema_fits
            && self.table == table
            && self.columns.iter().all(|column| columns.contains(column))
            && (!self.exact || self.columns.len() == columns.len())
    }
}

pub(super) const SHAPES: [Shape; 12] = [
    Shape::new(
        ForeignTool::Sqlx,
        "_sqlx_migrations",
        // A migration that was reverted and applied again took another time.
        &["version", "success", "execution_time"],
    ),
    Shape::new(
        ForeignTool::Refinery,
        "refinery_schema_history",
        &["version", "name", "checksum"],
    ),
    Shape::new(
        ForeignTool::Diesel,
        "__diesel_schema_migrations",
        &["version"],
    ),
    Shape::new(ForeignTool::SeaOrm, "seaql_migrations", &["version"]),
    Shape::new(
        ForeignTool::Prisma,
        "_prisma_migrations",
        &["id", "migration_name", "checksum", "applied_steps_count"],
    ),
    Shape::new(
        ForeignTool::Flyway,
        "flyway_schema_history",
        &["installed_rank", "version", "script", "checksum", "success"],
    ),
    Shape::new(
        ForeignTool::Atlas,
        "atlas_schema_revisions",
        &["version", "applied", "hash"],
    ),
    Shape::new(ForeignTool::Supabase, "schema_migrations", &["version"]),
    Shape::new(ForeignTool::Dbmate, "schema_migrations", &["version"]).exact(),
    Shape::new(
        ForeignTool::GolangMigrate,
        "schema_migrations",
        &["version", "dirty"],
    )
    .exact(),
    Shape::new(
        ForeignTool::Goose,
        "goose_db_version",
        &["id", "version_id", "is_applied"],
    ),
    Shape::new(
        ForeignTool::Drizzle,
        "__drizzle_migrations",
        &["hash", "created_at"],
    ),
];
