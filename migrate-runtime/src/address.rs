#[cfg(feature = "command")]
use std::net::IpAddr;

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
            for password in [written, &decoded(written)] {
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

/// For the command.
#[cfg(feature = "command")]
impl Address<'_> {
    /// Whether it names a file, or a server on this machine.
    pub fn is_local(&self) -> bool {
        let Ok(url) = &self.url else {
            return self.dialect() == Some(Dialect::Sqlite) || !self.text.contains("://");
        };
        let host = self.parameter("host");
        let host = host.unwrap_or_else(|| decoded(url.host_str().unwrap_or_default()));
        // Without a host the driver takes the socket; a path is the folder of a socket.
        if self.dialect() == Some(Dialect::Sqlite) || host.is_empty() || host.starts_with('/') {
            return true;
        }
        let ip: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }

    /// What a person calls the database: the name on the server, or the file's.
    pub fn name(&self) -> &str {
        let path = match &self.url {
            Ok(url) if self.dialect() != Some(Dialect::Sqlite) => {
                // Without a path the driver takes the user's name.
                let path = url.path().trim_start_matches('/');
                if path.is_empty() {
                    url.username()
                } else {
                    path
                }
            }
            _ => {
                let path = self.text.split(['?', '#']).next().unwrap_or_default();
                let path = path.split_once(':').map_or(path, |(_, path)| path);
                path.trim_start_matches("//")
            }
        };
        path.rsplit('/').next().unwrap_or(path)
    }

    /// The user's name, empty without one.
    pub fn user(&self) -> String {
        let named = self.parameter("user");
        named.unwrap_or_else(|| {
            let url = self.url.as_ref();
            url.map_or_else(|_| String::new(), |url| decoded(url.username()))
        })
    }

    /// The password.
    pub fn password(&self) -> Option<String> {
        let of_user = self.url.as_ref().ok().and_then(Url::password).map(decoded);
        of_user.or_else(|| self.parameter("password"))
    }

    /// The URL without its password, and of its parameters only those that have one of these names.
    pub fn without_password(&self, names: &[&str]) -> String {
        let Ok(url) = &self.url else {
            return String::new();
        };
        let mut url = url.clone();
        // A URL without a host has no password.
        let _ = url.set_password(None);
        let query = url.query().unwrap_or_default();
        let kept = query.split('&').filter(|parameter| {
            let name = parameter.split('=').next().unwrap_or_default();
            names.contains(&name)
        });
        let kept: Vec<&str> = kept.collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(&kept));
        url.into()
    }

    /// The last parameter of that name.
    fn parameter(&self, name: &str) -> Option<String> {
        let parameters = self.url.as_ref().ok()?.query_pairs();
        let named = parameters.filter(|(key, _)| key == name);
        named.last().map(|(_, value)| value.into_owned())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl std::fmt::Debug for Address<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "command"))]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_not_local() {
        let is_local = |text| Address::new(text).is_local();
        for local in [
            "sqlite:app.db",
            "postgres://localhost/app",
            "postgres:///app",
            "postgres://me@127.0.0.1:5432/app",
            "mysql://[::1]/app",
            "postgres://%2Frun%2Fpostgresql/app",
            "postgres:///app?host=/run",
        ] {
            assert!(is_local(local), "{local}");
        }
        for elsewhere in [
            "postgres://db.example/app",
            "postgres:///app?host=db.example",
            "postgres://localhost/app?host=db.example",
            "mysql://10.0.0.1/app",
        ] {
            assert!(!is_local(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn a_database_is_called_by_its_name() {
        let name = |text| Address::new(text).name().to_owned();
        assert_eq!(name("postgres://me:pw@host:1/app?sslmode=disable"), "app");
        assert_eq!(name("postgres://me@host"), "me");
        assert_eq!(name("sqlite:data/app.db?mode=ro"), "app.db");
        assert_eq!(name("sqlite:///var/my data/app.db"), "app.db");
        assert_eq!(name("sqlite::memory:"), ":memory:");
    }

    #[test]
    fn a_password_is_replaced_as_it_is_written_and_as_it_is() {
        let address = Address::new("postgres://me:s%65cret@host/app?password=other");
        let message = "s%65cret, secret or other";
        assert_eq!(address.redacted(message), "***, *** or ***");
        assert_eq!(address.password().as_deref(), Some("secret"));
        assert_eq!(address.without_password(&[]), "postgres://me@host/app");
    }
}
