use super::support::{Key, added_constraints, constraint_name};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::list;
use crate::postgres::table::ConstraintKind;
use crate::words::lock::Lock;

/// A primary key that builds its index, or looks for NULLs, while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    let (lock, label) = (Lock::AccessExclusive, "blocks reads and writes");
    for (table, constraint, column) in added_constraints(check) {
        let shown = &table.shown;
        if let Some(key) = Key::of_constraint(constraint, column).filter(|key| key.primary) {
            let name = constraint_name(constraint, shown, &[], "pkey");
            let columns = list(key.columns.iter().map(String::as_str));
            let message = lock.wait(shown, "its index is built");
            let help = format!(
                "in a migration of its own, write `CREATE UNIQUE INDEX CONCURRENTLY {name} ON \
                 {shown} ({columns})`, make the columns NOT NULL with a validated CHECK, then \
                 `ALTER TABLE {shown} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name}`"
            );
            check.report(&constraint.span, Words::new(message, label, help));
        } else if let ConstraintKind::PrimaryKey {
            using_index: Some(index),
            ..
        } = &constraint.kind
        {
            let columns = check
                .catalog
                .index(index)
                .map(|(_, index)| index.columns.clone());
            let nullable = columns.into_iter().flatten().flatten().find(|column| {
                let proven = table
                    .table()
                    .is_some_and(|known| known.proves_not_null(column));
                !proven && !table.is_not_null(column)
            });
            let Some(column) = nullable else { continue };
            let work = format!("every row is checked for NULL in `{column}`");
            let message = lock.wait(shown, &work);
            let help = format!(
                "prove that there is none: `ALTER TABLE {shown} ADD CONSTRAINT {column}_not_null \
                 CHECK ({column} IS NOT NULL) NOT VALID`; in a later migration, `ALTER TABLE \
                 {shown} VALIDATE CONSTRAINT {column}_not_null`, then `ALTER TABLE {shown} ALTER \
                 COLUMN {column} SET NOT NULL`"
            );
            check.report(&constraint.span, Words::new(message, label, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_primary_key_builds_its_index_under_the_lock() {
        let found = lint_errors(
            Code::PrimaryKeyConstraint,
            "CREATE TABLE t (a int);",
            "ALTER TABLE t ADD PRIMARY KEY (a);",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while its index is built, under an ACCESS EXCLUSIVE lock [primary-key-constraint]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD PRIMARY KEY (a);
          |                   ^^^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: in a migration of its own, write `CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON t (a)`, make the columns NOT NULL with a validated CHECK, then `ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey`; if this is intended, write above the statement: `-- migrate: allow(primary-key-constraint) <reason>`
        ");
    }

    #[test]
    fn an_index_over_not_null_columns_is_only_attached() {
        lint_ok(
            Code::PrimaryKeyConstraint,
            "CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t (a);",
            "ALTER TABLE t ADD PRIMARY KEY USING INDEX i;",
        );
    }
}
