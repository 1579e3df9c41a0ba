use super::support::{Key, added_constraints, bare, constraint_name, surround};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::list;

/// A UNIQUE constraint that builds its index while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let Some(key) = Key::of_constraint(constraint, column).filter(|key| !key.primary) else {
            continue;
        };
        let shown = &table.shown;
        let name = constraint_name(constraint, shown, &key.columns, "key");
        let columns = list(key.columns.iter().map(String::as_str));
        let message = format!(
            "readers and writers of `{shown}` wait while the index is built: it holds ACCESS EXCLUSIVE"
        );
        let help = format!(
            "in a migration of its own write `CREATE UNIQUE INDEX CONCURRENTLY {name} ON {shown} \
             ({columns})`, then `ALTER TABLE {shown} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}`"
        );
        check.report(
            &constraint.span,
            Words::new(message, "blocks everybody", help),
        );
        // With options the index would need them, too.
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
    fn finds() {
        let found = lint_errors(
            Code::UniqueConstraint,
            TABLE,
            "ALTER TABLE t ADD UNIQUE (a, b);",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while the index is built: it holds ACCESS EXCLUSIVE [unique-constraint]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD UNIQUE (a, b);
          |                   ^^^^^^^^^^^^^ blocks everybody
          |
          = help: in a migration of its own write `CREATE UNIQUE INDEX CONCURRENTLY t_a_b_key ON t (a, b)`, then `ALTER TABLE t ADD CONSTRAINT t_a_b_key UNIQUE USING INDEX t_a_b_key`; or say above it why it may stay: `-- migrate: allow(unique-constraint) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::UniqueConstraint,
            &format!("{TABLE} CREATE UNIQUE INDEX i ON t (a);"),
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i;",
        );
        lint_ok(
            Code::UniqueConstraint,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD UNIQUE (a);",
        );
    }
}
