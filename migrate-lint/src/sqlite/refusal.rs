//! What the engine refuses, in our words and with its place.

use migrate_directory::{Code, Words, misspelt, nearest};

use super::engine::Refusal;
use super::file::File;
use super::name::{self, Span, key, unquoted};
use super::state::State;
use super::statement::{ObjectKind, Statement, mentioned};
use crate::finding::{self, Finding};

/// A statement that the engine refused.
pub(crate) struct Refused<'r> {
    pub(crate) state: &'r State,
    pub(crate) file: &'r File<'r>,
    pub(crate) statement: &'r Statement<'r>,
    pub(crate) words: Words<'r>,
    pub(crate) span: Span,
    pub(crate) refusal: &'r Refusal,
}

/// What an object is called in the engine's messages that miss one.
const MISSING: [(&str, &str); 8] = [
    ("no such table: ", "table or view"),
    ("no such column: ", "column"),
    ("no such index: ", "index"),
    ("no such trigger: ", "trigger"),
    ("no such view: ", "view"),
    ("no such collation sequence: ", "collation"),
    ("unknown column ", "column"),
    ("no such database: ", "database"),
];

impl Refused<'_> {
    /// `None` where it may be another server's business.
    pub(crate) fn finding(&self) -> Option<Finding> {
        let message = self.refusal.message.as_str();
        let (about, message) = dependent(message);
        if self.state.opaque {
            return None;
        }
        if let Some((table, column)) = unnamed_column(message) {
            return self.missing_column(&column, Some(&table), about);
        }
        for (start, what) in MISSING {
            let Some(name) = message.strip_prefix(start) else {
                continue;
            };
            let name = first_name(name);
            return match what {
                "table or view" => self.missing_table(&name, about),
                "column" => self.missing_column(&name, None, about),
                _ => self.missing_object(what, &name),
            };
        }
        if let Some(name) = taken(message) {
            return self.existing(&name, message);
        }
        // What is not known as it is may well take it.
        if self.is_vague() && !is_syntax(message) {
            return None;
        }
        Some(self.syntax(message))
    }

    /// Whether the statement names a table that may be other than it seems.
    fn is_vague(&self) -> bool {
        let made = match self.statement {
            Statement::Create(create) => Some(create.name.key()),
            _ => None,
        };
        let mut names = mentioned(self.words).into_iter();
        names.any(|name| self.state.is_unknown(&name) && Some(&name) != made.as_ref())
    }

    fn missing_table(&self, name: &str, about: Option<&str>) -> Option<Finding> {
        let bare = last_part(name);
        let elsewhere =
            name.contains('.') && !name.starts_with("main.") && !name.starts_with("temp.");
        if self.state.is_unknown(bare) || elsewhere || self.is_called(bare) {
            return None;
        }
        let known: Vec<&str> = self
            .state
            .relations()
            .map(|one| one.name.as_str())
            .collect();
        let near = if self.knows_tables() {
            nearest(bare, known.iter().copied())
        } else {
            Some(misspelt(bare, known.iter().copied())?)
        };
        let help = match (about, near) {
            (Some(about), _) => {
                format!("drop {about} before, and create it again when the table is there")
            }
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "create it before, or correct the name".to_owned(),
        };
        let message = match about {
            Some(about) => format!("{about} needs the table `{bare}`, which is not there now"),
            None => format!("there is no table or view `{bare}`"),
        };
        Some(self.at(Code::UnknownObject, bare, message, "not found", help))
    }

    fn missing_column(
        &self,
        name: &str,
        table: Option<&str>,
        about: Option<&str>,
    ) -> Option<Finding> {
        let bare = last_part(name);
        let is_unknown = |name: &str| self.state.is_unknown(name);
        if self.is_vague() || self.state.is_unknown_column(bare) || table.is_some_and(is_unknown) {
            return None;
        }
        if let Some(about) = about {
            let message = format!("{about} needs the column `{bare}`");
            let help = format!("drop {about} before, and create it again without the column");
            return Some(self.at(Code::Syntax, bare, message, "refused", help));
        }
        let tables = self.tables();
        let columns: Vec<String> = tables
            .iter()
            .filter(|one| table.is_none_or(|table| name::is_same(table, one)))
            .filter_map(|table| self.state.engine.columns("main", table).ok())
            .flatten()
            .map(|column| column.name)
            .collect();
        let help = match nearest(bare, columns.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if columns.is_empty() => "correct the name".to_owned(),
            None => format!("the columns are {}", name::ticked(&columns)),
        };
        let message = match table {
            Some(table) => format!("`{table}` has no column `{bare}`"),
            None => format!("there is no column `{bare}`"),
        };
        Some(self.at(Code::UnknownObject, bare, message, "not found", help))
    }

    fn missing_object(&self, what: &str, name: &str) -> Option<Finding> {
        let bare = last_part(name);
        if self.state.is_unknown(bare) {
            return None;
        }
        let known: Vec<&str> = match what {
            "index" => self.state.indexes().map(|one| one.name.as_str()).collect(),
            "trigger" => self.state.triggers().map(|one| one.name.as_str()).collect(),
            _ => {
                let views = self.state.relations();
                let views = views.filter(|one| one.kind == ObjectKind::View);
                views.map(|one| one.name.as_str()).collect()
            }
        };
        let near = nearest(bare, known.iter().copied());
        if near.is_none() && !self.knows_tables() {
            return None;
        }
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "write `DROP {} IF EXISTS`, or correct the name",
                what.to_uppercase()
            ),
        };
        let message = format!("there is no {what} `{bare}`");
        Some(self.at(Code::UnknownObject, bare, message, "not found", help))
    }

    fn existing(&self, name: &str, message: &str) -> Option<Finding> {
        if self.state.is_unknown(name) {
            return None;
        }
        let is_column = message.starts_with("duplicate column name");
        let what = if is_column {
            format!("the table has a column `{name}` already")
        } else {
            let object = message.split(' ').next().unwrap_or_default();
            let kinds = ["table", "view", "index", "trigger"];
            let kind = kinds.iter().find(|kind| **kind == object);
            format!(
                "there is {} `{name}` already",
                with_article(kind.unwrap_or(&"table"))
            )
        };
        let help = match self.statement {
            Statement::Create(_) => "choose another name, or drop the other before",
            _ => "choose another name",
        };
        Some(self.at(Code::ExistingObject, name, what, "taken", help.to_owned()))
    }

    fn syntax(&self, message: &str) -> Finding {
        let range = match self.refusal.offset {
            Some(_) => self.token_at_offset(),
            None => self.span.clone(),
        };
        let end = message.trim_end_matches('.');
        let understands = is_syntax(message);
        let (start, help) = if understands {
            ("SQLite does not understand this", "correct the statement; if the server accepts it, write `-- migrate: allow(syntax) <reason>` above it and report it to us".to_owned())
        } else {
            ("SQLite refuses this", refusal_help(message))
        };
        let mut shown = end.to_owned();
        if let Some(first) = shown.get_mut(0..1) {
            first.make_ascii_lowercase();
        }
        finding::Words::new(format!("{start}: {shown}"), "here", help).at(Code::Syntax, &range)
    }

    /// At the name, if the statement has it, or at all of it.
    fn at(&self, code: Code, name: &str, message: String, label: &str, help: String) -> Finding {
        let range = self.place(name).unwrap_or_else(|| self.span.clone());
        finding::Words::new(message, label, help).at(code, &range)
    }

    fn place(&self, name: &str) -> Option<Span> {
        let is_it = |at: usize| {
            let found = name::at(self.words, at);
            found.is_some_and(|found| name::is_same(&found, name))
        };
        let from = self.refusal.offset.map(|offset| self.span.start + offset);
        let places = || (0..self.words.len()).filter(|at| is_it(*at));
        let after = from.and_then(|from| {
            let mut places = places();
            places.find_map(|at| self.words.range(at).filter(|range| range.start >= from))
        });
        after.or_else(|| places().find_map(|at| self.words.range(at)))
    }

    fn token_at_offset(&self) -> Span {
        let at = self.span.start + self.refusal.offset.unwrap_or_default();
        let mut ranges = (0..self.words.len()).filter_map(|one| self.words.range(one));
        ranges
            .find(|range| range.end > at)
            .unwrap_or_else(|| self.span.end.saturating_sub(1)..self.span.end)
    }

    /// The tables and views that the statement names.
    fn tables(&self) -> Vec<String> {
        let names = mentioned(self.words).into_iter();
        names
            .filter(|name| self.state.relation(name).is_some())
            .collect()
    }

    /// Whether earlier migrations made tables. If not, those that are there came otherwise.
    fn knows_tables(&self) -> bool {
        let mut tables = self.state.relations();
        tables.any(|one| one.born < self.file.number)
    }

    /// `FROM name(…)` is a function that a program may bring.
    fn is_called(&self, name: &str) -> bool {
        (1..self.words.len()).any(|at| {
            let found = name::at(self.words, at);
            let before = at - 1;
            let is_read = self.words.is(before, "FROM")
                || self.words.is(before, "JOIN")
                || self.words.is_symbol(before, ",");
            is_read
                && found.is_some_and(|found| name::is_same(&found, name))
                && self.words.is_symbol(at + 1, "(")
        })
    }
}

