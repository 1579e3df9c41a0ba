use super::support::{added_constraints, constraint_name};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::list;
use crate::postgres::table::ConstraintKind;

/// A foreign key whose columns no index begins with.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::ForeignKey {
            columns,
            table: target,
            ..
        } = &constraint.kind
        else {
            continue;
        };
        let mut names: Vec<String> = columns.iter().map(|column| column.text.clone()).collect();
        names.extend(column.iter().map(|column| column.name.text.clone()));
        let mut indexes = check.catalog.indexes(&table.name);
        let is_covered = indexes.any(|(_, index)| {
            let first: Vec<&String> = index.columns.iter().take(names.len()).flatten().collect();
            !index.partial
                && first.len() == names.len()
                && names.iter().all(|name| first.contains(&name))
        });
        if is_covered {
            continue;
        }
        let shown = &table.shown;
        let name = constraint_name(constraint, shown, &names, "idx");
        let columns = list(names.iter().map(String::as_str));
        let message = format!(
            "each DELETE of a row of `{target}` scans `{shown}`: no index begins with ({columns})"
        );
        let help = format!(
            "in an earlier migration, write `CREATE INDEX CONCURRENTLY {name} ON {shown} ({columns})`"
        );
        check.report(&constraint.span, Words::new(message, "no index", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_foreign_key_without_an_index_makes_deletes_scan() {
        let found = lint_errors(
            Code::ForeignKeyWithoutIndex,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int REFERENCES t;",
        );
        assert_snapshot!(found, @r"
        each DELETE of a row of `t` scans `t`: no index begins with (c) [foreign-key-without-index]
         --> m/2_draft.sql:1:32
          |
        1 | ALTER TABLE t ADD COLUMN c int REFERENCES t;
          |                                ^^^^^^^^^^^^ no index
          |
          = help: in an earlier migration, write `CREATE INDEX CONCURRENTLY t_c_idx ON t (c)`; if this is intended, write above the statement: `-- migrate: allow(foreign-key-without-index) <reason>`
        ");
    }

    #[test]
    fn an_index_that_begins_with_the_key_serves_deletes() {
        lint_ok(
            Code::ForeignKeyWithoutIndex,
            &format!("{TABLE} CREATE INDEX i ON t (a, b);"),
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t NOT VALID;",
        );
    }
}
