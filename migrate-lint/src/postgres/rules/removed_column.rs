use migrate_directory::Code;

use super::support::altered;
use crate::postgres::check::{Check, finding};
use crate::postgres::file::Remedy;
use crate::postgres::table::Action;

/// A column goes that the running release may read or write.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::DropColumn { column, .. }, span)) = altered(check) else {
        return;
    };
    let known = table.column(&column.text);
    let is_gone = table.table().is_some_and(|table| table.complete) && known.is_none();
    if is_gone || table.is_new_column(&column.text) {
        return;
    }
    let shown = &table.shown;
    let message = format!(
        "statements of the running release that name `{shown}.{column}` fail, and its prepared \
         `SELECT *` do once"
    );
    let help =
        "drop it one release after the last one that uses it, and say so: `-- migrate: compatible`";
    let found = finding(Code::RemovedColumn, span, message, "still in use?", help);
    check.report_unless(Remedy::Column(table.name, column.text.clone()), found);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RemovedColumn,
            "CREATE TABLE t (id int PRIMARY KEY, a int, b text);",
            "ALTER TABLE t DROP COLUMN a;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that name `t.a` fail, and its prepared `SELECT *` do once [removed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t DROP COLUMN a;
          |               ^^^^^^^^^^^^^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(removed-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedColumn,
            "CREATE TABLE t (id int PRIMARY KEY, a int, b text);",
            "ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a text;",
        );
        lint_ok(
            Code::RemovedColumn,
            "CREATE TABLE t (id int PRIMARY KEY, a int, b text);",
            "ALTER TABLE t ADD COLUMN c int, DROP COLUMN c;",
        );
    }
}
