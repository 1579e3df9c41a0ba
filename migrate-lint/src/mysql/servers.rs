use migrate_directory::{LintConfig, ServerVersion};

/// The servers that the migrations must run on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Servers {
    mysql: Option<ServerVersion>,
    mariadb: Option<ServerVersion>,
    /// `migrate.toml` says which.
    said: bool,
}

impl Servers {
    /// What `migrate.toml` says, else MySQL 8.0 and MariaDB 10.6.
    pub(crate) fn of(config: &LintConfig) -> Self {
        let (mysql, mariadb) = (config.mysql_version, config.mariadb_version);
        if mysql.is_some() || mariadb.is_some() {
            return Self {
                mysql,
                mariadb,
                said: true,
            };
        }
        Self {
            mysql: ServerVersion::parse("8.0"),
            mariadb: ServerVersion::parse("10.6"),
            said: false,
        }
    }

    /// As executable comments write it: everything from older versions is executed.
    pub(crate) fn number(&self) -> u32 {
        let version = self.mysql.or(self.mariadb);
        version.map_or(80_000, |one| {
            u32::from(one.major) * 10_000 + u32::from(one.minor) * 100 + u32::from(one.patch)
        })
    }

    fn mysql_before(&self, version: &str) -> bool {
        let version = ServerVersion::parse(version);
        self.mysql.is_some_and(|own| Some(own) < version)
    }

    fn mariadb_before(&self, version: &str) -> bool {
        let version = ServerVersion::parse(version);
        self.mariadb.is_some_and(|own| Some(own) < version)
    }

    pub(crate) fn has_mysql(&self) -> bool {
        self.mysql.is_some()
    }

    /// Whether `migrate.toml` names no MariaDB.
    pub(crate) fn is_mysql_alone(&self) -> bool {
        self.said && self.mariadb.is_none()
    }

    /// Whether writers wait while a table is copied: not on MariaDB from 11.2 on.
    pub(crate) fn copies_block(&self) -> bool {
        self.mysql.is_some() || self.mariadb_before("11.2")
    }

    /// Whether rows are compared with CHECKs: MySQL reads over them before 8.0.16. Where nobody
    /// said a version it is a newer one.
    pub(crate) fn has_checks(&self) -> bool {
        !self.said || self.mariadb.is_some() || !self.mysql_before("8.0.16")
    }

    /// Whether `REFERENCES` after a column makes a foreign key on some server.
    pub(crate) fn has_inline_references(&self) -> bool {
        self.said && (self.mariadb.is_some() || !self.mysql_before("9.0"))
    }

    /// Whether a server that `migrate.toml` names ignores `REFERENCES` after a column.
    pub(crate) fn ignores_inline_references(&self) -> bool {
        self.said && self.mysql_before("9.0")
    }
}
