//! The query of each kind of catalogue: a row is an object.

mod constraints;
mod policies;
mod relations;
mod routines;
mod triggers;
mod types;

use self::constraints::{constraints, indexes, statistics};
use self::policies::{policies, policies_on_shared_tables};
use self::relations::{columns, relations, sequences};
use self::routines::{aggregates, functions};
use self::triggers::{event_triggers, rules, triggers, triggers_on_shared_tables};
use self::types::{composite_types, domains, enums, range_types};
use super::outside;
use super::select::{Select, union};
use crate::kind::{Kind, Property};
use crate::scope::Scope;

/// All of them as one statement, so that they see one moment. Its columns are the kind, the parts of the
/// name, and properties, each after its word.
pub(super) fn query(scope: &Scope) -> String {
    union([
        schemas(scope),
        extensions(),
        enums(),
        domains(),
        composite_types(),
        range_types(),
        sequences(scope),
        relations(scope),
        columns(scope),
        constraints(scope),
        indexes(scope),
        statistics(scope),
        rules(scope),
        triggers(scope),
        triggers_on_shared_tables(),
        policies(scope),
        policies_on_shared_tables(),
        functions(scope),
        aggregates(scope),
        event_triggers(),
    ])
}

fn schemas(scope: &Scope) -> Select {
    Select::of(Kind::Schema)
        .parts(["n.nspname"])
        .grants(scope, "n.nspacl", 'n', "n.nspowner")
        .from("pg_namespace n")
        .comment("pg_namespace", "n.oid", "0")
        .filter(outside::named_schema())
}

fn extensions() -> Select {
    Select::of(Kind::Extension)
        .parts(["e.extname"])
        .property(Property::Schema, "n.nspname")
        .from("pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace")
        .filter(outside::extension())
}

fn nullability(not_null: &str) -> String {
    format!("CASE WHEN {not_null} THEN 'not null' ELSE 'nullable' END")
}

/// Where it is not the one that the type has.
fn collation(own: &str, of_type: &str) -> String {
    format!("CASE WHEN {own} <> {of_type} THEN {own}::regcollation::text END")
}

/// `, WORD = name`, if there is one.
fn optional(word: &str, column: &str, of: &str) -> String {
    format!(" || CASE WHEN {column} <> 0 THEN ', {word} = ' || {column}::{of} ELSE '' END")
}

fn options(array: &str) -> String {
    format!("(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({array}) o)")
}
