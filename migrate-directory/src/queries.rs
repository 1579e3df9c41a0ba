use std::path::Path;

use serde::Deserialize;

use crate::Dialect;
use crate::snapshot::texts;

/// The queries that a crate is compiled with, as sqlx's `.sqlx/` holds them, and the sources in which
/// they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queries {
    /// The queries, sorted by their SQL.
    pub queries: Vec<UsedQuery>,
    /// The files of `.sqlx/` that could not be understood, and why: what their queries use is not known.
    pub unreadable: Vec<(String, String)>,
    sources: Vec<Source>,
}

/// A query of the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsedQuery {
    /// The SQL.
    pub sql: String,
    /// The names of the columns that it had when it was prepared.
    pub columns: Vec<String>,
}

/// A file that may hold queries.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    /// Relative to the package.
    path: String,
    text: String,
}

/// What is read of a file of `.sqlx/`.
#[derive(Deserialize)]
struct Metadata {
    db_name: String,
    query: String,
    #[serde(default)]
    describe: Describe,
}

#[derive(Default, Deserialize)]
struct Describe {
    #[serde(default)]
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
}

impl Queries {
    /// The folder that sqlx writes them to, beside `Cargo.toml`.
    pub const FOLDER: &str = ".sqlx";

    /// Reads the queries of a package that are for one kind of database. Without the folder there are
    /// none.
    pub fn read(package: &Path, dialect: Dialect) -> Self {
        let mut unreadable = Vec::new();
        let mut metadata = Vec::new();
        for (path, text) in texts(package, Self::FOLDER, &["json"]) {
            match text {
                Ok(text) => metadata.push((path, text)),
                Err(reason) => unreadable.push((path, reason)),
            }
        }
        let mut queries = if metadata.is_empty() {
            Self::default()
        } else {
            let sources = texts(package, "src", &["rs", "sql"]).into_iter();
            let sources = sources.filter_map(|(path, text)| Some((path, text.ok()?)));
            Self::of(metadata, sources, dialect)
        };
        queries.unreadable.extend(unreadable);
        queries.unreadable.sort();
        queries
    }

    /// The same from texts: the files of `.sqlx/` and of `src/`, each with its path.
    ///
    /// ```
    /// use migrate_directory::{Dialect, Queries};
    ///
    /// let metadata = r#"{"db_name": "PostgreSQL", "query": "SELECT id FROM users"}"#;
    /// let source = "fn f() {\n    sqlx::query!(\"SELECT id\n        FROM users\");\n}\n";
    /// let queries = Queries::of(
    ///     [(".sqlx/query-1.json".to_owned(), metadata.to_owned())],
    ///     [("src/main.rs".to_owned(), source.to_owned())],
    ///     Dialect::Postgres,
    /// );
    /// assert_eq!(queries.place("SELECT id FROM users").as_deref(), Some("src/main.rs:2"));
    /// ```
    pub fn of(
        metadata: impl IntoIterator<Item = (String, String)>,
        sources: impl IntoIterator<Item = (String, String)>,
        dialect: Dialect,
    ) -> Self {
        let sources = sources.into_iter();
        let mut unreadable = Vec::new();
        let metadata = metadata.into_iter().filter_map(|(path, text)| {
            let read = serde_json::from_str::<Metadata>(&text);
            read.map_err(|error| unreadable.push((path, error.to_string())))
                .ok()
        });
        let mut queries: Vec<UsedQuery> = metadata
            .filter(|one| one.db_name == dialect.product())
            .map(|one| UsedQuery {
                sql: one.query,
                columns: one
                    .describe
                    .columns
                    .into_iter()
                    .map(|column| column.name)
                    .collect(),
            })
            .collect();
        queries.sort();
        Self {
            queries,
            unreadable,
            sources: sources.map(|(path, text)| Source { path, text }).collect(),
        }
    }

