//! The one door of the rules' tests.

use migrate_directory::{Code, Diagnostic, Dialect, Directory, Settings, Snapshot};

use crate::{Options, lint};

/// The frames of what a rule says about `sql` after a migration with `before`.
#[track_caller]
pub(crate) fn lint_errors(dialect: Dialect, code: Code, before: &str, sql: &str) -> String {
    let frames = frames(dialect, code, before, sql);
    assert!(!frames.is_empty(), "nothing is found: use `lint_ok`");
    frames.join("\n")
}

/// The rule has nothing to say about `sql`.
#[track_caller]
pub(crate) fn lint_ok(dialect: Dialect, code: Code, before: &str, sql: &str) {
    assert_eq!(
        frames(dialect, code, before, sql),
        [""; 0],
        "use `lint_errors`"
    );
}

/// `before` may begin with lines of `[lint]` as comments.
fn frames(dialect: Dialect, code: Code, before: &str, sql: &str) -> Vec<String> {
    let settings = before
        .split('\n')
        .filter_map(|line| line.strip_prefix("-- lint: "));
    let mut config = format!("[lint]\n{code} = \"deny\"\n");
    settings.for_each(|line| config.push_str(line));
    let before = format!("-- migrate: allow(empty-migration) nothing\n{before}");
    let files = [
        ("1_before.sql", before.as_str()),
        ("2_draft.sql", sql),
        ("migrate.toml", config.as_str()),
    ];
    let dialects = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(&Snapshot::of("m", files), &dialects);
    let found = lint(&directory, &Options::default()).diagnostics;
    let of_rule = found.iter().filter(|one| one.code == code);
    of_rule
        .map(|one| Diagnostic::frame(one, directory.text(&one.path)))
        .collect()
}
