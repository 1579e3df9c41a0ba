//! Row security policies.

use super::relations::relation;
use crate::kind::{Kind, Property};
use crate::postgres::outside;
use crate::postgres::select::Select;
use crate::scope::Scope;

pub(super) fn policies(scope: &Scope) -> Select {
    policy(relation(scope, "'r', 'p'"))
}

pub(super) fn policies_on_shared_tables() -> Select {
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
