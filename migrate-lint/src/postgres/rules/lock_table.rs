use super::support::with_article;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words::lock_table;

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
    let access = if mode == "access exclusive" {
        "reads and writes of"
    } else {
        "writes to"
    };
    let waiting = format!("{access} `{}`", table.shown);
    let until = format!(
        "this migration ends, under {}",
        with_article(&mode.to_uppercase())
    );
    let span = check.parsed.span.clone();
    check.report(&span, lock_table::words(&waiting, &until));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_share_lock_blocks_writes_until_the_end() {
        let found = lint_errors(Code::LockTable, TABLE, "LOCK TABLE t IN SHARE MODE;");
        assert_snapshot!(found, @r"
        writes to `t` wait until this migration ends, under a SHARE lock [lock-table]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLE t IN SHARE MODE;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ explicit table lock
          |
          = help: remove it: each statement takes the lock that it needs; if this is intended, write above the statement: `-- migrate: allow(lock-table) <reason>`
        ");
    }

    #[test]
    fn a_row_exclusive_lock_blocks_no_write() {
        lint_ok(
            Code::LockTable,
            TABLE,
            "LOCK TABLE t IN ROW EXCLUSIVE MODE;",
        );
    }

    #[test]
    fn nobody_waits_for_a_new_table() {
        lint_ok(
            Code::LockTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); LOCK n;",
        );
    }
}
