//! Indexes, constraints, functions and the like, that the statement takes for granted.

use migrate_directory::misspelt;

use crate::finding::Words;
use crate::postgres::catalog::{Catalog, Found};
use crate::postgres::check::Check;
use crate::postgres::name::{Ident, Name, Span};
use crate::postgres::statement::{Drop, ObjectKind, ReindexTarget, Statement};
use crate::postgres::table::{Action, ConstraintKind};

/// An object that the migrations did not make.
struct Missing {
    what: &'static str,
    name: String,
    span: Span,
    /// One that is nearly called so.
    nearest: Option<String>,
    /// Nobody else can have made it either.
    certain: bool,
}

pub(super) fn check(check: &mut Check<'_>) {
    for missing in missing(check.catalog, &check.parsed.statement) {
        let help = match missing.nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if missing.certain && !check.catalog.is_loose() => {
                "create it before, or correct the name".to_owned()
            }
            None => continue,
        };
        let message = format!("there is no {} `{}`", missing.what, missing.name);
        check.report(&missing.span, Words::new(message, "not found", help));
    }
}

/// Whether the statement, which ran, shows that there is more than the schema state knows.
pub(super) fn contradicts(catalog: &Catalog, statement: &Statement) -> bool {
    missing(catalog, statement).iter().any(|one| one.certain)
}

fn missing(catalog: &Catalog, statement: &Statement) -> Vec<Missing> {
    let found = match statement {
        Statement::Drop(drop) if !drop.if_exists => {
            let names = drop.names.iter();
            return names
                .filter_map(|name| dropped(catalog, drop, name))
                .collect();
        }
        Statement::AlterIndex {
            name,
            if_exists: false,
            ..
        }
        | Statement::Reindex {
            target: ReindexTarget::Index(name),
            ..
        } => index(catalog, name),
        Statement::AlterSequence {
            name,
            if_exists: false,
            ..
        } => relation(catalog, name, "sequence"),
        Statement::AlterType { name, .. } | Statement::AlterDomain { name, .. } => {
            a_type(catalog, name)
        }
        Statement::AlterFunction { name, .. } => function(catalog, name, true),
        Statement::CreateTrigger {
            function: Some(name),
            ..
        } => function(catalog, name, !is_trigger_of_server(&name.name)),
        Statement::AlterTrigger { name, table, .. } => of_table(catalog, name, table, true),
        Statement::AlterPolicy { name, table, .. } => of_table(catalog, name, table, false),
        Statement::AlterTable(alter) => of_action(catalog, &alter.table, &alter.actions[0].0),
        _ => None,
    };
    found.into_iter().collect()
}

fn dropped(catalog: &Catalog, drop: &Drop, name: &Name) -> Option<Missing> {
    let plain = || Ident {
        text: name.name.clone(),
        span: name.span.clone(),
    };
    match drop.kind {
        ObjectKind::Index => index(catalog, name),
        ObjectKind::Sequence => relation(catalog, name, "sequence"),
        // Aggregates, which say no arguments here, are not followed.
        ObjectKind::Function => function(catalog, name, !drop.arguments.is_empty()),
        ObjectKind::Type | ObjectKind::Domain => a_type(catalog, name),
        ObjectKind::Trigger => of_table(catalog, &plain(), drop.on.as_ref()?, true),
        ObjectKind::Policy => of_table(catalog, &plain(), drop.on.as_ref()?, false),
        ObjectKind::Schema => {
            let known = catalog.schemas().map(|(name, _)| name.to_owned());
            unless_known("schema", name, &known.collect::<Vec<_>>(), false)
        }
        _ => None,
    }
}

fn unless_known(
    what: &'static str,
    name: &Name,
    known: &[String],
    certain: bool,
) -> Option<Missing> {
    if known.contains(&name.name) {
        return None;
    }
    let nearest = misspelt(&name.name, known.iter().map(String::as_str));
    Some(Missing {
        what,
        name: name.to_string(),
        span: name.span.clone(),
        nearest: nearest.map(str::to_owned),
        certain,
    })
}

