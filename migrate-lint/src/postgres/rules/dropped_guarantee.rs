use super::support::{altered, dropped};
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::postgres::table::Action;
use crate::words::dropped_guarantee;

/// A constraint, default or unique index that the running release may rely on is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    let words = if let Some((table, action, _)) = altered(check) {
        let shown = &table.shown;
        match action {
            Action::DropNotNull(column) if !table.is_new_column(&column.text) => {
                dropped_guarantee::words(&format!("NOT NULL of `{shown}.{column}`"))
            }
            Action::DropConstraint { name, .. } => {
                let known = table.table().and_then(|table| table.constraint(&name.text));
                if known.is_some_and(|known| check.file.is_new(known.born)) {
                    return;
                }
                dropped_guarantee::unique(&format!("the constraint `{name}`"))
            }
            Action::DropDefault(column) if !table.is_new_column(&column.text) => {
                dropped_guarantee::words(&format!("the default of `{shown}.{column}`"))
            }
            _ => return,
        }
    } else if let Some((_, name)) = dropped(check, &[ObjectKind::Index]) {
        match check.catalog.index(name) {
            Some((_, index)) if index.unique => {
                dropped_guarantee::unique(&format!("the unique index `{name}`"))
            }
            _ => return,
        }
    } else {
        return;
    };
    let span = check.parsed.span.clone();
    check.report(&span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_not_null_lets_null_in() {
        let found = lint_errors(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a int NOT NULL);",
            "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
        );
        assert_snapshot!(found, @r"
        the running release may rely on NOT NULL of `t.a`, which this removes [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn no_release_relies_on_a_column_of_the_same_file() {
        lint_ok(
            Code::DroppedGuarantee,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1; ALTER TABLE t ALTER COLUMN c DROP NOT NULL;",
        );
    }
}
