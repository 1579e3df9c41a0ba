use std::ops::Range;

/// Another tool's notation in a comment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    pub(crate) range: Range<usize>,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
}

const SPLIT: &str = "put the part that applies into `<version>_<name>.sql` and the part that \
                     reverts into `<version>_<name>.down.sql`, without these comments";
const NO_TRANSACTION: &str = "write `-- migrate: transaction(none)` instead";

/// Marks of other tools: how the comment's text begins after `--`, what it is, what to write.
const MARKS: [(&str, &str, &str); 7] = [
    ("migrate:up", "`-- migrate:up` is dbmate's notation", SPLIT),
    (
        "migrate:down",
        "`-- migrate:down` is dbmate's notation",
        SPLIT,
    ),
    ("+goose", "`-- +goose` is goose's notation", SPLIT),
    ("+migrate", "`-- +migrate` is sql-migrate's notation", SPLIT),
    (
        "no-transaction",
        "`-- no-transaction` is sqlx's notation",
        NO_TRANSACTION,
    ),
    (
        "atlas:txmode",
        "`-- atlas:` is Atlas's notation",
        NO_TRANSACTION,
    ),
    (
        "atlas:",
        "`-- atlas:` is Atlas's notation",
        "remove the comment; `-- migrate: allow(<rule>) <reason>` silences a rule",
    ),
];

/// Finds the mark of another tool in a line comment that begins at `start`.
pub(crate) fn in_comment(comment: &str, start: usize) -> Option<Foreign> {
    let text = comment.strip_prefix("--")?.trim_start();
    let (mark, message, help) = MARKS.into_iter().find(|(mark, ..)| {
        text.strip_prefix(mark).is_some_and(|after| {
            mark.ends_with(':') || after.is_empty() || after.starts_with(char::is_whitespace)
        })
    })?;
    // sqlx looks at the very beginning of the line only, so prose may mention the mark.
    if mark == "no-transaction" && text.trim_end() != mark {
        return None;
    }
    Some(Foreign {
        range: start..start + comment.len(),
        message,
        help,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_other_tools() {
        for comment in [
            "-- migrate:up",
            "-- migrate:up transaction:false",
            "--migrate:down",
            "-- +goose Up",
            "-- +migrate Up notransaction",
            "-- no-transaction",
            "-- atlas:nolint destructive",
            "-- atlas:txmode none",
        ] {
            assert!(in_comment(comment, 0).is_some(), "{comment}");
        }
        for comment in [
            "-- migrate: breaking",
            "-- migrate:upgrade",
            "-- no-transaction here, please",
            "# +goose",
        ] {
            assert!(in_comment(comment, 0).is_none(), "{comment}");
        }
    }
}
