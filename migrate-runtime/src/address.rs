use percent_encoding::percent_decode_str;
use url::Url;

use crate::Dialect;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::Error;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::error::Kind;

/// The URL of a database. Nothing else takes URLs apart.
///
/// `Debug` shows nothing of it, because it may hold a password.
pub struct Address<'u> {
    text: &'u str,
    /// SQLite takes paths that no URL may have.
    url: Result<Url, url::ParseError>,
}

impl<'u> Address<'u> {
    /// Reads a URL, whatever it holds.
    pub fn new(text: &'u str) -> Self {
        Self {
            text,
            url: Url::parse(text),
        }
    }

    /// The kind of database that the scheme names.
    pub fn dialect(&self) -> Option<Dialect> {
        match self.text.split_once(':')?.0 {
            "postgres" | "postgresql" => Some(Dialect::Postgres),
            "sqlite" => Some(Dialect::Sqlite),
            "mysql" | "mariadb" => Some(Dialect::Mysql),
            _ => None,
        }
    }

    /// Fails if it is not a URL.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.url {
            Ok(_) => Ok(()),
            Err(error) => {
                let message = format!("the URL cannot be used: {error}");
                Err(Kind::Connect { message }.into())
            }
        }
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn as_str(&self) -> &'u str {
        self.text
    }

    /// A driver's message without the passwords of the URL.
    pub(crate) fn redacted(&self, message: &str) -> String {
        let mut message = message.to_owned();
        for written in self.passwords() {
            let decoded = percent_decode_str(written).decode_utf8_lossy();
            for password in [written, &decoded] {
                if !password.is_empty() {
                    message = message.replace(password, "***");
                }
            }
        }
        message
    }

    /// The passwords as they are written: of the user, and among the parameters.
    fn passwords(&self) -> impl Iterator<Item = &str> {
        let url = self.url.as_ref().ok().into_iter();
        url.flat_map(|url| {
            let parameters = url.query().unwrap_or_default().split('&');
            let of_parameters = parameters.filter_map(|one| one.strip_prefix("password="));
            url.password().into_iter().chain(of_parameters)
        })
    }
}

impl std::fmt::Debug for Address<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}
