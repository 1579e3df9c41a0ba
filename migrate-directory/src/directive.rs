use std::ops::Range;

use crate::nearest::nearest;
use crate::statement::{Comment, Place};
use crate::{Code, Diagnostic, Dialect, Split};

/// What a file's `-- migrate:` comments say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// `transaction(none)`: statements run one by one.
    pub transaction_none: bool,
    /// `foreign-keys(off)`: SQLite's foreign keys are off while the file runs.
    pub foreign_keys_off: bool,
    /// `breaking` (true) or `compatible` (false).
    pub breaking: Option<bool>,
    /// `lock-timeout(…)` in milliseconds; 0 waits forever.
    pub lock_timeout: Option<u32>,
    /// `statement-timeout(…)` in milliseconds; 0 is no limit.
    pub statement_timeout: Option<u32>,
    /// `rust(…)`: the service supplies the code. Holds the text in the parentheses, so that the
    /// checksum follows the code's revision.
    pub rust: Option<String>,
    /// `allow(…)`.
    pub allows: Vec<Allow>,
}

/// `allow(<rule>) <reason>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The code that is allowed.
    pub code: Code,
    /// Why.
    pub reason: String,
    /// The statement below it; `None` for the whole file.
    pub statement: Option<usize>,
    /// The comment.
    pub range: Range<usize>,
}

impl Allow {
    /// The warning that it allows nothing, in the file at `path`.
    pub fn unused(&self, path: &str) -> Diagnostic {
        Diagnostic::deny(
            Code::UnknownDirective,
            path,
            self.range.clone(),
            format!("`allow({})` has no effect here", self.code),
            "remove the directive",
        )
        .warn()
    }
}

const NAMES: [&str; 8] = [
    "allow",
    "transaction",
    "lock-timeout",
    "statement-timeout",
    "foreign-keys",
    "breaking",
    "compatible",
    "rust",
];

/// A single directive, before it is added to [`Directives`].
enum Said {
    TransactionNone,
    ForeignKeysOff,
    Breaking(bool),
    LockTimeout(u32),
    StatementTimeout(u32),
    Rust(String),
    Allow(Code, String),
}

/// An invalid directive: what is wrong, and what to do.
type Refused = (String, String);

impl Directives {
    /// Reads the directives among a file's comments. Those of other tools are already reported.
    pub(crate) fn read(
        path: &str,
        text: &str,
        split: &Split,
        dialect: Dialect,
    ) -> (Self, Vec<Diagnostic>) {
        let mut directives = Self::default();
        let mut diagnostics = Vec::new();
        for comment in &split.comments {
            let Some(said) = body(&text[comment.range.clone()]) else {
                continue;
            };
            let statement = place(comment, split);
            let read = parse(said, dialect).and_then(|said| match (statement, said) {
                (Err(refused), _) => Err(refused),
                (Ok(Some(_)), said) if !matches!(said, Said::Allow(..)) => Err((
                    "this directive applies to the whole file".to_owned(),
                    "move it to the comments at the top of the file".to_owned(),
                )),
                (Ok(statement), said) => directives.add(said, statement, comment.range.clone()),
            });
            if let Err((message, help)) = read {
                let range = comment.range.clone();
                diagnostics.push(Diagnostic::deny(
                    Code::UnknownDirective,
                    path,
                    range,
                    message,
                    help,
                ));
            }
        }
        (directives, diagnostics)
    }

    /// The allow for a code that holds for the whole file.
    pub(crate) fn allows(&self, code: Code) -> bool {
        self.allows.iter().any(|allow| allow.code == code)
    }

