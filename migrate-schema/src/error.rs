use std::fmt;

use migrate_format::Dialect;

/// Why a schema could not be read, from a database or from text. Nothing of a URL is in it.
///
/// `Display` says what happened and what to do next; it is for people and may change.
/// [`kind`](Self::kind) is for programs.
pub struct Error(Box<Kind>);

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database refused a query, or the connection broke.
    Database,
    /// A text is no schema.
    Text,
    /// A pattern of [`Ignore`](crate::Ignore).
    Pattern,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[cfg_attr(
        not(any(feature = "postgres", feature = "sqlite", feature = "mysql")),
        expect(dead_code, reason = "without a database nothing is read")
    )]
    #[error("the schema of the {} database could not be read: {source}", .dialect.product())]
    Database {
        dialect: Dialect,
        source: sqlx::Error,
    },
    #[cfg(feature = "mysql")]
    #[error(
        "the connection has no database to read\n  = help: name one in the URL: `mysql://host/database`"
    )]
    NoDatabase,
    #[error(
        "the stored schema cannot be read, line {line}: {message}\n  = help: read it with the version that wrote it, or store it again"
    )]
    Text { line: usize, message: &'static str },
    #[error(
        "the pattern `{pattern}` matches no name: {message}\n  = help: write it like `public.pg_stat_*`"
    )]
    Pattern {
        pattern: String,
        message: &'static str,
    },
}

impl Error {
    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Kind::Database { .. } => ErrorKind::Database,
            #[cfg(feature = "mysql")]
            Kind::NoDatabase => ErrorKind::Database,
            Kind::Text { .. } => ErrorKind::Text,
            Kind::Pattern { .. } => ErrorKind::Pattern,
        }
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The same text as `Display`, so that what `main` returns is legible.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Database { source, .. } => Some(source),
            _ => None,
        }
    }
}
