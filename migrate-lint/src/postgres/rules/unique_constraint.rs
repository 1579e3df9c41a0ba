use super::support::{Key, added_constraints, bare, constraint_name, surround};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::list;
use crate::words::lock::Lock;

/// A UNIQUE constraint that builds its index while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let Some(key) = Key::of_constraint(constraint, column).filter(|key| !key.primary) else {
            continue;
        };
        let shown = &table.shown;
        let name = constraint_name(constraint, shown, &key.columns, "key");
        let columns = list(key.columns.iter().map(String::as_str));
        let message = Lock::AccessExclusive.wait(shown, "its index is built");
        let help = format!(
            "in a migration of its own, write `CREATE UNIQUE INDEX CONCURRENTLY {name} ON {shown} \
             ({columns})`, then `ALTER TABLE {shown} ADD CONSTRAINT {name} UNIQUE USING INDEX \
             {name}`"
        );
        let words = Words::new(message, "blocks reads and writes", help);
        check.report(&constraint.span, words);
        // The index would have to repeat the options of the constraint.
        let text = bare(constraint);
        let is_plain =
            text.ends_with(')') && text.matches('(').count() == 1 && !text.contains("NULLS");
        if column.is_none() && constraint.name.is_some() && is_plain {
            let index = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {shown} ({columns})");
            let instead = format!("CONSTRAINT {name} UNIQUE USING INDEX {name}");
            check.rewrite(surround(
                check,
                &[index],
                Some((&constraint.span, &instead)),
                &[],
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_unique_constraint_builds_its_index_under_the_lock() {
        let found = lint_errors(
            Code::UniqueConstraint,
            TABLE,
            "ALTER TABLE t ADD UNIQUE (a, b);",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while its index is built, under an ACCESS EXCLUSIVE lock [unique-constraint]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD UNIQUE (a, b);
          |                   ^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: in a migration of its own, write `CREATE UNIQUE INDEX CONCURRENTLY t_a_b_key ON t (a, b)`, then `ALTER TABLE t ADD CONSTRAINT t_a_b_key UNIQUE USING INDEX t_a_b_key`; if this is intended, write above the statement: `-- migrate: allow(unique-constraint) <reason>`
        ");
    }

    #[test]
    fn an_index_that_exists_is_only_attached() {
        lint_ok(
            Code::UniqueConstraint,
            &format!("{TABLE} CREATE UNIQUE INDEX i ON t (a);"),
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i;",
        );
    }

    #[test]
    fn a_new_table_has_no_rows_to_index() {
        lint_ok(
            Code::UniqueConstraint,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD UNIQUE (a);",
        );
    }
}
