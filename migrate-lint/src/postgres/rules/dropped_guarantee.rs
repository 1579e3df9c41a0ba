use super::support::{altered, dropped};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::postgres::table::Action;

/// What the running release may rely on of rows no longer holds.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    let what = if let Some((table, action, _)) = altered(check) {
        match action {
            Action::DropNotNull(column) if !table.is_new_column(&column.text) => {
                format!("`{}.{column}` may be NULL", table.shown)
            }
            Action::DropConstraint { name, .. } => {
                let known = table.table().and_then(|table| table.constraint(&name.text));
                if known.is_some_and(|known| check.file.is_new(known.born)) {
                    return;
                }
                format!("the constraint `{name}` no longer holds, and `ON CONFLICT` with it fails")
            }
            Action::DropDefault(column) if !table.is_new_column(&column.text) => {
                format!("`{}.{column}` has no default", table.shown)
            }
            _ => return,
        }
    } else if let Some((_, name)) = dropped(check, &[ObjectKind::Index]) {
        match check.catalog.index(name) {
            Some((_, index)) if index.unique => {
                format!(
                    "the unique index `{name}` no longer holds, and `ON CONFLICT` with it fails"
                )
            }
            _ => return,
        }
    } else {
        return;
    };
    let message = format!("from here on {what}");
    let help =
        "make sure that no running release relies on it, and say so: `-- migrate: compatible`";
    check.report(&span, Words::new(message, "no longer guaranteed", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a int NOT NULL);",
            "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
        );
        assert_snapshot!(found, @r"
        from here on `t.a` may be NULL [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DroppedGuarantee,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1; ALTER TABLE t ALTER COLUMN c DROP NOT NULL;",
        );
    }
}
