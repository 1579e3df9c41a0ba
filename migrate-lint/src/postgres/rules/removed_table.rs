use super::support::{dropped, is_no_op};
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::removed::{removed, removed_table};

/// A table, foreign table or whole schema goes that the running release may use.
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
        let words = removed_table(&name.to_string());
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
        let do_so = format!("name tables of `{name}`");
        check.report(&span, removed(&do_so));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RemovedTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t` fail [removed-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE t;
          | ^^^^^^^^^^^^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW t AS SELECT …`; or say above it why it may stay: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "DROP TABLE t; CREATE TABLE t (id int, a int, b text);",
        );
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "-- migrate: compatible\nDROP TABLE t;",
        );
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DROP TABLE n;",
        );
    }
}
