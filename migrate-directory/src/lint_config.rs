use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::nearest::nearest;
use crate::{Category, Code, Level};

/// What the table `[lint]` of `migrate.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LintConfig {
    /// The oldest PostgreSQL that the migrations must run on.
    pub postgres_version: Option<ServerVersion>,
    /// The oldest MySQL.
    pub mysql_version: Option<ServerVersion>,
    /// The oldest MariaDB.
    pub mariadb_version: Option<ServerVersion>,
    categories: Vec<(Category, Option<Level>)>,
    rules: Vec<(Code, Option<Level>)>,
}

/// A server's version. A part that is not given is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerVersion {
    /// The number before the first dot.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// The third number.
    pub patch: u16,
}

/// A key or value that cannot be used: where, what is wrong, what to do.
pub(crate) type Refused = (Range<usize>, String, String);

const VERSIONS: [&str; 3] = ["postgres-version", "mysql-version", "mariadb-version"];
const LEVELS: [&str; 3] = ["allow", "warn", "deny"];

impl LintConfig {
    /// How much a rule matters here; `None` if it is not to speak.
    pub fn level(&self, rule: Code) -> Option<Level> {
        let own = self.rules.iter().find(|(code, _)| *code == rule);
        if let Some((_, level)) = own {
            return *level;
        }
        if rule.is_opt_in() {
            return None;
        }
        let category = rule.category();
        let said = self.categories.iter().find(|(one, _)| *one == category);
        said.map_or(Some(rule.default_level()), |(_, level)| *level)
    }

    pub(crate) fn parse(table: &DeTable<'_>) -> (Self, Vec<Refused>) {
        let mut config = Self::default();
        let mut refused = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let said = value.get_ref();
            let read = if VERSIONS.contains(&name) {
                config.set_version(name, said)
            } else if let Some(subject) = Subject::named(name) {
                config.set_level(subject, name, said)
            } else {
                refused.push(unknown_key(name, key.span()));
                continue;
            };
            if let Err((message, help)) = read {
                refused.push((value.span(), message, help));
            }
        }
        (config, refused)
    }

    fn set_version(&mut self, name: &str, said: &DeValue<'_>) -> Result<(), (String, String)> {
        let text = match said {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            _ => None,
        };
        let version = text.as_deref().and_then(ServerVersion::parse);
        let Some(version) = version else {
            let shown = text.map_or("this".to_owned(), |text| format!("`{text}`"));
            return Err((
                format!("{shown} is not a valid value of `{name}`"),
                "write the oldest server version, such as 14 or \"8.0.28\"".to_owned(),
            ));
        };
        match name {
            "postgres-version" => self.postgres_version = Some(version),
            "mysql-version" => self.mysql_version = Some(version),
            _ => self.mariadb_version = Some(version),
        }
        Ok(())
    }

    fn set_level(
        &mut self,
        subject: Subject,
        name: &str,
        said: &DeValue<'_>,
    ) -> Result<(), (String, String)> {
        let level = match said.as_str() {
            Some("allow") => None,
            Some("warn") => Some(Level::Warn),
            Some("deny") => Some(Level::Deny),
            other => {
                let message = match other {
                    Some(text) => format!("`{text}` is not a valid value of `{name}`"),
                    None => format!("the value of `{name}` must be a string"),
                };
                return Err((message, format!("use one of: {}", LEVELS.join(", "))));
            }
        };
        match subject {
            Subject::Category(category) => self.categories.push((category, level)),
            Subject::Rule(rule) => self.rules.push((rule, level)),
        }
        Ok(())
    }
}

impl ServerVersion {
    /// Reads `14`, `8.0` or `10.6.12`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.').map(|part| part.parse().ok());
        let version = Self {
            major: parts.next()??,
            minor: parts.next().unwrap_or(Some(0))?,
            patch: parts.next().unwrap_or(Some(0))?,
        };
        parts.next().is_none().then_some(version)
    }
}

/// What a level is set for.
#[derive(Clone, Copy)]
enum Subject {
    Category(Category),
    Rule(Code),
}

impl Subject {
    /// A rule that has the name of its category stands for the category.
    fn named(name: &str) -> Option<Self> {
        let category = categories().find(|category| category.name() == name);
        let rule = || Code::named(name).filter(|code| code.is_rule());
        category
            .map(Self::Category)
            .or_else(|| rule().map(Self::Rule))
    }
}

fn categories() -> impl Iterator<Item = Category> {
    let all = Category::ALL.into_iter();
    all.filter(|category| *category != Category::Directory)
}

fn unknown_key(name: &str, range: Range<usize>) -> Refused {
    let rules = Code::ALL.iter().filter(|code| code.is_rule());
    let known = VERSIONS
        .into_iter()
        .chain(categories().map(Category::name))
        .chain(rules.map(|code| code.name()));
    let help = if let Some(known) = nearest(name, known) {
        format!("did you mean `{known}`?")
    } else {
        let names: Vec<&str> = categories().map(Category::name).collect();
        let names = names.join(", ");
        format!("use a version key, a rule or a category: {names}")
    };
    (range, format!("unknown key `lint.{name}`"), help)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::{Code, Level, ServerVersion};

    #[test]
    fn levels_are_set_per_category_and_per_rule() {
        let (config, problems) = Config::parse(
            "m",
            "[lint]\npostgres-version = 14\nmysql-version = 8.0\nmariadb-version = '10.6.12'\n\
             destructive = 'warn'\ndrop-column = 'deny'\nblocking = 'allow'\nnew-restriction = 'warn'\n",
        );
        assert_eq!(problems, []);
        let lint = config.lint;
        assert_eq!(lint.postgres_version, ServerVersion::parse("14"));
        assert_eq!(lint.mysql_version, ServerVersion::parse("8.0.0"));
        assert_eq!(lint.mariadb_version, ServerVersion::parse("10.6.12"));
        assert_eq!(lint.level(Code::DropTable), Some(Level::Warn));
        assert_eq!(lint.level(Code::DropColumn), Some(Level::Deny));
        assert_eq!(lint.level(Code::LockTable), None);
        assert_eq!(lint.level(Code::Syntax), Some(Level::Deny));
        assert_eq!(lint.level(Code::RenamedTable), Some(Level::Warn));
        assert_eq!(lint.level(Code::NewRestriction), Some(Level::Warn));
        assert_eq!(lint.level(Code::DroppedGuarantee), None);
    }

    #[test]
    fn mistakes_name_what_was_meant() {
        for (text, expected) in [
            (
                "destuctive = 'deny'",
                "unknown key `lint.destuctive`; did you mean `destructive`?",
            ),
            (
                "drop-colum = 'deny'",
                "unknown key `lint.drop-colum`; did you mean `drop-column`?",
            ),
            (
                "empty-migration = 'warn'",
                "unknown key `lint.empty-migration`; use a version key, a rule or a category: \
                 syntax, unknown-object, destructive, data-dependent, transaction, session, \
                 breaking, blocking",
            ),
            (
                "drop-column = 'error'",
                "`error` is not a valid value of `drop-column`; use one of: allow, warn, deny",
            ),
            (
                "postgres-version = 'new'",
                "`new` is not a valid value of `postgres-version`; write the oldest server version, such as 14 or \"8.0.28\"",
            ),
        ] {
            let problem = &Config::parse("m", &format!("[lint]\n{text}\n")).1[0];
            assert_eq!(format!("{}; {}", problem.message, problem.help), expected);
        }
        let problem = &Config::parse("m", "lint = 3").1[0];
        assert_eq!(problem.message, "`lint` must be a table");
    }
}
