//! The query of each kind of catalogue: a row is an object.

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

/// Types `t` of a kind in their schemas `n`.
fn types(kind: Kind, letter: char) -> Select {
    Select::of(kind)
        .parts(["n.nspname", "t.typname"])
        .from(type_(letter))
        .comment("pg_type", "t.oid", "0")
}

fn type_(letter: char) -> String {
    format!(
        "pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND t.typtype = '{letter}' AND {} AND {}",
        outside::user_schema(),
        outside::no_member("pg_type", "t.oid"),
    )
}

fn enums() -> Select {
    types(Kind::Enum, 'e').property(
        Property::Labels,
        "(SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) \
         FROM pg_enum l WHERE l.enumtypid = t.oid)",
    )
}

fn domains() -> Select {
    types(Kind::Domain, 'd')
        .property(Property::Type, "format_type(t.typbasetype, t.typtypmod)")
        .property(Property::Nullability, &nullability("t.typnotnull"))
        .property(Property::Default, "pg_get_expr(t.typdefaultbin, 0)")
        .property(
            Property::Collation,
            &collation("t.typcollation", "b.typcollation"),
        )
        .join("JOIN pg_type b ON b.oid = t.typbasetype")
}

fn nullability(not_null: &str) -> String {
    format!("CASE WHEN {not_null} THEN 'not null' ELSE 'nullable' END")
}

/// Where it is not the one that the type has.
fn collation(own: &str, of_type: &str) -> String {
    format!("CASE WHEN {own} <> {of_type} THEN {own}::regcollation::text END")
}

fn composite_types() -> Select {
    types(Kind::CompositeType, 'c')
        .property(
            Property::Attributes,
            "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) \
             || CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE ' || a.attcollation::regcollation \
             ELSE '' END, ', ' ORDER BY a.attnum) FROM pg_attribute a JOIN pg_type b ON b.oid = a.atttypid \
             WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)",
        )
        .join("JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'")
}

fn range_types() -> Select {
    types(Kind::RangeType, 'r')
        .property(
            Property::Definition,
            &[
                "'SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ', SUBTYPE_OPCLASS = ' || \
                 (SELECT quote_ident(k.nspname) || '.' || quote_ident(o.opcname) FROM pg_opclass o \
                 JOIN pg_namespace k ON k.oid = o.opcnamespace WHERE o.oid = r.rngsubopc)",
                &optional("COLLATION", "r.rngcollation", "regcollation"),
                &optional("CANONICAL", "r.rngcanonical", "regproc"),
                &optional("SUBTYPE_DIFF", "r.rngsubdiff", "regproc"),
            ]
            .concat(),
        )
        .join("JOIN pg_range r ON r.rngtypid = t.oid")
}

/// `, WORD = name`, if there is one.
fn optional(word: &str, column: &str, of: &str) -> String {
    format!(" || CASE WHEN {column} <> 0 THEN ', {word} = ' || {column}::{of} ELSE '' END")
}

/// Options of a `pg_sequence s`.
const SEQUENCE: &str = "'AS ' || format_type(s.seqtypid, NULL) || ' START ' || s.seqstart || ' INCREMENT ' \
    || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' CACHE ' || s.seqcache \
    || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END";

