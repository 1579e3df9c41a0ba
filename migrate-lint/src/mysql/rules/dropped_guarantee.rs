use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::catalog::TableKey;
use crate::mysql::check::Check;
use crate::mysql::table::Action;

/// A constraint goes that the running release may count on.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let table = altered.table.table();
    let what = match altered.action {
        Action::DropConstraint { .. } => "the constraint",
        Action::EnforceCheck {
            enforced: false, ..
        } => "the CHECK",
        Action::DropPrimaryKey => "the primary key",
        Action::DropKey { name, .. } => {
            let key = table.and_then(|table| table.key(&name.text));
            if !key.is_some_and(TableKey::is_unique) {
                return;
            }
            "the unique key"
        }
        Action::ChangeColumn { .. } => {
            let change = ColumnChange::of(check);
            let is_loosened = |change: &ColumnChange<'_>| {
                let was = change.from.is_some_and(|known| known.spec.is_not_null());
                was && !change.to.spec.is_not_null() && !change.to.primary
            };
            if !change.as_ref().is_some_and(is_loosened) {
                return;
            }
            "NOT NULL"
        }
        _ => return,
    };
    let message = format!(
        "without {what} rows of `{}` may hold what the running release does not expect",
        altered.table.shown
    );
    let help = "make sure that every release that runs can read such rows, and say so: `-- migrate: compatible`";
    check.report(altered.span, Words::new(message, "a guarantee goes", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a INT NOT NULL);",
            "ALTER TABLE t MODIFY a INT NULL;",
        );
        assert_snapshot!(found, @r"
        without NOT NULL rows of `t` may hold what the running release does not expect [dropped-guarantee]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a INT NULL;
          |               ^^^^^^^^^^^^^^^^^ a guarantee goes
          |
          = help: make sure that every release that runs can read such rows, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a INT, KEY k (a));",
            "ALTER TABLE t DROP KEY k;",
        );
    }
}
