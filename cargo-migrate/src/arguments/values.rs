//! The values that arguments can have.

use clap::ValueEnum;

/// What a new database contains before the first migration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prelude {
    /// Supabase's roles and schemas, if the SQL refers to them or the database is on Supabase
    #[default]
    Auto,
    /// The roles and schemas that Supabase has in every database
    Supabase,
    /// Nothing
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CiService {
    /// A GitHub workflow
    Github,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    #[default]
    Human,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// Messages with the lines of the file
    #[default]
    Human,
    /// One JSON document
    Json,
    /// Annotations for a GitHub workflow
    Github,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// Messages with the lines of the file
    #[default]
    Human,
    /// One JSON document
    Json,
    /// Annotations for a GitHub workflow
    Github,
    /// SARIF 2.1.0 (Static Analysis Results Interchange Format)
    Sarif,
}
