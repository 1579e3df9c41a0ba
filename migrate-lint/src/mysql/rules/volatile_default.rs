use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::DefaultValue;

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
    let (shown, name) = (&altered.table.shown, &column.name);
    let message = format!(
        "writers of `{shown}` wait while the table is copied to compute `{name}` for every row"
    );
    let help = format!(
        "add it without a default, then set the default, which holds for new rows, and fill the others in batches: \
         `ALTER TABLE {shown} ALTER COLUMN {name} SET DEFAULT (…)`"
    );
    check.report(altered.span, Words::new(message, "copies the table", help));
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
    fn finds() {
        let found = lint_errors(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD uuid CHAR(36) NOT NULL DEFAULT (UUID());",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the table is copied to compute `uuid` for every row [volatile-default]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD uuid CHAR(36) NOT NULL DEFAULT (UUID());
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: add it without a default, then set the default, which holds for new rows, and fill the others in batches: `ALTER TABLE t ALTER COLUMN uuid SET DEFAULT (…)`; or say above it why it may stay: `-- migrate: allow(volatile-default) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP;",
        );
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD e INT DEFAULT 5;",
        );
    }
}
