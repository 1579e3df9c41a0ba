//! What goes that the running release may use.

use crate::finding::Words;

const HELP: &str =
    "drop it one release after the last one that uses it, and say so: `-- migrate: compatible`";

/// Statements that do so, such as "name `users.email`", fail.
pub(crate) fn removed(do_so: &str) -> Words {
    words(do_so, HELP)
}

/// A table, in whose place a view may be left.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn removed_table(name: &str) -> Words {
    let help = format!("{HELP}; or leave a view in its place: `CREATE VIEW {name} AS SELECT …`");
    words(&format!("name `{name}`"), &help)
}

/// A view, or what else the word stands for.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn removed_object(word: &str, name: &str) -> Words {
    let help = format!(
        "drop the {word} one release after the last one that uses it, and say so: \
         `-- migrate: compatible`; or create it again in this file"
    );
    words(&format!("need the {word} `{name}`"), &help)
}

fn words(do_so: &str, help: &str) -> Words {
    let message = format!("statements of the running release that {do_so} fail");
    Words::new(message, "still in use?", help)
}
