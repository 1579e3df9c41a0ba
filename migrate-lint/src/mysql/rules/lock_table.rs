use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::Statement;

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
    let of = first.map_or_else(|| "every table".to_owned(), |first| format!("`{first}`"));
    let message = format!("others wait for {of} until the tables are unlocked");
    let help = "leave it out: the statements of a migration take the locks that they need";
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "others wait", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::LockTable,
            TABLE,
            "LOCK TABLES t WRITE; INSERT INTO t (a) VALUES (1); UNLOCK TABLES;",
        );
        assert_snapshot!(found, @r"
        others wait for `t` until the tables are unlocked [lock-table]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLES t WRITE; INSERT INTO t (a) VALUES (1); UNLOCK TABLES;
          | ^^^^^^^^^^^^^^^^^^^ others wait
          |
          = help: leave it out: the statements of a migration take the locks that they need; or say above it why it may stay: `-- migrate: allow(lock-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LockTable,
            TABLE,
            "CREATE TABLE u (a INT); LOCK TABLES u WRITE; INSERT INTO u VALUES (1); UNLOCK TABLES;",
        );
    }
}
