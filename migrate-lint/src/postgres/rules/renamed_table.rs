use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// A table gets another name or schema, and nothing takes its place.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let new = match action {
        Action::RenameTo(to) => table.name.sibling(&to.text),
        Action::SetSchema(schema) => {
            crate::postgres::name::QName::new(&schema.text, &table.name.name)
        }
        _ => return,
    };
    if check.file.given_names.contains(&table.name) {
        return;
    }
    let shown = &table.shown;
    let message = format!("statements of the running release that name `{shown}` fail");
    let help = format!(
        "leave a view under the old name until no release uses it: `CREATE VIEW {shown} AS SELECT * FROM {new}`"
    );
    let words = Words::new(message, "the old name is gone", help);
    check.report_unless(table.replacement(), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RenamedTable, TABLE, "ALTER TABLE t RENAME TO u;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t` fail [renamed-table]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME TO u;
          |               ^^^^^^^^^^^ the old name is gone
          |
          = help: leave a view under the old name until no release uses it: `CREATE VIEW t AS SELECT * FROM u`; or say above it why it may stay: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn what_takes_its_place_serves_no_less() {
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
    fn leaves() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u;",
        );
        lint_ok(
            Code::RenamedTable,
            "CREATE TABLE t (id int, b text);",
            "CREATE TABLE n (id int, b varchar(9), c int); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;",
        );
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n RENAME TO m;",
        );
    }
}
