use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// VALIDATE in the transaction that added the constraint and still holds its lock.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::ValidateConstraint(name), span)) = altered(check) else {
        return;
    };
    let known = table.table().and_then(|known| known.constraint(&name.text));
    let added = check.file.transaction.not_valid.iter().any(|(of, added)| {
        *of == table.name
            && (*added == name.text
                || added.is_empty() && known.is_some_and(|known| known.born == check.file.number))
    });
    if !added {
        return;
    }
    let shown = &table.shown;
    let message = format!(
        "writes to `{shown}` wait while every row is checked against `{name}`: this transaction \
         still holds the lock of ADD CONSTRAINT"
    );
    let help =
        format!("move it to a later migration: `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`");
    check.report(span, Words::new(message, "still locked", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_constraint_is_validated_under_the_lock_that_added_it() {
        let found = lint_errors(
            Code::ValidateInSameTransaction,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT c;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while every row is checked against `c`: this transaction still holds the lock of ADD CONSTRAINT [validate-in-same-transaction]
         --> m/2_draft.sql:2:15
          |
        2 | ALTER TABLE t VALIDATE CONSTRAINT c;
          |               ^^^^^^^^^^^^^^^^^^^^^ still locked
          |
          = help: move it to a later migration: `ALTER TABLE t VALIDATE CONSTRAINT c`; if this is intended, write above the statement: `-- migrate: allow(validate-in-same-transaction) <reason>`
        ");
    }

    #[test]
    fn a_constraint_of_an_earlier_migration_holds_no_lock() {
        lint_ok(
            Code::ValidateInSameTransaction,
            &format!("{TABLE} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"),
            "ALTER TABLE t VALIDATE CONSTRAINT c;",
        );
    }

    #[test]
    fn without_a_transaction_the_lock_is_released() {
        lint_ok(
            Code::ValidateInSameTransaction,
            TABLE,
            "-- migrate: transaction(none)\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;",
        );
    }
}
