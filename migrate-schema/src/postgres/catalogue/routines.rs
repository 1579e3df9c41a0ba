//! Functions, procedures and aggregates.

use crate::kind::{Kind, Property};
use crate::postgres::outside;
use crate::postgres::select::{Select, optional};
use crate::scope::Scope;

pub(super) fn functions(scope: &Scope) -> Select {
    let kind = Select::of_either("CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END");
    routine(scope, kind, "'f', 'w', 'p'")
        .property(Property::Definition, "pg_get_functiondef(p.oid)")
}

pub(super) fn aggregates(scope: &Scope) -> Select {
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

/// Functions `p` that do not belong to a type or an extension.
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
