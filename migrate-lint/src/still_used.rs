//! Queries of the service that use what a migration removes.

use std::cell::OnceCell;
use std::ops::Range;

use migrate_directory::{Code, Queries, UsedQuery};

use crate::finding::{Finding, Words};

/// How many characters of a query are quoted.
const QUOTED: usize = 100;
/// How many places are named.
const NAMED: usize = 3;

/// The queries of the service. Each is read when a statement first removes something.
pub(crate) struct Used<'q, R> {
    queries: &'q Queries,
    read: OnceCell<Vec<(&'q UsedQuery, R)>>,
}

impl<'q, R> Used<'q, R> {
    pub(crate) fn new(queries: &'q Queries) -> Self {
        Self {
            queries,
            read: OnceCell::new(),
        }
    }

    /// The queries that the test selects, of those that `read` can read.
    pub(crate) fn select(
        &self,
        read: impl Fn(&'q UsedQuery) -> Option<R>,
        test: impl Fn(&UsedQuery, &R) -> bool,
    ) -> Vec<&'q UsedQuery> {
        let read = self.read.get_or_init(|| {
            let queries = self.queries.queries.iter();
            let read = queries.filter_map(|query| Some((query, read(query)?)));
            read.collect()
        });
        let selected = read.iter().filter(|(query, read)| test(query, read));
        selected.map(|(query, _)| *query).collect()
    }
}

/// A statement that removes something, unless a later one replaces it.
pub(crate) struct Removal<'q, S> {
    /// What is removed, as a message shows it.
    pub(crate) subject: String,
    /// The place in the migration's text, in bytes.
    pub(crate) range: Range<usize>,
    /// The queries that fail after the statement.
    pub(crate) queries: Vec<&'q UsedQuery>,
    /// The schema before the statement, as far as it matters to queries.
    pub(crate) before: S,
}

impl<S> Removal<'_, S> {
    /// `lacking` are the queries that worked before the statement and fail after the last one.
    pub(crate) fn finding(&self, lacking: &[&UsedQuery], queries: &Queries) -> Option<Finding> {
        let lacking: Vec<&str> = lacking
            .iter()
            .filter(|query| self.queries.contains(*query))
            .map(|query| query.sql.as_str())
            .collect();
        let first = excerpt(lacking.first()?);
        let subject = &self.subject;
        let message = match lacking.len() {
            1 => format!("a query of the service still uses `{subject}`: `{first}`"),
            count => {
                format!("{count} queries of the service still use `{subject}`, such as `{first}`")
            }
        };
        let places: Vec<String> = lacking
            .iter()
            .filter_map(|sql| queries.place(sql))
            .collect();
        let mut label = match places.len() {
            0 => "still used".to_owned(),
            count => format!("used at {}", places[..count.min(NAMED)].join(", ")),
        };
        if places.len() > NAMED {
            label = format!("{label} and {} more", places.len() - NAMED);
        }
        let help =
            "change the query, run `cargo sqlx prepare`, and release that before this migration";
        Some(Words::new(message, label, help).at(Code::StillUsed, &self.range))
    }
}

/// A query on one line.
fn excerpt(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
