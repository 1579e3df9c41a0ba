use super::support::dropped;
use crate::postgres::catalog::Found;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::name::Name;
use crate::postgres::statement::{Drop, ObjectKind};
use crate::words::removed_object;

/// A view, function, type, sequence or extension is dropped and not recreated.
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
    let words = removed_object::words(drop.kind.word(), &name.to_string());
    let span = check.parsed.span.clone();
    check.report_unless(remedy, &span, words);
}

/// What would replace the object; `None` if it is new or did not exist.
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
    fn a_dropped_view_fails_statements_that_use_it() {
        let found = lint_errors(
            Code::RemovedObject,
            &format!("{TABLE} CREATE VIEW v AS SELECT id, a FROM t;"),
            "DROP VIEW v;",
        );
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
            &format!("{TABLE} CREATE VIEW v AS SELECT id FROM t;"),
            "DROP VIEW v; CREATE VIEW v AS SELECT id, a FROM t;",
        );
    }

    #[test]
    fn drop_if_exists_of_an_unknown_function_drops_nothing() {
        lint_ok(Code::RemovedObject, TABLE, "DROP FUNCTION IF EXISTS f();");
    }

    #[test]
    fn drop_if_exists_of_an_unknown_extension_drops_nothing() {
        lint_ok(
            Code::RemovedObject,
            "CREATE TABLE t (id int PRIMARY KEY);",
            "DROP EXTENSION IF EXISTS hstore;",
        );
    }

    #[test]
    fn no_release_uses_a_view_of_the_same_file() {
        lint_ok(
            Code::RemovedObject,
            TABLE,
            "CREATE VIEW w AS SELECT 1 AS one; DROP VIEW w;",
        );
    }
}
