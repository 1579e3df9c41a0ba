use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::nearest::nearest;
use crate::{Code, Diagnostic, Dialect, LintConfig};

/// The file's name inside the directory.
pub(crate) const NAME: &str = "migrate.toml";

const KEYS: [&str; 4] = ["dialect", "duplicate-versions", "drift", "lint"];

/// What `migrate.toml` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) dialect: Option<(Dialect, Range<usize>)>,
    pub(crate) duplicate_versions: bool,
    /// The patterns of names that drift passes over.
    pub(crate) drift_ignore: Vec<String>,
    pub(crate) lint: LintConfig,
}

impl Config {
    pub(crate) fn parse(path: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::default();
        let mut diagnostics = Vec::new();
        let mut refuse = |range: Range<usize>, message: String, help: String| {
            diagnostics.push(Diagnostic::deny(
                Code::BadConfig,
                path,
                range,
                message,
                help,
            ));
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        if let Some(error) = errors.first() {
            let message = format!("not TOML: {}", error.message());
            refuse(
                error.span().unwrap_or(0..0),
                message,
                "correct the syntax".to_owned(),
            );
            return (config, diagnostics);
        }
        for (key, value) in table.get_ref() {
            let said = value.get_ref();
            match key.get_ref().as_ref() {
                "dialect" => match said.as_str().and_then(Dialect::named) {
                    Some(dialect) => config.dialect = Some((dialect, value.span())),
                    None => refuse(
                        value.span(),
                        bad_value("dialect", said),
                        one_of(&Dialect::ALL.map(Dialect::name)),
                    ),
                },
                "duplicate-versions" => match said.as_str() {
                    Some("allow") => config.duplicate_versions = true,
                    Some("deny") => config.duplicate_versions = false,
                    _ => refuse(
                        value.span(),
                        bad_value("duplicate-versions", said),
                        one_of(&["deny", "allow"]),
                    ),
                },
                "drift" => match drift_ignore(said) {
                    Some(patterns) => config.drift_ignore = patterns,
                    None => refuse(
                        value.span(),
                        "`drift` is a table with `ignore`, a list of patterns".to_owned(),
                        "write `[drift]` and below it `ignore = [\"public.pg_stat_*\"]`".to_owned(),
                    ),
                },
                "lint" => match said.as_table() {
                    Some(table) => {
                        let (lint, refused) = LintConfig::parse(table);
                        config.lint = lint;
                        for (range, message, help) in refused {
                            refuse(range, message, help);
                        }
                    }
                    None => refuse(
                        value.span(),
                        "`lint` must be a table".to_owned(),
                        "write `[lint]` on a line of its own".to_owned(),
                    ),
                },
                unknown => {
                    let help = match nearest(unknown, KEYS) {
                        Some(known) => format!("did you mean `{known}`?"),
                        None => one_of(&KEYS),
                    };
                    refuse(key.span(), format!("unknown key `{unknown}`"), help);
                }
            }
        }
        (config, diagnostics)
    }
}

/// `{ ignore = [patterns] }`, and nothing else.
fn drift_ignore(value: &DeValue<'_>) -> Option<Vec<String>> {
    let table = value.as_table()?;
    if table.keys().any(|key| key.get_ref() != "ignore") {
        return None;
    }
    let Some(patterns) = table.get("ignore") else {
        return Some(Vec::new());
    };
    let patterns = patterns.get_ref().as_array()?.iter();
    patterns
        .map(|pattern| {
            let pattern = pattern.get_ref().as_str()?;
            (!pattern.contains('\n')).then(|| pattern.to_owned())
        })
        .collect()
}

fn bad_value(key: &str, value: &DeValue<'_>) -> String {
    match value.as_str() {
        Some(text) => format!("`{text}` is not a valid value of `{key}`"),
        None => format!("the value of `{key}` must be a string"),
    }
}

fn one_of(names: &[&str]) -> String {
    format!("use one of: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_mistakes() {
        let (config, problems) = Config::parse(
            "m",
            "dialect = \"sqlite\"\nduplicate-versions = \"allow\"\n",
        );
        assert_eq!(
            config.dialect.map(|(dialect, _)| dialect),
            Some(Dialect::Sqlite)
        );
        assert!(config.duplicate_versions && problems.is_empty());
        for (text, expected) in [
            (
                "dialekt = 'sqlite'",
                "unknown key `dialekt`; did you mean `dialect`?",
            ),
            (
                "dialect = 'oracle'",
                "`oracle` is not a valid value of `dialect`; use one of: postgres, sqlite, mysql",
            ),
            (
                "dialect = 3",
                "the value of `dialect` must be a string; use one of: postgres, sqlite, mysql",
            ),
        ] {
            let problem = &Config::parse("m", text).1[0];
            assert_eq!(format!("{}; {}", problem.message, problem.help), expected);
        }
        assert!(
            Config::parse("m", "dialect = ").1[0]
                .message
                .starts_with("not TOML")
        );
    }
}
