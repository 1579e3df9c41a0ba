use super::support::{dropped, is_no_op};
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::words::removed_table;

/// A table, foreign table or whole schema that the running release may use is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    let kinds = [ObjectKind::Table, ObjectKind::ForeignTable];
    let span = check.parsed.span.clone();
    if let Some((_, name)) = dropped(check, &kinds) {
        let Some(table) = check.existing(name) else {
            return;
        };
        if check.file.given_names.contains(&table.name) {
            return;
        }
        let words = removed_table::words(&name.to_string());
        check.report_unless(table.replacement(), &span, words);
    } else if let Some((drop, name)) = dropped(check, &[ObjectKind::Schema]) {
        if is_no_op(check, drop, name) {
            return;
        }
        let known = check.catalog.schema(&name.name);
        let mut relations = known
            .into_iter()
            .flat_map(|schema| schema.relations.values());
        let is_empty = check.catalog.has_created_schema(&name.name)
            && relations.all(|relation| check.file.is_new(relation.born));
        if is_empty {
            return;
        }
        check.report(&span, removed_table::of_schema(&name.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_fails_statements_that_use_it() {
        let found = lint_errors(Code::RemovedTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        statements of the running release that use `t` fail [removed-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE t;
          | ^^^^^^^^^^^^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW t AS SELECT …`; if this is intended, write above the statement: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn a_table_that_is_recreated_is_still_there() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "DROP TABLE t; CREATE TABLE t (id int, a int, b text);",
        );
    }

    #[test]
    fn a_compatible_migration_may_drop_a_table() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "-- migrate: compatible\nDROP TABLE t;",
        );
    }

    #[test]
    fn no_release_uses_a_table_of_the_same_file() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DROP TABLE n;",
        );
    }
}
