use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// A column of a table or view gets another name.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterTable(alter) = &check.parsed.statement else {
        return;
    };
    let Some((Action::RenameColumn { from, to }, span)) = alter.actions.first() else {
        return;
    };
    let Some(table) = check.existing(&alter.table) else {
        return;
    };
    if table.is_new_column(&from.text) {
        return;
    }
    let shown = &table.shown;
    let message = format!("statements of the running release that name `{shown}.{from}` fail");
    let help = format!(
        "add `{to}` beside it, write both, and drop `{from}` a release later: \
         `ALTER TABLE {shown} ADD COLUMN {to} …`"
    );
    let words = Words::new(message, "the old name is gone", help);
    check.report_unless(Remedy::Column(table.name, from.text.clone()), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME COLUMN a TO c;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that name `t.a` fail [renamed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME COLUMN a TO c;
          |               ^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `c` beside it, write both, and drop `a` a release later: `ALTER TABLE t ADD COLUMN c …`; or say above it why it may stay: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t RENAME c TO d;",
        );
    }
}