fn index(catalog: &Catalog, name: &Name) -> Option<Missing> {
    let found = relation(catalog, name, "index")?;
    // The server names those of partitions.
    let is_partitioned = catalog
        .tables()
        .any(|(_, table)| table.partitioned || table.partition_of.is_some());
    let end = name
        .name
        .trim_end_matches(|last: char| last.is_ascii_digit());
    let is_implied = ["_idx", "_key", "_pkey"]
        .iter()
        .any(|one| end.ends_with(one));
    Some(Missing {
        certain: found.certain && !is_partitioned,
        nearest: found.nearest.filter(|_| !is_partitioned || !is_implied),
        ..found
    })
}

fn relation(catalog: &Catalog, name: &Name, word: &'static str) -> Option<Missing> {
    let schema = name.schema.as_deref();
    // Another kind of relation of that name is a mistake of another kind.
    let known = catalog.relations().filter(|(known, relation)| {
        let same_schema = schema.is_none_or(|schema| known.schema == schema);
        same_schema && (relation.word() == word || known.name == name.name)
    });
    let known: Vec<String> = known.map(|(known, _)| known.name).collect();
    let certain = matches!(catalog.relation(name), Found::No) && !is_cut(&name.name);
    unless_known(word, name, &known, certain)
}

fn function(catalog: &Catalog, name: &Name, certain: bool) -> Option<Missing> {
    let own = in_schema(catalog, name);
    let known: Vec<String> = own
        .flat_map(|schema| schema.functions.keys().cloned())
        .collect();
    let certain = certain && catalog.knows_all(name);
    let mut found = unless_known("function", name, &known, certain)?;
    // An extension's may be nearly called so.
    found.nearest = found.nearest.filter(|_| !catalog.has_extensions());
    Some(found)
}

fn a_type(catalog: &Catalog, name: &Name) -> Option<Missing> {
    let known = in_schema(catalog, name).flat_map(|schema| schema.types.keys().cloned());
    let known: Vec<String> = known.collect();
    // A table has a type, too.
    let is_row = catalog.relation(name).yes().is_some();
    let certain = !is_row && !catalog.has_extensions() && catalog.knows_all(name);
    unless_known("type", name, &known, certain)
}

fn in_schema<'c>(
    catalog: &'c Catalog,
    name: &'c Name,
) -> impl Iterator<Item = &'c crate::postgres::catalog::Schema> {
    let schemas = catalog.schemas();
    let own = schemas.filter(|(schema, _)| name.schema.as_deref().is_none_or(|own| own == *schema));
    own.map(|(_, schema)| schema)
}

/// A trigger (or a policy) of a table.
fn of_table(catalog: &Catalog, name: &Ident, table: &Name, trigger: bool) -> Option<Missing> {
    let (_, found) = catalog.relation(table).yes()?;
    let is_known = found.certain;
    let table = found.table()?;
    let (what, known) = if trigger {
        ("trigger", &table.triggers)
    } else {
        ("policy", &table.policies)
    };
    let name = Name::plain(name.clone());
    unless_known(what, &name, known, is_known && table.is_our_own())
}

fn of_action(catalog: &Catalog, table: &Name, action: &Action) -> Option<Missing> {
    match action {
        Action::DropConstraint {
            name,
            if_exists: false,
        }
        | Action::ValidateConstraint(name)
        | Action::AlterConstraint(name)
        | Action::RenameConstraint { from: name, .. } => constraint(catalog, table, name),
        Action::AddConstraint(constraint) => match &constraint.kind {
            ConstraintKind::Unique { using_index, .. }
            | ConstraintKind::PrimaryKey { using_index, .. } => {
                let using = using_index.as_ref()?;
                let (table, _) = catalog.relation(table).yes()?;
                // It is looked for beside the table.
                let beside = Name {
                    schema: Some(table.schema),
                    ..using.clone()
                };
                let missing = index(catalog, &beside)?;
                Some(Missing {
                    name: using.to_string(),
                    ..missing
                })
            }
            _ => None,
        },
        _ => None,
    }
}

