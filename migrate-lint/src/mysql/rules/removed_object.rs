use super::support::dropped;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::same;
use crate::mysql::statement::{ObjectKind, Statement};
use crate::words::{removed_column, removed_object};

/// A view, procedure, function or sequence that the running release may use is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    let relations = [ObjectKind::View, ObjectKind::Sequence];
    let routines = [ObjectKind::Procedure, ObjectKind::Function];
    if let Some((drop, name)) = dropped(check, &relations) {
        let Some(relation) = check.existing(name) else {
            return;
        };
        let words = removed_object::words(drop.kind.name(), &name.to_string());
        let columns = relation.columns();
        check.report_unless(Remedy::Relation(relation.key, columns), &name.span, words);
    } else if let Some((drop, name)) = dropped(check, &routines) {
        let made = check.catalog.routine(drop.kind, name);
        let is_gone = made.is_none() && drop.if_exists;
        if is_gone || made.is_some_and(|made| check.file.is_new(made)) {
            return;
        }
        let words = removed_object::words(drop.kind.name(), &name.to_string());
        check.report_unless(Remedy::Routine(drop.kind, name.clone()), &name.span, words);
    } else if let Statement::CreateView {
        name,
        replace: true,
        columns: Some(columns),
        ..
    } = &check.parsed.statement
    {
        let Some(view) = check.existing(name) else {
            return;
        };
        let before = view.columns().into_iter();
        let gone = before.filter(|column| !columns.iter().any(|one| same(one, column)));
        let gone: Vec<String> = gone.collect();
        if let Some(column) = gone.first() {
            let words = removed_column::words(&format!("{name}.{column}"));
            check.report_unless(Remedy::Relation(view.key, gone), &name.span, words);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_procedure_fails_statements_that_use_it() {
        let found = lint_errors(
            Code::RemovedObject,
            "CREATE PROCEDURE p() SELECT 1;",
            "DROP PROCEDURE p;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that use the procedure `p` fail [removed-object]
         --> m/2_draft.sql:1:16
          |
        1 | DROP PROCEDURE p;
          |                ^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or create the procedure again in this file; if this is intended, write above the statement: `-- migrate: allow(removed-object) <reason>`
        ");
    }

    #[test]
    fn a_dropped_view_fails_statements_that_use_it() {
        let found = lint_errors(
            Code::RemovedObject,
            &format!("{TABLE} CREATE VIEW v AS SELECT id FROM t;"),
            "DROP VIEW v;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that use the view `v` fail [removed-object]
         --> m/2_draft.sql:1:11
          |
        1 | DROP VIEW v;
          |           ^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or create the view again in this file; if this is intended, write above the statement: `-- migrate: allow(removed-object) <reason>`
        ");
    }

    #[test]
    fn a_view_with_fewer_columns_fails_statements_that_use_the_others() {
        let before = "CREATE TABLE t (id INT, a INT); CREATE VIEW v AS SELECT t.id, a AS b FROM t;";
        for sql in [
            "CREATE OR REPLACE VIEW v AS SELECT id FROM t;",
            "DROP VIEW v; CREATE VIEW v (id) AS SELECT id FROM t;",
        ] {
            lint_errors(Code::RemovedObject, before, sql);
        }
        for sql in [
            "CREATE OR REPLACE VIEW v AS SELECT * FROM t;",
            "CREATE OR REPLACE VIEW v AS SELECT id, a AS b, 1 AS c FROM t;",
        ] {
            lint_ok(Code::RemovedObject, before, sql);
        }
    }

    #[test]
    fn a_procedure_that_is_recreated_is_still_there() {
        lint_ok(
            Code::RemovedObject,
            "CREATE PROCEDURE p() SELECT 1;",
            "DROP PROCEDURE IF EXISTS p; CREATE PROCEDURE p() SELECT 2;",
        );
    }

    #[test]
    fn a_view_that_is_recreated_is_still_there() {
        lint_ok(
            Code::RemovedObject,
            "CREATE VIEW v AS SELECT 1;",
            "DROP VIEW v; CREATE VIEW v AS SELECT 2;",
        );
    }

    #[test]
    fn drop_if_exists_of_unknown_objects_drops_nothing() {
        lint_ok(
            Code::RemovedObject,
            "CREATE VIEW v AS SELECT 1;",
            "DROP TRIGGER IF EXISTS g; DROP PROCEDURE IF EXISTS nothing;",
        );
    }
}
