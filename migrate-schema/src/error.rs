use std::fmt;

use migrate_format::Dialect;

/// Why a schema could not be read from a database or from text. It never contains a URL.
///
/// `Display` shows what happened and what to do next. It is for people, and its words may change.
/// [`kind`](Self::kind) is for programs.
pub struct Error(Box<Kind>);

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database refused a query, or the connection broke.
    Database,
    /// A text is not the text of a schema.
    Text,
    /// A pattern of [`Ignore`](crate::Ignore) is malformed.
    Pattern,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[cfg_attr(
        not(any(feature = "postgres", feature = "sqlite", feature = "mysql")),
        expect(dead_code, reason = "without a database feature nothing is read")
    )]
    #[error("cannot read the schema of the {} database: {source}", .dialect.product())]
    Database {
        dialect: Dialect,
        source: sqlx::Error,
    },
    #[cfg(feature = "mysql")]
    #[error(
        "the connection has no database\n  = help: name one in the URL: `mysql://host/database`"
    )]
    NoDatabase,
    #[error(
        "cannot read the stored schema, line {line}: {message}\n  \
         = help: read it with the version that wrote it, or store the schema again"
    )]
    Text { line: usize, message: &'static str },
    #[error(
        "the pattern `{pattern}` cannot match a name: {message}\n  \
         = help: write it like `public.pg_stat_*`"
    )]
    Pattern {
        pattern: String,
        message: &'static str,
    },
}

impl Error {
    /// The kind of the error.
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

/// The same text as `Display`, so that an error that `main` returns is readable.
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