    fn add(
        &mut self,
        said: Said,
        statement: Option<usize>,
        range: Range<usize>,
    ) -> Result<(), Refused> {
        let excluding = matches!(said, Said::TransactionNone | Said::ForeignKeysOff);
        let twice = match said {
            Said::TransactionNone => std::mem::replace(&mut self.transaction_none, true),
            Said::ForeignKeysOff => std::mem::replace(&mut self.foreign_keys_off, true),
            Said::Breaking(breaking) => self.breaking.replace(breaking).is_some(),
            Said::LockTimeout(limit) => self.lock_timeout.replace(limit).is_some(),
            Said::StatementTimeout(limit) => self.statement_timeout.replace(limit).is_some(),
            Said::Rust(revision) => self.rust.replace(revision).is_some(),
            Said::Allow(code, reason) => {
                self.allows.push(Allow {
                    code,
                    reason,
                    statement,
                    range,
                });
                false
            }
        };
        if twice {
            Err((
                "this directive is given twice".to_owned(),
                "keep one of them".to_owned(),
            ))
        } else if excluding && self.transaction_none && self.foreign_keys_off {
            Err((
                "`transaction(none)` and `foreign-keys(off)` exclude each other".to_owned(),
                "keep `foreign-keys(off)`: its check needs the transaction".to_owned(),
            ))
        } else {
            Ok(())
        }
    }
}

/// The text after `-- migrate:`.
fn body(comment: &str) -> Option<&str> {
    let text = comment.strip_prefix("--")?.trim_start();
    Some(text.strip_prefix("migrate:")?.trim())
}

/// The statement a comment belongs to; `None` is the whole file.
fn place(comment: &Comment, split: &Split) -> Result<Option<usize>, Refused> {
    match comment.place {
        Place::Above(0) => Ok(None),
        Place::Above(statement) if statement < split.statements.len() => Ok(Some(statement)),
        // If the text could not be split, a statement may still follow.
        Place::Above(_) if !split.problems.is_empty() => Ok(None),
        _ => Err((
            "no statement follows this directive".to_owned(),
            "put it on a line of its own above a statement, or at the top of the file".to_owned(),
        )),
    }
}

fn parse(text: &str, dialect: Dialect) -> Result<Said, Refused> {
    let name_end = text
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')
        .unwrap_or(text.len());
    let (name, after) = text.split_at(name_end);
    let (argument, after) = argument(after)?;
    let said = match (name, argument) {
        ("breaking", None) => Said::Breaking(true),
        ("compatible", None) => Said::Breaking(false),
        ("transaction", Some("none")) => Said::TransactionNone,
        ("foreign-keys", Some("off")) if dialect == Dialect::Sqlite => Said::ForeignKeysOff,
        ("lock-timeout", Some(limit)) if dialect != Dialect::Sqlite => {
            Said::LockTimeout(milliseconds(limit)?)
        }
        ("statement-timeout", Some(limit)) if dialect != Dialect::Sqlite => {
            Said::StatementTimeout(milliseconds(limit)?)
        }
        ("rust", Some(revision)) if !revision.is_empty() => Said::Rust(revision.to_owned()),
        ("allow", Some(rule)) => return allow(rule, after),
        _ => return Err(unknown(name, argument, dialect)),
    };
    if after.is_empty() {
        Ok(said)
    } else {
        Err((
            format!("`{after}` does not belong to the directive"),
            "put each directive and each comment on a line of its own".to_owned(),
        ))
    }
}

fn argument(text: &str) -> Result<(Option<&str>, &str), Refused> {
    let Some(inside) = text.strip_prefix('(') else {
        return Ok((None, text.trim()));
    };
    let (argument, after) = inside.split_once(')').ok_or_else(|| {
        (
            "the directive's parenthesis is not closed".to_owned(),
            "add the `)`".to_owned(),
        )
    })?;
    Ok((Some(argument.trim()), after.trim()))
}

/// What `allow` accepts.
fn may_be_allowed(code: Code) -> bool {
    code == Code::EmptyMigration || code.is_rule()
}

fn allow(rule: &str, reason: &str) -> Result<Said, Refused> {
    let Some(code) = Code::named(rule).filter(|code| may_be_allowed(*code)) else {
        let allowed = Code::ALL
            .iter()
            .copied()
            .filter(|code| may_be_allowed(*code));
        let help = match nearest(rule, allowed.map(Code::name)) {
            Some(name) => format!("write `allow({name}) <reason>`"),
            None => "remove it".to_owned(),
        };
        return Err((format!("no rule `{rule}` can be allowed"), help));
    };
    if reason.is_empty() {
        return Err((
            format!("`allow({rule})` gives no reason"),
            format!("add the reason: `-- migrate: allow({rule}) <reason>`"),
        ));
    }
    Ok(Said::Allow(code, reason.to_owned()))
}

