use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::Ident;
use crate::mysql::table::Action;

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
    let message = format!("statements of the running release that name `{shown}.{from}` fail");
    let help = format!(
        "add `{to}` beside it, write both, and drop `{from}` when no such release runs; or keep the old name readable: \
         `ALTER TABLE {shown} ADD COLUMN {from} <type> AS ({to}) VIRTUAL`"
    );
    let words = Words::new(message, "still in use under this name?", help);
    check.report_unless(
        Remedy::Column(table.key, from.text.clone()),
        altered.span,
        words,
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RenamedColumn, TABLE, "ALTER TABLE t CHANGE a e INT;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t.a` fail [renamed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CHANGE a e INT;
          |               ^^^^^^^^^^^^^^ still in use under this name?
          |
          = help: add `e` beside it, write both, and drop `a` when no such release runs; or keep the old name readable: `ALTER TABLE t ADD COLUMN a <type> AS (e) VIRTUAL`; or say above it why it may stay: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::RenamedColumn, TABLE, "ALTER TABLE t CHANGE a A INT;");
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME COLUMN a TO e; ALTER TABLE t ADD COLUMN a INT AS (e) VIRTUAL;",
        );
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t ADD e INT; ALTER TABLE t RENAME COLUMN e TO f;",
        );
        lint_ok(
            Code::RenamedColumn,
            TABLE,
            "ALTER TABLE t RENAME INDEX `PRIMARY` TO k;",
        );
    }
}
