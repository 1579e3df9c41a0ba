use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::name::QName;
use crate::postgres::table::Action;
use crate::words::renamed_table;

/// A table gets another name or schema, and nothing takes its place.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let new = match action {
        Action::RenameTo(to) => table.name.sibling(&to.text),
        Action::SetSchema(schema) => QName::new(&schema.text, &table.name.name),
        _ => return,
    };
    if check.file.given_names.contains(&table.name) {
        return;
    }
    let words = renamed_table::words(&table.shown, &new.to_string());
    check.report_unless(table.replacement(), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_renamed_table_fails_statements_that_use_the_old_name() {
        let found = lint_errors(Code::RenamedTable, TABLE, "ALTER TABLE t RENAME TO u;");
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `t` fail [renamed-table]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME TO u;
          |               ^^^^^^^^^^^ the old name is gone
          |
          = help: keep the old name as a view until no release uses it: `CREATE VIEW t AS SELECT * FROM u`; if this is intended, write above the statement: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn a_successor_with_fewer_columns_or_other_types_is_no_replacement() {
        let before = "CREATE TABLE t (id int, b text);";
        lint_errors(
            Code::RenamedTable,
            before,
            "CREATE TABLE n (id int); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;",
        );
        lint_errors(
            Code::RenamedTable,
            before,
            "CREATE TABLE n (id bigint, b text); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;",
        );
        lint_errors(
            Code::RenamedTable,
            before,
            "ALTER TABLE t RENAME TO o; CREATE VIEW t AS SELECT id FROM o;",
        );
    }

    #[test]
    fn a_view_keeps_the_old_name() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u;",
        );
    }

    #[test]
    fn a_table_with_the_same_columns_takes_the_old_name() {
        lint_ok(
            Code::RenamedTable,
            "CREATE TABLE t (id int, b text);",
            "CREATE TABLE n (id int, b varchar(9), c int); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;",
        );
    }

    #[test]
    fn no_release_uses_a_table_of_the_same_file() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n RENAME TO m;",
        );
    }
}
