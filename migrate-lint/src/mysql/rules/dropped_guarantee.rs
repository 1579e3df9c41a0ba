use super::support::ColumnChange;
use crate::mysql::catalog::TableKey;
use crate::mysql::check::Check;
use crate::mysql::table::Action;
use crate::words::dropped_guarantee;

/// A constraint that the running release may rely on is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let table = altered.table.table();
    let shown = &altered.table.shown;
    let guarantee = match altered.action {
        Action::DropConstraint { name, .. } => format!("the constraint `{name}`"),
        Action::EnforceCheck {
            name,
            enforced: false,
            ..
        } => format!("the CHECK `{name}`"),
        Action::DropPrimaryKey => format!("the primary key of `{shown}`"),
        Action::DropKey { name, .. } => {
            let key = table.and_then(|table| table.key(&name.text));
            if !key.is_some_and(TableKey::is_unique) {
                return;
            }
            format!("the unique key `{name}`")
        }
        Action::ChangeColumn { .. } => {
            let Some(change) = ColumnChange::of(check) else {
                return;
            };
            let was = change.from.is_some_and(|known| known.spec.is_not_null());
            if !was || change.to.spec.is_not_null() || change.to.primary {
                return;
            }
            format!("NOT NULL of `{shown}.{}`", change.name)
        }
        _ => return,
    };
    check.report(altered.span, dropped_guarantee::words(&guarantee));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_dropped_not_null_lets_null_in() {
        let found = lint_errors(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a INT NOT NULL);",
            "ALTER TABLE t MODIFY a INT NULL;",
        );
        assert_snapshot!(found, @r"
        the running release may rely on NOT NULL of `t.a`, which this removes [dropped-guarantee]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a INT NULL;
          |               ^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn an_index_that_is_not_unique_guarantees_nothing() {
        lint_ok(
            Code::DroppedGuarantee,
            "CREATE TABLE t (a INT, KEY k (a));",
            "ALTER TABLE t DROP KEY k;",
        );
    }
}
