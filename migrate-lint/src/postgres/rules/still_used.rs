use migrate_core::Code;

use crate::finding::Finding;
use crate::postgres::catalog::Catalog;
use crate::postgres::check::finding;
use crate::postgres::used::{Removal, Used};

/// So much of a query is quoted.
const QUOTED: usize = 100;
/// So many places are named.
const NAMED: usize = 3;

/// Queries of the service name what was taken away.
pub(in crate::postgres) fn check<'q>(
    removal: &Removal<'q>,
    used: &Used<'q>,
    now: &Catalog,
) -> Option<Finding> {
    let queries = used.lacking(removal, now);
    let first = excerpt(queries.first()?);
    let subject = &removal.subject;
    let message = match queries.len() {
        1 => format!("a query of the service still uses `{subject}`: `{first}`"),
        count => format!("{count} queries of the service still use `{subject}`, such as `{first}`"),
    };
    let places: Vec<String> = queries.iter().filter_map(|sql| used.place(sql)).collect();
    let mut label = match places.len() {
        0 => "still used".to_owned(),
        count => format!("used at {}", places[..count.min(NAMED)].join(", ")),
    };
    if places.len() > NAMED {
        label = format!("{label} and {} more", places.len() - NAMED);
    }
    let help = "change the query, run `cargo sqlx prepare`, and let a release without it run before this one";
    Some(finding(
        Code::StillUsed,
        &removal.span,
        message,
        label,
        help,
    ))
}

/// A query on one line.
fn excerpt(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
