use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `LOCK TABLE` in a mode that writers, or readers too, wait for.
pub(super) fn check(check: &mut Check<'_>) {
    const STRONG: [&str; 4] = [
        "share",
        "share row exclusive",
        "exclusive",
        "access exclusive",
    ];
    let Statement::Lock { tables, mode } = &check.parsed.statement else {
        return;
    };
    let mode = mode.split_whitespace().collect::<Vec<_>>().join(" ");
    if !STRONG.contains(&mode.as_str()) {
        return;
    }
    let Some(table) = tables.iter().find_map(|name| check.existing(name)) else {
        return;
    };
    let who = if mode == "access exclusive" {
        "readers and writers"
    } else {
        "writers"
    };
    let shown = &table.shown;
    let message = format!(
        "{who} of `{shown}` wait until this migration ends: it holds {}",
        mode.to_uppercase()
    );
    let help = "remove it: each statement takes the lock that it needs";
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "held until the end", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::LockTable, TABLE, "LOCK TABLE t IN SHARE MODE;");
        assert_snapshot!(found, @r"
        writers of `t` wait until this migration ends: it holds SHARE [lock-table]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLE t IN SHARE MODE;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ held until the end
          |
          = help: remove it: each statement takes the lock that it needs; or say above it why it may stay: `-- migrate: allow(lock-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LockTable,
            TABLE,
            "LOCK TABLE t IN ROW EXCLUSIVE MODE;",
        );
        lint_ok(
            Code::LockTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); LOCK n;",
        );
    }
}
