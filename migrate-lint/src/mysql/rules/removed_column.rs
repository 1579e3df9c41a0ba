use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::table::Action;
use crate::removed::removed;

/// A column goes that the running release may read or write.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let Action::DropColumn { column, .. } = altered.action else {
        return;
    };
    let table = altered.table;
    if table.lacks(&column.text) || table.is_new_column(&column.text) {
        return;
    }
    let do_so = format!("name `{}.{column}`", table.shown);
    let remedy = Remedy::Column(table.key, column.text.clone());
    check.report_unless(remedy, altered.span, removed(&do_so));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RemovedColumn, TABLE, "ALTER TABLE t DROP COLUMN a;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t.a` fail [removed-column]
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
            "ALTER TABLE t DROP COLUMN a, ADD COLUMN a TEXT;",
        );
        lint_ok(
            Code::RemovedColumn,
            TABLE,
            "ALTER TABLE t ADD e INT, DROP e;",
        );
    }
}
