//! One query for each kind of object. Each row is an object.

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

/// All queries as one statement, so that they see the same moment. Its columns are the kind, the
/// parts of the name, and the properties, each after its word.
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
