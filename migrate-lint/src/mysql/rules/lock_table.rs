use crate::mysql::check::Check;
use crate::mysql::statement::Statement;
use crate::words::lock_table;

/// `LOCK TABLES` of tables that were there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::LockTables(names) = &check.parsed.statement else {
        return;
    };
    let mut existing = names.iter().filter_map(|name| check.existing(name));
    let first = existing.next().map(|table| table.shown);
    if first.is_none() && !names.is_empty() {
        return;
    }
    let tables = first.map_or_else(|| "every table".to_owned(), |first| format!("`{first}`"));
    let waiting = format!("statements of other sessions on {tables}");
    let span = check.parsed.span.clone();
    check.report(&span, lock_table::words(&waiting, "`UNLOCK TABLES`"));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn locked_tables_block_other_sessions() {
        let found = lint_errors(
            Code::LockTable,
            TABLE,
            "LOCK TABLES t WRITE; INSERT INTO t (a) VALUES (1); UNLOCK TABLES;",
        );
        assert_snapshot!(found, @r"
        statements of other sessions on `t` wait until `UNLOCK TABLES` [lock-table]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLES t WRITE; INSERT INTO t (a) VALUES (1); UNLOCK TABLES;
          | ^^^^^^^^^^^^^^^^^^^ explicit table lock
          |
          = help: remove it: each statement takes the lock that it needs; if this is intended, write above the statement: `-- migrate: allow(lock-table) <reason>`
        ");
    }

    #[test]
    fn nobody_waits_for_a_new_table() {
        lint_ok(
            Code::LockTable,
            TABLE,
            "CREATE TABLE u (a INT); LOCK TABLES u WRITE; INSERT INTO u VALUES (1); UNLOCK TABLES;",
        );
    }
}
