use super::support::{dropped, is_no_op};
use crate::finding::Words;
use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;

/// `DROP SCHEMA`, unless it is known to hold no table.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((drop, name)) = dropped(check, &[ObjectKind::Schema]) else {
        return;
    };
    let known = check.catalog.schema(&name.name);
    let relations = known
        .into_iter()
        .flat_map(|schema| schema.relations.values());
    let tables = || {
        relations
            .clone()
            .filter(|one| matches!(one.state, RelationState::Table(_)))
    };
    let is_made_here = check.catalog.has_created_schema(&name.name);
    if is_made_here && tables().all(|table| check.file.is_new(table.born)) {
        return;
    }
    if is_no_op(check, drop, name) {
        return;
    }
    let message = format!("dropping the schema `{name}` deletes the rows of its tables");
    let help = format!(
        "move its tables to another schema first: `ALTER TABLE {name}.<table> SET SCHEMA public`"
    );
    let words = Words::new(message, "its tables are lost", help);
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_dropped_schema_loses_its_tables() {
        let found = lint_errors(
            Code::DropSchema,
            "CREATE SCHEMA s; CREATE TABLE s.t (id int);",
            "DROP SCHEMA s CASCADE;",
        );
        assert_snapshot!(found, @r"
        dropping the schema `s` deletes the rows of its tables [drop-schema]
         --> m/2_draft.sql:1:1
          |
        1 | DROP SCHEMA s CASCADE;
          | ^^^^^^^^^^^^^^^^^^^^^ its tables are lost
          |
          = help: move its tables to another schema first: `ALTER TABLE s.<table> SET SCHEMA public`; if this is intended, write above the statement: `-- migrate: allow(drop-schema) <reason>`
        ");
    }

    #[test]
    fn an_empty_schema() {
        lint_ok(Code::DropSchema, "CREATE SCHEMA s;", "DROP SCHEMA s;");
    }
}
