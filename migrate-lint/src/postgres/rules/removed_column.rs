use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
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
    let words = Words::new(message, "still in use?", help);
    check.report_unless(Remedy::Column(table.name, column.text.clone()), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RemovedColumn, TABLE, "ALTER TABLE t DROP COLUMN a;");
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
            TABLE,
            "ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a text;",
        );
        lint_ok(
            Code::RemovedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int, DROP COLUMN c;",
        );
    }
}
