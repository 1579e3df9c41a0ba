use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::Ident;
use crate::mysql::table::Action;
use crate::words::renamed_column;

/// A column gets another name than the running release knows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let (from, to): (&Ident, &Ident) = match altered.action {
        Action::RenameColumn { from, to } => (from, to),
        Action::ChangeColumn { from, column, .. } => (from, &column.name),
        _ => return,
    };
    let table = altered.table;
    if from.is(&to.text) || table.lacks(&from.text) || table.is_new_column(&from.text) {
        return;
    }
    let shown = &table.shown;
    let mut words = renamed_column::words(shown, &from.to_string(), &to.to_string());
    let readable = format!(
        "; or keep the old name readable: \
         `ALTER TABLE {shown} ADD COLUMN {from} <type> AS ({to}) VIRTUAL`"
    );
    words.help.push_str(&readable);
    let remedy = Remedy::Column(table.key, from.text.clone());
    check.report_unless(remedy, altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_renamed_column_fails_statements_that_use_the_old_name() {
        let found = lint_errors(Code::RenamedColumn, TABLE, "ALTER TABLE t CHANGE a e INT;");
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `t.a` fail [renamed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CHANGE a e INT;
          |               ^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `e` as a second column, write both, and drop `a` in a later release: `ALTER TABLE t ADD COLUMN e …`; or keep the old name readable: `ALTER TABLE t ADD COLUMN a <type> AS (e) VIRTUAL`; if this is intended, write above the statement: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn column_names_ignore_case() {
        lint_ok(Code::RenamedColumn, TABLE, "ALTER TABLE t CHANGE a A INT;");
    }

    #[test]
    fn a_generated_column_keeps_the_old_name() {
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME COLUMN a TO e; ALTER TABLE t ADD COLUMN a INT AS (e) VIRTUAL;",
        );
    }

    #[test]
    fn no_release_uses_a_column_of_the_same_file() {
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t ADD e INT; ALTER TABLE t RENAME COLUMN e TO f;",
        );
    }

    #[test]
    fn a_renamed_index_renames_no_column() {
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME INDEX `PRIMARY` TO k;",
        );
    }
}
