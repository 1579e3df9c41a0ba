use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;
use crate::words::renamed_column;

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
    let words = renamed_column::words(&table.shown, &from.to_string(), &to.to_string());
    let remedy = Remedy::Column(table.name, from.text.clone());
    check.report_unless(remedy, span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_renamed_column_fails_statements_that_use_the_old_name() {
        let found = lint_errors(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME COLUMN a TO c;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `t.a` fail [renamed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME COLUMN a TO c;
          |               ^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `c` as a second column, write both, and drop `a` in a later release: `ALTER TABLE t ADD COLUMN c …`; if this is intended, write above the statement: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn no_release_uses_a_column_of_the_same_file() {
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t RENAME c TO d;",
        );
    }
}
