use migrate_core::Code;

use super::support::dropped;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::statement::ObjectKind;
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
        let found = removed(Code::RemovedObject, &name.span, &do_so);
        check.report_unless(Remedy::Relation(relation.key, Vec::new()), found);
    } else if let Some((drop, name)) = dropped(check, &routines) {
        let made = check.catalog.routine(drop.kind, name);
        let is_gone = made.is_none() && drop.if_exists;
        if is_gone || made.is_some_and(|made| check.file.is_new(made)) {
            return;
        }
        let do_so = format!("call the {} `{name}`", drop.kind.name());
        let found = removed(Code::RemovedObject, &name.span, &do_so);
        check.report_unless(Remedy::Routine(drop.kind, name.clone()), found);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RemovedObject, "CREATE PROCEDURE p() SELECT 1;", "DROP PROCEDURE p;");
        assert_snapshot!(found, @r"
        statements of the running release that call the procedure `p` fail [removed-object]
         --> m/2_draft.sql:1:16
          |
        1 | DROP PROCEDURE p;
          |                ^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(removed-object) <reason>`
        ");
        let found = lint_errors(Code::RemovedObject, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(50) NOT NULL DEFAULT 'x', c DECIMAL(10,4), d ENUM('x','y')); CREATE VIEW v AS SELECT id FROM t;", "DROP VIEW v;");
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
    fn leaves() {
        lint_ok(Code::RemovedObject, "CREATE PROCEDURE p() SELECT 1;", "DROP PROCEDURE IF EXISTS p; CREATE PROCEDURE p() SELECT 2;");
        lint_ok(Code::RemovedObject, "CREATE VIEW v AS SELECT 1;", "DROP VIEW v; CREATE VIEW v AS SELECT 2;");
        lint_ok(Code::RemovedObject, "CREATE VIEW v AS SELECT 1;", "DROP TRIGGER IF EXISTS g; DROP PROCEDURE IF EXISTS nothing;");
    }
}
