//! The one door of the rules' tests.

use migrate_core::{Code, Dialect};

use crate::testing::frames;

/// The frames of what a rule says about `sql` behind a migration with `before`.
#[track_caller]
pub(super) fn lint_errors(code: Code, before: &str, sql: &str) -> String {
    let frames = frames(Dialect::Postgres, code, before, sql);
    assert!(!frames.is_empty(), "nothing is found: use `lint_ok`");
    frames.join("\n")
}

/// The rule has nothing to say about `sql`.
#[track_caller]
pub(super) fn lint_ok(code: Code, before: &str, sql: &str) {
    let frames = frames(Dialect::Postgres, code, before, sql);
    assert_eq!(frames, [""; 0], "use `lint_errors`");
}