fn is_syntax(message: &str) -> bool {
    let starts = ["near ", "incomplete input", "unrecognized token"];
    starts.iter().any(|start| message.starts_with(start))
}

/// `error in view v after rename: no such column: a` is about the view.
fn dependent(message: &str) -> (Option<&str>, &str) {
    let Some(rest) = message.strip_prefix("error in ") else {
        return (None, message);
    };
    match rest.split_once(": ") {
        Some((about, inner)) => (about.split(" after ").next(), inner),
        None => (None, message),
    }
}

/// `table t has no column named c`.
fn unnamed_column(message: &str) -> Option<(String, String)> {
    let rest = message.strip_prefix("table ")?;
    let (table, column) = rest.split_once(" has no column named ")?;
    Some((last_part(table).to_owned(), column.to_owned()))
}

/// The name at the start of what follows a message's colon.
fn first_name(text: &str) -> String {
    let quoted = text
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned());
    quoted.unwrap_or_else(|| text.split(" - ").next().unwrap_or(text).to_owned())
}

fn last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

/// The name that is taken.
fn taken(message: &str) -> Option<String> {
    for start in [
        "duplicate column name: ",
        "there is already another table or index with this name: ",
        "there is already a table named ",
        "there is already an index named ",
    ] {
        if let Some(name) = message.strip_prefix(start) {
            return Some(unquoted(name));
        }
    }
    let before = message.strip_suffix(" already exists")?;
    let (_, name) = before.split_once(' ')?;
    Some(unquoted(name))
}

fn with_article(word: &str) -> String {
    let article = if word == "index" { "an" } else { "a" };
    format!("{article} {word}")
}

fn refusal_help(message: &str) -> String {
    let message = key(message);
    let help = if message.starts_with("cannot add a unique column") {
        "add the column without UNIQUE, then `CREATE UNIQUE INDEX`"
    } else if message.starts_with("cannot drop") || message.starts_with("cannot add") {
        "make the table anew: create it under another name, copy the rows, drop the old one, rename the new one"
    } else if message.starts_with("use drop") {
        "write DROP for the kind of object that it is"
    } else {
        "correct the statement"
    };
    help.to_owned()
}
