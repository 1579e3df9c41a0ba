//! What goes that the running release may use.

use std::ops::Range;

use migrate_directory::Code;

use crate::finding::{Finding, finding};

const HELP: &str =
    "drop it one release after the last one that uses it, and say so: `-- migrate: compatible`";

/// Statements that do so, such as "name `users.email`", fail.
pub(crate) fn removed(code: Code, range: &Range<usize>, do_so: &str) -> Finding {
    report(code, range, do_so, HELP)
}

/// A table, in whose place a view may be left.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn removed_table(range: &Range<usize>, name: &str) -> Finding {
    let help = format!("{HELP}; or leave a view in its place: `CREATE VIEW {name} AS SELECT …`");
    report(Code::RemovedTable, range, &format!("name `{name}`"), &help)
}

/// A view, or what else the word stands for.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn removed_object(range: &Range<usize>, word: &str, name: &str) -> Finding {
    let help = format!(
        "drop the {word} one release after the last one that uses it, and say so: \
         `-- migrate: compatible`; or create it again in this file"
    );
    let do_so = format!("need the {word} `{name}`");
    report(Code::RemovedObject, range, &do_so, &help)
}

fn report(code: Code, range: &Range<usize>, do_so: &str, help: &str) -> Finding {
    let message = format!("statements of the running release that {do_so} fail");
    finding(code, range, message, "still in use?", help)
}
