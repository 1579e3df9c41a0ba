use std::fmt;

/// A tool whose history can be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ForeignTool {
    /// sqlx: `_sqlx_migrations`.
    Sqlx,
    /// refinery: `refinery_schema_history`.
    Refinery,
    /// diesel: `__diesel_schema_migrations`.
    Diesel,
    /// sea-orm-migration: `seaql_migrations`.
    SeaOrm,
    /// Prisma Migrate: `_prisma_migrations`.
    Prisma,
    /// Flyway: `flyway_schema_history`.
    Flyway,
    /// Atlas: `atlas_schema_revisions`.
    Atlas,
    /// dbmate: `schema_migrations` with nothing but a version.
    Dbmate,
    /// goose: `goose_db_version`.
    Goose,
    /// golang-migrate: `schema_migrations` with one row.
    GolangMigrate,
    /// The Supabase CLI: `supabase_migrations.schema_migrations`.
    Supabase,
    /// Drizzle: `__drizzle_migrations`.
    Drizzle,
}

impl ForeignTool {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Sqlx,
        Self::Refinery,
        Self::Diesel,
        Self::SeaOrm,
        Self::Prisma,
        Self::Flyway,
        Self::Atlas,
        Self::Dbmate,
        Self::Goose,
        Self::GolangMigrate,
        Self::Supabase,
        Self::Drizzle,
    ];

    /// The tool's name in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlx => "sqlx",
            Self::Refinery => "refinery",
            Self::Diesel => "diesel",
            Self::SeaOrm => "sea-orm",
            Self::Prisma => "prisma",
            Self::Flyway => "flyway",
            Self::Atlas => "atlas",
            Self::Dbmate => "dbmate",
            Self::Goose => "goose",
            Self::GolangMigrate => "golang-migrate",
            Self::Supabase => "supabase",
            Self::Drizzle => "drizzle",
        }
    }

    /// The tool with that [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }
}

impl fmt::Display for ForeignTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
