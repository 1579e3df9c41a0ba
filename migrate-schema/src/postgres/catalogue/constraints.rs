//! Constraints, indexes and statistics.

use super::relations::relation;
use super::types::type_;
use crate::kind::{Kind, Property};
use crate::postgres::select::{Select, options};
use crate::scope::Scope;

/// The foreign keys of partitions are left out: the partitioned table has them, and their names may
/// differ in a copy.
pub(super) fn constraints(scope: &Scope) -> Select {
    Select::of_either(
        "CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique-constraint' WHEN 'f' THEN 'foreign-key' \
         WHEN 'c' THEN 'check-constraint' ELSE 'exclusion-constraint' END",
    )
    .parts(["w.schema", "w.name", "k.conname"])
    .property(
        Property::Definition,
        "regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '')",
    )
    .property(
        Property::Validity,
        &validity("k.convalidated AND i.indisvalid IS NOT FALSE"),
    )
    .property(Property::Options, &options("ic.reloptions"))
    .from(format!(
        "(SELECT c.oid AS relation, 0::oid AS type, n.nspname AS schema, c.relname AS name FROM {} \
         UNION ALL SELECT 0, t.oid, n.nspname, t.typname FROM {}) w",
        relation(scope, "'r', 'p', 'f'"),
        type_('d'),
    ))
    .join(
        "JOIN pg_constraint k ON k.conrelid = w.relation AND k.contypid = w.type \
         AND k.contype IN ('p', 'u', 'f', 'c', 'x')",
    )
    .join("LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')")
    .join("LEFT JOIN pg_class ic ON ic.oid = i.indexrelid")
    .comment("pg_constraint", "k.oid", "0")
    .filter("(k.contype <> 'f' OR k.conparentid = 0)")
}

/// Indexes that do not belong to a constraint.
pub(super) fn indexes(scope: &Scope) -> Select {
    Select::of(Kind::Index)
        .parts(["n.nspname", "c.relname", "ic.relname"])
        .property(Property::Definition, "pg_get_indexdef(i.indexrelid)")
        .property(Property::Validity, &validity("i.indisvalid"))
        .from(relation(scope, "'r', 'p', 'm'"))
        .join("JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class ic ON ic.oid = i.indexrelid")
        .comment("pg_class", "i.indexrelid", "0")
        .filter(
            "NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid \
             AND k.contype IN ('p', 'u', 'x'))",
        )
}

pub(super) fn statistics(scope: &Scope) -> Select {
    Select::of(Kind::Statistics)
        .parts(["n.nspname", "c.relname", "s.stxname"])
        .property(Property::Definition, "pg_get_statisticsobjdef(s.oid)")
        .from(relation(scope, "'r', 'p', 'm', 'f'"))
        .join("JOIN pg_statistic_ext s ON s.stxrelid = c.oid")
        .comment("pg_statistic_ext", "s.oid", "0")
}

fn validity(valid: &str) -> String {
    format!("CASE WHEN {valid} THEN 'valid' ELSE 'not valid' END")
}