fn unknown(name: &str, argument: Option<&str>, dialect: Dialect) -> Refused {
    let shown = argument.map_or(name.to_owned(), |argument| format!("{name}({argument})"));
    let form = match name {
        "transaction" => "transaction(none)",
        "foreign-keys" if dialect == Dialect::Sqlite => "foreign-keys(off)",
        "lock-timeout" if dialect != Dialect::Sqlite => "lock-timeout(10s)",
        "statement-timeout" if dialect != Dialect::Sqlite => "statement-timeout(5min)",
        "breaking" | "compatible" => name,
        "rust" => "rust(1)",
        "allow" => "allow(<rule>) <reason>",
        _ if NAMES.contains(&name) => {
            return (
                format!("`{shown}` means nothing to {dialect}"),
                "remove the directive".to_owned(),
            );
        }
        _ => {
            let help = match nearest(name, NAMES) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("use one of: {}", NAMES.join(", ")),
            };
            return (format!("unknown directive `{shown}`"), help);
        }
    };
    (
        format!("`{shown}` is not valid for this directive"),
        format!("write `-- migrate: {form}`"),
    )
}

/// Reads `10s`, `500ms`, `5min`, `1h` or `0`.
fn milliseconds(text: &str) -> Result<u32, Refused> {
    let refused = || {
        (
            format!("`{text}` is not a duration"),
            "write a whole number and a unit: `500ms`, `10s`, `5min` or `1h`; `0` means no limit"
                .to_owned(),
        )
    };
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u32 = number.parse().map_err(|_| refused())?;
    let factor = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "" if number == 0 => 1,
        _ => return Err(refused()),
    };
    number
        .checked_mul(factor)
        .filter(|limit| i32::try_from(*limit).is_ok())
        .ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split;

    fn read(text: &str, dialect: Dialect) -> (Directives, Vec<String>) {
        let split = split(text, dialect);
        let (directives, diagnostics) = Directives::read("1_a.sql", text, &split, dialect);
        (
            directives,
            diagnostics
                .into_iter()
                .map(|one| format!("{}; {}", one.message, one.help))
                .collect(),
        )
    }

    #[test]
    fn directives_stand_in_the_comments_at_the_top() {
        let text = "-- Copyright, licence\n\n-- migrate: transaction(none)\n-- migrate: lock-timeout(10s)\n/* more */\n-- migrate: breaking\nVACUUM;\n";
        let (directives, problems) = read(text, Dialect::Postgres);
        assert_eq!(problems, [""; 0]);
        assert!(directives.transaction_none);
        assert_eq!(directives.lock_timeout, Some(10_000));
        assert_eq!(directives.breaking, Some(true));
    }

    #[test]
    fn mistakes_are_explained() {
        let problems =
            |said: &str, dialect| read(&format!("-- migrate: {said}\nSELECT 1;\n"), dialect).1;
        for (said, expected) in [
            (
                "transacton(none)",
                "unknown directive `transacton(none)`; did you mean `transaction`?",
            ),
            (
                "transaction(off)",
                "`transaction(off)` is not valid for this directive; write `-- migrate: transaction(none)`",
            ),
            (
                "allow(empty-migration)",
                "`allow(empty-migration)` gives no reason; add the reason: `-- migrate: allow(empty-migration) <reason>`",
            ),
            (
                "lock-timeout(soon)",
                "`soon` is not a duration; write a whole number and a unit: `500ms`, `10s`, `5min` or `1h`; `0` means no limit",
            ),
            (
                "foreign-keys(off)",
                "`foreign-keys(off)` means nothing to postgres; remove the directive",
            ),
            (
                "breaking news",
                "`news` does not belong to the directive; put each directive and each comment on a line of its own",
            ),
        ] {
            assert_eq!(problems(said, Dialect::Postgres), [expected]);
        }
        assert_eq!(problems("foreign-keys(off)", Dialect::Sqlite), [""; 0]);
    }

    #[test]
    fn a_misplaced_directive_is_no_directive() {
        let (directives, problems) = read(
            "SELECT 1; -- migrate: breaking\nSELECT 2;\n-- migrate: compatible\nSELECT 3;\n-- migrate: breaking\n",
            Dialect::Postgres,
        );
        assert_eq!(directives, Directives::default());
        assert_eq!(problems.len(), 3);
    }
}
