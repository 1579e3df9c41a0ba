use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::Name;
use crate::sqlite::statement::{ObjectKind, Statement};
use crate::words::removed_object;

/// A view, or a trigger that makes one writable, is dropped and not recreated.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Drop { kind, name, .. } = check.statement else {
        return;
    };
    let remedy = match kind {
        ObjectKind::View => of_view(check),
        ObjectKind::Trigger => of_trigger(check, name),
        _ => None,
    };
    let Some(remedy) = remedy else { return };
    check.report_unless(
        remedy,
        removed_object::words(kind.word(), &name.to_string()),
    );
}

fn of_view(check: &Check<'_>) -> Option<Remedy> {
    let view = check.target.as_ref().filter(|target| target.existing)?;
    let columns = view.table.iter().flat_map(|table| &table.columns);
    let columns = columns.map(|column| column.name.clone());
    Some(Remedy::Relation(view.name.clone(), columns.collect()))
}

fn of_trigger(check: &Check<'_>, name: &Name) -> Option<Remedy> {
    let trigger = check.state.trigger(&name.name)?;
    let on = check.state.relation(&trigger.table)?;
    let writes_view = on.kind == ObjectKind::View && !check.file.is_new(on.born);
    (writes_view && !check.file.is_new(trigger.born)).then(|| Remedy::Trigger(trigger.name.clone()))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_view_fails_statements_that_use_it() {
        let before = &format!("{USERS} CREATE VIEW v AS SELECT id, email FROM users;");
        let sql = "DROP VIEW v;";
        let found = lint_errors(Code::RemovedObject, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use the view `v` fail [removed-object]
         --> m/2_draft.sql:1:1
          |
        1 | DROP VIEW v;
          | ^^^^^^^^^^^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or create the view again in this file; if this is intended, write above the statement: `-- migrate: allow(removed-object) <reason>`
        ");
    }

    #[test]
    fn a_view_that_is_recreated_with_its_columns_is_still_there() {
        lint_ok(
            Code::RemovedObject,
            &format!("{USERS} CREATE VIEW v AS SELECT id FROM users;"),
            "DROP VIEW v; CREATE VIEW v AS SELECT id, email FROM users;",
        );
    }

    #[test]
    fn drop_if_exists_of_an_unknown_view_drops_nothing() {
        lint_ok(Code::RemovedObject, USERS, "DROP VIEW IF EXISTS v;");
    }
}