fn constraint(catalog: &Catalog, table: &Name, name: &Ident) -> Option<Missing> {
    let (_, found) = catalog.relation(table).yes()?;
    let is_known = found.certain;
    let table = found.table()?;
    let known: Vec<String> = table
        .constraints
        .iter()
        .map(|one| one.name.clone())
        .collect();
    // From PostgreSQL 18 on NOT NULL has a name, which the server gives it.
    let is_implied = name.text.ends_with("_not_null") || is_cut(&name.text);
    let name = Name::plain(name.clone());
    let certain = is_known && table.is_our_own() && !is_implied;
    unless_known("constraint", &name, &known, certain)
}

/// Whether the server may have cut the name that it made.
fn is_cut(name: &str) -> bool {
    name.len() > 58
}

fn is_trigger_of_server(name: &str) -> bool {
    const OF_SERVER: [&str; 5] = [
        "suppress_redundant_updates_trigger",
        "tsvector_update_trigger",
        "tsvector_update_trigger_column",
        "unique_key_recheck",
        "lo_manage",
    ];
    OF_SERVER.contains(&name) || name.starts_with("ri_fkey_")
}

#[cfg(test)]
mod tests {
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int CHECK (b > 0), n serial); \
         CREATE INDEX ON t (a, lower(b::text)) INCLUDE (n); CREATE INDEX ON t (a); CREATE INDEX ON t (a); \
         CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY);";

    #[test]
    fn objects_that_are_not_there() {
        for sql in [
            "DROP INDEX gone;",
            "ALTER INDEX gone RENAME TO here;",
            "REINDEX INDEX gone;",
            "DROP SEQUENCE gone;",
            "DROP TYPE gone;",
            "ALTER TYPE gone ADD VALUE 'x';",
            "DROP DOMAIN gone;",
            "DROP FUNCTION gone(int);",
            "DROP TRIGGER gone ON t;",
            "ALTER TRIGGER gone ON t RENAME TO here;",
            "DROP POLICY gone ON t;",
            "ALTER TABLE t DROP CONSTRAINT gone;",
            "ALTER TABLE t VALIDATE CONSTRAINT gone;",
            "ALTER TABLE t RENAME CONSTRAINT gone TO here;",
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX gone;",
            "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION gone();",
        ] {
            let found = lint_errors(Code::UnknownObject, BEFORE, sql);
            assert!(found.contains("`gone`"), "{found}");
        }
    }

    #[test]
    fn objects_that_are_there_or_unknown() {
        for sql in [
            "DROP INDEX t_a_lower_n_idx;",
            "DROP INDEX t_a_idx; DROP INDEX t_a_idx1;",
            "ALTER INDEX t_pkey RENAME TO t_key;",
            "ALTER SEQUENCE t_n_seq RESTART;",
            "ALTER SEQUENCE i_id_seq RESTART;",
            "ALTER TABLE t DROP CONSTRAINT t_a_key, DROP CONSTRAINT t_b_check;",
            "ALTER TABLE t RENAME TO u; ALTER TABLE u DROP CONSTRAINT t_pkey;",
            "DROP INDEX IF EXISTS gone;",
            "DROP AGGREGATE gone (int);",
            "DROP INDEX other.gone;",
            "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();",
            "DO $$ BEGIN EXECUTE 'CREATE ' || 'INDEX x ON t (a)'; END $$; DROP INDEX x;",
            "DO $$ BEGIN IF true THEN DROP TRIGGER gone ON t; END IF; END $$; DROP TRIGGER gone ON t;",
        ] {
            lint_ok(Code::UnknownObject, BEFORE, sql);
        }
        let like = "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (LIKE t INCLUDING ALL);";
        lint_ok(
            Code::UnknownObject,
            like,
            "ALTER TABLE u DROP CONSTRAINT u_pkey;",
        );
        let partitions = "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE INDEX ON p (a); \
             CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);";
        lint_ok(
            Code::UnknownObject,
            partitions,
            "REINDEX INDEX CONCURRENTLY p1_a_idx;",
        );
    }
}
