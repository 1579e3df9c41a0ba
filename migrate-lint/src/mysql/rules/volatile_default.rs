use super::support::added_column;
use crate::mysql::check::Check;
use crate::mysql::table::DefaultValue;
use crate::words::lock::Lock;
use crate::words::volatile_default;

/// A new column whose default is an expression.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    let Some(DefaultValue::Expression(expression)) = &column.spec.default else {
        return;
    };
    // MariaDB computes once what is the same for every row.
    let is_computed = check.file.servers.has_mysql() || is_volatile(expression);
    if !is_computed || !altered.may_copy(check) {
        return;
    }
    let words = volatile_default::words(
        Lock::Shared,
        &altered.table.shown,
        &column.name.to_string(),
        &column.spec.ty.to_string(),
        "(…)",
    );
    check.report(altered.span, words);
}

fn is_volatile(expression: &str) -> bool {
    const CALLS: [&str; 6] = [
        "uuid",
        "sys_guid",
        "rand(",
        "random_bytes(",
        "nextval(",
        "sysdate(",
    ];
    CALLS.iter().any(|call| expression.contains(call))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_volatile_default_copies_the_table() {
        let found = lint_errors(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD uuid CHAR(36) NOT NULL DEFAULT (UUID());",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied to compute the default of `uuid` for every row [volatile-default]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD uuid CHAR(36) NOT NULL DEFAULT (UUID());
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: add it without a default (`ALTER TABLE t ADD COLUMN uuid char(36)`), set the default for new rows (`ALTER TABLE t ALTER COLUMN uuid SET DEFAULT (…)`), and fill the existing rows in batches in later migrations; if this is intended, write above the statement: `-- migrate: allow(volatile-default) <reason>`
        ");
    }

    #[test]
    fn current_timestamp_is_stored_once() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP;",
        );
    }

    #[test]
    fn a_constant_default_is_stored_once() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD e INT DEFAULT 5;",
        );
    }
}