/// Those that belong to no column.
fn sequences(scope: &Scope) -> Select {
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

/// Relations `c` of some kinds in their schemas `n`.
fn relation(scope: &Scope, kinds: &str) -> String {
    format!(
        "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ({kinds}) \
         AND {} AND {} AND {}",
        outside::user_schema(),
        outside::no_member("pg_class", "c.oid"),
        outside::no_history(scope),
    )
}

fn relations(scope: &Scope) -> Select {
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

fn options(array: &str) -> String {
    format!("(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({array}) o)")
}

/// A view's follow from its definition, but for what was set on them.
fn columns(scope: &Scope) -> Select {
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

/// Foreign keys of partitions follow from those of the whole table, and may have other names in a copy.
fn constraints(scope: &Scope) -> Select {
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

fn validity(valid: &str) -> String {
    format!("CASE WHEN {valid} THEN 'valid' ELSE 'not valid' END")
}

/// Those that are not there for a constraint.
fn indexes(scope: &Scope) -> Select {
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

fn statistics(scope: &Scope) -> Select {
    Select::of(Kind::Statistics)
        .parts(["n.nspname", "c.relname", "s.stxname"])
        .property(Property::Definition, "pg_get_statisticsobjdef(s.oid)")
        .from(relation(scope, "'r', 'p', 'm', 'f'"))
        .join("JOIN pg_statistic_ext s ON s.stxrelid = c.oid")
        .comment("pg_statistic_ext", "s.oid", "0")
}

fn rules(scope: &Scope) -> Select {
    Select::of(Kind::Rule)
        .parts(["n.nspname", "c.relname", "r.rulename"])
        .property(Property::Definition, "pg_get_ruledef(r.oid)")
        .property(Property::State, &state("r.ev_enabled"))
        .from(relation(scope, "'r', 'p', 'v', 'm', 'f'"))
        .join("JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'")
        .comment("pg_rewrite", "r.oid", "0")
}

fn state(letter: &str) -> String {
    format!(
        "CASE {letter} WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END"
    )
}

fn triggers(scope: &Scope) -> Select {
    trigger(relation(scope, "'r', 'p', 'v', 'f'"))
}

/// On Supabase's tables those that call a function of the user's.
fn triggers_on_shared_tables() -> Select {
    trigger(outside::shared_table())
        .join("JOIN pg_proc f ON f.oid = t.tgfoid")
        .filter(format!(
            "EXISTS (SELECT FROM pg_namespace n WHERE n.oid = f.pronamespace AND {})",
            outside::user_schema()
        ))
}

fn trigger(relation: String) -> Select {
    Select::of(Kind::Trigger)
        .parts(["n.nspname", "c.relname", "t.tgname"])
        .property(Property::Definition, "pg_get_triggerdef(t.oid)")
        .property(Property::State, &state("t.tgenabled"))
        .from(relation)
        .join("JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgparentid = 0")
        .comment("pg_trigger", "t.oid", "0")
}

fn policies(scope: &Scope) -> Select {
    policy(relation(scope, "'r', 'p'"))
}

fn policies_on_shared_tables() -> Select {
    policy(outside::shared_table())
}

fn policy(relation: String) -> Select {
    Select::of(Kind::Policy)
        .parts(["n.nspname", "c.relname", "p.polname"])
        .property(
            Property::AppliesTo,
            "CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END || ' for ' || CASE p.polcmd \
             WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END",
        )
        .property(
            Property::Roles,
            "(SELECT string_agg(x.role, ', ' ORDER BY x.role) FROM (SELECT CASE WHEN o = 0 THEN 'PUBLIC' \
             ELSE quote_ident(pg_get_userbyid(o)) END AS role FROM unnest(p.polroles) o) x)",
        )
        .property(Property::Using, "pg_get_expr(p.polqual, p.polrelid)")
        .property(Property::WithCheck, "pg_get_expr(p.polwithcheck, p.polrelid)")
        .from(relation)
        .join("JOIN pg_policy p ON p.polrelid = c.oid")
        .comment("pg_policy", "p.oid", "0")
}

fn functions(scope: &Scope) -> Select {
    let kind = Select::of_either("CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END");
    routine(scope, kind, "'f', 'w', 'p'")
        .property(Property::Definition, "pg_get_functiondef(p.oid)")
}

fn aggregates(scope: &Scope) -> Select {
    routine(scope, Select::of(Kind::Aggregate), "'a'")
        .property(
            Property::Definition,
            &[
                "'KIND = ' || a.aggkind::text || ', PARALLEL = ' || p.proparallel::text \
                 || ', SFUNC = ' || a.aggtransfn::regproc || ', STYPE = ' || format_type(a.aggtranstype, NULL)",
                &optional("FINALFUNC", "a.aggfinalfn", "regproc"),
                &optional("COMBINEFUNC", "a.aggcombinefn", "regproc"),
                &optional("SERIALFUNC", "a.aggserialfn", "regproc"),
                &optional("DESERIALFUNC", "a.aggdeserialfn", "regproc"),
                &optional("MSFUNC", "a.aggmtransfn", "regproc"),
                &optional("MINVFUNC", "a.aggminvtransfn", "regproc"),
                &optional("MFINALFUNC", "a.aggmfinalfn", "regproc"),
                &optional("SORTOP", "a.aggsortop", "regoperator"),
                " || coalesce(', INITCOND = ' || quote_literal(a.agginitval), '')",
            ]
            .concat(),
        )
        .join("JOIN pg_aggregate a ON a.aggfnoid = p.oid")
}

/// Functions `p` that no type or extension brought along.
fn routine(scope: &Scope, select: Select, kinds: &str) -> Select {
    select
        .parts([
            "n.nspname",
            "p.proname || '(' || oidvectortypes(p.proargtypes) || ')'",
        ])
        .grants(scope, "p.proacl", 'f', "p.proowner")
        .from(format!(
            "pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND p.prokind IN ({kinds}) \
             AND {} AND {} AND {} AND NOT EXISTS (SELECT FROM pg_depend x \
             WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'i')",
            outside::user_schema(),
            outside::no_member("pg_proc", "p.oid"),
            outside::not_of_platform("p.proowner"),
        ))
        .comment("pg_proc", "p.oid", "0")
}

fn event_triggers() -> Select {
    Select::of(Kind::EventTrigger)
        .parts(["e.evtname"])
        .property(
            Property::Definition,
            "'ON ' || e.evtevent || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', ' ORDER BY g) \
             FROM unnest(e.evttags) g) || ')', '') || ' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()'",
        )
        .property(Property::State, &state("e.evtenabled"))
        .from("pg_event_trigger e")
        .comment("pg_event_trigger", "e.oid", "0")
        .filter(outside::no_member("pg_event_trigger", "e.oid"))
        .filter(outside::not_of_platform("e.evtowner"))
}
