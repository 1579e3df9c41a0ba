//! Tables, views, sequences, and their columns.

use crate::kind::{Kind, Property};
use crate::postgres::outside;
use crate::postgres::select::{Select, collation, nullability, options};
use crate::scope::Scope;

pub(super) fn relations(scope: &Scope) -> Select {
    Select::of_either(
        "CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised-view' \
         WHEN 'f' THEN 'foreign-table' ELSE 'table' END",
    )
    .parts(["n.nspname", "c.relname"])
    .property(
        Property::Definition,
        "CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END",
    )
    .property(
        Property::Persistence,
        "CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END END",
    )
    .property(
        Property::RowSecurity,
        "CASE WHEN c.relkind IN ('r', 'p') THEN CASE WHEN NOT c.relrowsecurity THEN 'disabled' \
         WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END END",
    )
    .property(Property::Options, &options("c.reloptions"))
    .property(
        Property::PartitionKey,
        "CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END",
    )
    .property(
        Property::PartitionOf,
        "CASE WHEN c.relispartition THEN (SELECT i.inhparent::regclass || ' ' \
         || pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i WHERE i.inhrelid = c.oid) END",
    )
    .property(
        Property::Inherits,
        "CASE WHEN NOT c.relispartition THEN (SELECT string_agg(i.inhparent::regclass::text, ', ' \
         ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid) END",
    )
    .property(
        Property::ReplicaIdentity,
        "CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' \
         WHEN 'i' THEN (SELECT 'index ' || i.indexrelid::regclass FROM pg_index i \
         WHERE i.indrelid = c.oid AND i.indisreplident) END END",
    )
    .property(
        Property::AccessMethod,
        "(SELECT m.amname FROM pg_am m WHERE m.oid = c.relam AND m.amname <> 'heap')",
    )
    .property(
        Property::Server,
        &format!(
            "(SELECT s.srvname || coalesce(' ' || {}, '') FROM pg_foreign_table f \
             JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid)",
            options("f.ftoptions")
        ),
    )
    .grants(scope, "c.relacl", 'r', "c.relowner")
    .from(relation(scope, "'r', 'p', 'v', 'm', 'f'"))
    .comment("pg_class", "c.oid", "0")
}

/// Sequences that do not belong to a column.
pub(super) fn sequences(scope: &Scope) -> Select {
    Select::of(Kind::Sequence)
        .parts(["n.nspname", "c.relname"])
        .property(Property::Definition, SEQUENCE)
        .grants(scope, "c.relacl", 's', "c.relowner")
        .from(relation(scope, "'S'"))
        .join("JOIN pg_sequence s ON s.seqrelid = c.oid")
        .comment("pg_class", "c.oid", "0")
        .filter(
            "NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid \
             AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))",
        )
}

/// The columns of a view are left out unless they have a default or a comment: the rest follows
/// from its definition.
pub(super) fn columns(scope: &Scope) -> Select {
    Select::of(Kind::Column)
        .parts(["n.nspname", "c.relname", "a.attname"])
        .property(Property::Type, "format_type(a.atttypid, a.atttypmod)")
        .property(Property::Nullability, &nullability("a.attnotnull"))
        .property(Property::Collation, &collation("a.attcollation", "t.typcollation"))
        .property(
            Property::Default,
            "CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END",
        )
        .property(
            Property::Generated,
            "CASE a.attgenerated WHEN '' THEN NULL WHEN 's' THEN 'stored ' ELSE 'virtual ' END \
             || pg_get_expr(d.adbin, d.adrelid)",
        )
        .property(
            Property::Identity,
            "CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END",
        )
        .property(Property::Sequence, "q.options")
        .grants(scope, "a.attacl", 'c', "c.relowner")
        .from(relation(scope, "'r', 'p', 'v', 'm', 'f'"))
        .join("JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped")
        .join("JOIN pg_type t ON t.oid = a.atttypid")
        .join("LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum")
        .join(format!(
            "LEFT JOIN (SELECT o.refobjid, o.refobjsubid, string_agg(s.seqrelid::regclass || ' ' || {SEQUENCE}, \
             '; ' ORDER BY s.seqrelid::regclass::text) AS options \
             FROM pg_depend o JOIN pg_sequence s ON s.seqrelid = o.objid \
             WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 \
             AND o.deptype IN ('a', 'i') GROUP BY 1, 2) q ON q.refobjid = c.oid AND q.refobjsubid = a.attnum",
        ))
        .comment("pg_class", "c.oid", "a.attnum")
        .filter("(c.relkind IN ('r', 'p', 'f') OR d.oid IS NOT NULL OR comment.description IS NOT NULL)")
}

/// The options of a `pg_sequence s`.
const SEQUENCE: &str = "'AS ' || format_type(s.seqtypid, NULL) || ' START ' || s.seqstart || ' INCREMENT ' \
    || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' CACHE ' || s.seqcache \
    || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END";

/// Relations `c` of some kinds, and their schemas `n`.
pub(super) fn relation(scope: &Scope, kinds: &str) -> String {
    format!(
        "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ({kinds}) \
         AND {} AND {} AND {}",
        outside::user_schema(),
        outside::no_member("pg_class", "c.oid"),
        outside::no_history(scope),
    )
}
