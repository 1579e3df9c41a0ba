use super::support::dropped;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::same;
use crate::mysql::statement::{ObjectKind, Statement};
use crate::removed::removed;

/// A view, procedure, function or sequence goes that the running release may use.
pub(super) fn check(check: &mut Check<'_>) {
    let relations = [ObjectKind::View, ObjectKind::Sequence];
    let routines = [ObjectKind::Procedure, ObjectKind::Function];
    if let Some((drop, name)) = dropped(check, &relations) {
        let Some(relation) = check.existing(name) else {
            return;
        };
        let do_so = format!("use the {} `{name}`", drop.kind.name());
        let columns = relation.columns();
        check.report_unless(
            Remedy::Relation(relation.key, columns),
            &name.span,
            removed(&do_so),
        );
    } else if let Some((drop, name)) = dropped(check, &routines) {
        let made = check.catalog.routine(drop.kind, name);
        let is_gone = made.is_none() && drop.if_exists;
        if is_gone || made.is_some_and(|made| check.file.is_new(made)) {
            return;
        }
        let do_so = format!("call the {} `{name}`", drop.kind.name());
        check.report_unless(
            Remedy::Routine(drop.kind, name.clone()),
            &name.span,
            removed(&do_so),
        );
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
            let do_so = format!("name `{name}.{column}`");
            check.report_unless(
                Remedy::Relation(view.key, gone),
                &name.span,
                removed(&do_so),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RemovedObject,
            "CREATE PROCEDURE p() SELECT 1;",
            "DROP PROCEDURE p;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that call the procedure `p` fail [removed-object]
         --> m/2_draft.sql:1:16
          |
        1 | DROP PROCEDURE p;
          |                ^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(removed-object) <reason>`
        ");
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
          |           ^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(removed-object) <reason>`
        ");
    }

    #[test]
    fn finds_a_view_with_fewer_columns() {
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
    fn leaves() {
        lint_ok(
            Code::RemovedObject,
            "CREATE PROCEDURE p() SELECT 1;",
            "DROP PROCEDURE IF EXISTS p; CREATE PROCEDURE p() SELECT 2;",
        );
        lint_ok(
            Code::RemovedObject,
            "CREATE VIEW v AS SELECT 1;",
            "DROP VIEW v; CREATE VIEW v AS SELECT 2;",
        );
        lint_ok(
            Code::RemovedObject,
            "CREATE VIEW v AS SELECT 1;",
            "DROP TRIGGER IF EXISTS g; DROP PROCEDURE IF EXISTS nothing;",
        );
    }
}
