use super::support::dropped;
use crate::postgres::catalog::Found;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::name::Name;
use crate::postgres::statement::{Drop, ObjectKind};
use crate::removed::removed_object;

/// A view, function, type, sequence or extension goes and does not come back.
pub(super) fn check(check: &mut Check<'_>) {
    const KINDS: [ObjectKind; 7] = [
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Sequence,
        ObjectKind::Type,
        ObjectKind::Domain,
        ObjectKind::Function,
        ObjectKind::Extension,
    ];
    let Some((drop, name)) = dropped(check, &KINDS) else {
        return;
    };
    let Some(remedy) = remedy(check, drop, name) else {
        return;
    };
    let words = removed_object(drop.kind.word(), &name.to_string());
    check.report_unless(remedy, &check.parsed.span, words);
}

/// What would make the drop good; `None` if what is dropped is new or was not there.
fn remedy(check: &Check<'_>, drop: &Drop, name: &Name) -> Option<Remedy> {
    let schema = name.schema.as_deref();
    let target = check.catalog.target(name, false);
    match drop.kind {
        ObjectKind::Type | ObjectKind::Domain => {
            match check.catalog.type_named(schema, &name.name) {
                Some((found, known)) => {
                    let unknown =
                        check.file.is_new(known.born) || check.file.given_names.contains(&found);
                    (!unknown).then_some(Remedy::Type(found))
                }
                None => {
                    (!drop.if_exists || check.catalog.is_opaque()).then_some(Remedy::Type(target))
                }
            }
        }
        ObjectKind::Function => {
            let known = check.catalog.functions(schema, &name.name);
            let is_new = !known.is_empty() && known.iter().all(|one| check.file.is_new(one.born));
            let is_missing = known.is_empty() && drop.if_exists;
            let said = drop.arguments.first().cloned().flatten();
            let only = || match known {
                [only] => Some(only.arguments.clone()),
                _ => None,
            };
            let arguments = said.or_else(only);
            (!is_new && !is_missing).then_some(Remedy::Function(target, arguments))
        }
        ObjectKind::Extension if drop.if_exists && !check.catalog.has_extensions() => None,
        ObjectKind::Extension => Some(Remedy::Function(target, None)),
        _ => match check.catalog.relation(name) {
            Found::Yes(..) => Some(check.existing(name)?.replacement()),
            Found::Unknown => Some(Remedy::Relation(target, None)),
            Found::No => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RemovedObject,
            &format!("{TABLE} CREATE VIEW v AS SELECT id, a FROM t;"),
            "DROP VIEW v;",
        );
        assert_snapshot!(found, @r"
        statements of the running release that need the view `v` fail [removed-object]
         --> m/2_draft.sql:1:1
          |
        1 | DROP VIEW v;
          | ^^^^^^^^^^^ still in use?
          |
          = help: drop the view one release after the last one that uses it, and say so: `-- migrate: compatible`; or create it again in this file; or say above it why it may stay: `-- migrate: allow(removed-object) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedObject,
            &format!("{TABLE} CREATE VIEW v AS SELECT id FROM t;"),
            "DROP VIEW v; CREATE VIEW v AS SELECT id, a FROM t;",
        );
        lint_ok(Code::RemovedObject, TABLE, "DROP FUNCTION IF EXISTS f();");
        lint_ok(
            Code::RemovedObject,
            "CREATE TABLE t (id int PRIMARY KEY);",
            "DROP EXTENSION IF EXISTS hstore;",
        );
        lint_ok(
            Code::RemovedObject,
            TABLE,
            "CREATE VIEW w AS SELECT 1 AS one; DROP VIEW w;",
        );
    }
}