    /// `<file>:<line>` of a query, if its literal stands in one place only.
    pub fn place(&self, query: &str) -> Option<String> {
        let literal = format!("\"{}\"", squeezed(query));
        let whole = &literal[1..literal.len() - 1];
        let mut places = self.sources.iter().flat_map(|source| {
            let text = squeezed(&source.text);
            let found: Vec<usize> = if Path::new(&source.path)
                .extension()
                .is_some_and(|end| end == "sql")
            {
                (text == whole).then_some(0).into_iter().collect()
            } else {
                text.match_indices(&literal).map(|(at, _)| at).collect()
            };
            found.into_iter().map(move |at| (source, at))
        });
        let (source, at) = places.next()?;
        if places.next().is_some() {
            return None;
        }
        let line = line_of(&source.text, at);
        Some(format!("{}:{line}", source.path))
    }
}

/// Without what a literal may spell differently: space, and the backslashes in front of quotes and
/// line ends.
fn squeezed(text: &str) -> String {
    text.chars().filter(|one| is_kept(*one)).collect()
}

fn is_kept(one: char) -> bool {
    !one.is_whitespace() && one != '\\'
}

/// The line on which the byte `at` of the squeezed text stands.
fn line_of(text: &str, at: usize) -> usize {
    let mut kept = 0;
    let mut line = 1;
    for one in text.chars() {
        if is_kept(one) {
            if kept >= at {
                break;
            }
            kept += one.len_utf8();
        } else if one == '\n' {
            line += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, String) {
        (path.to_owned(), text.to_owned())
    }

    fn metadata(database: &str, query: &str) -> (String, String) {
        let query = serde_json::to_string(query).unwrap();
        let text = format!(
            "{{\"db_name\": \"{database}\", \"query\": {query}, \"describe\": {{\"columns\": \
             [{{\"ordinal\": 0, \"name\": \"a\"}}]}}, \"hash\": \"0\"}}"
        );
        file(".sqlx/query-0.json", &text)
    }

    fn place(query: &str, sources: &[(&str, &str)]) -> Option<String> {
        let sources = sources.iter().map(|(path, text)| file(path, text));
        Queries::of([], sources, Dialect::Postgres).place(query)
    }

    #[test]
    fn queries_of_other_databases_are_left_out() {
        let files = [
            metadata("PostgreSQL", "SELECT 2"),
            metadata("PostgreSQL", "SELECT \"a\"\n"),
            metadata("SQLite", "SELECT 3"),
            file(".sqlx/query-1.json", "not JSON"),
        ];
        let queries = Queries::of(files, [], Dialect::Postgres);
        let sql = queries.queries.iter().map(|query| query.sql.as_str());
        assert_eq!(sql.collect::<Vec<_>>(), ["SELECT \"a\"\n", "SELECT 2"]);
        assert_eq!(queries.queries[0].columns, ["a"]);
        let [(path, reason)] = queries.unreadable.as_slice() else {
            panic!("{:?}", queries.unreadable);
        };
        assert_eq!(path, ".sqlx/query-1.json");
        assert!(reason.contains("line 1"), "{reason}");
    }

    #[test]
    fn a_literal_is_found_however_it_is_written() {
        let query = "SELECT \"a\" FROM t\n WHERE b = 'c'";
        for literal in [
            "\"SELECT \\\"a\\\" FROM t\\\n   WHERE b = 'c'\"",
            "r#\"SELECT \"a\" FROM t\n WHERE b = 'c'\"#",
        ] {
            let source = format!("// é\nfn f() {{\n  query!({literal})\n}}\n");
            assert_eq!(
                place(query, &[("src/a.rs", &source)]).as_deref(),
                Some("src/a.rs:3"),
                "{literal}"
            );
        }
        let whole = [("src/b.sql", "SELECT 1\n")];
        assert_eq!(place("SELECT 1", &whole).as_deref(), Some("src/b.sql:1"));
    }

    #[test]
    fn a_literal_of_several_places_has_none() {
        let longer = ("src/a.rs", "query!(\"SELECT 1 + 1\")");
        let one = ("src/b.rs", "query!(\"SELECT 1\")");
        let two = ("src/c.rs", "query!(\"SELECT 1\")");
        assert_eq!(place("SELECT 1", &[longer]), None);
        assert_eq!(
            place("SELECT 1", &[longer, one]).as_deref(),
            Some("src/b.rs:1")
        );
        assert_eq!(place("SELECT 1", &[one, two]), None);
    }
}
