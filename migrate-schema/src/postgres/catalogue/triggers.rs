//! Triggers and rules.

use super::relations::relation;
use crate::kind::{Kind, Property};
use crate::postgres::outside;
use crate::postgres::select::Select;
use crate::scope::Scope;

pub(super) fn triggers(scope: &Scope) -> Select {
    trigger(relation(scope, "'r', 'p', 'v', 'f'"))
}

/// Triggers on Supabase's tables that call a function of the user.
pub(super) fn triggers_on_shared_tables() -> Select {
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

pub(super) fn rules(scope: &Scope) -> Select {
    Select::of(Kind::Rule)
        .parts(["n.nspname", "c.relname", "r.rulename"])
        .property(Property::Definition, "pg_get_ruledef(r.oid)")
        .property(Property::State, &state("r.ev_enabled"))
        .from(relation(scope, "'r', 'p', 'v', 'm', 'f'"))
        .join("JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'")
        .comment("pg_rewrite", "r.oid", "0")
}

pub(super) fn event_triggers() -> Select {
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

fn state(letter: &str) -> String {
    format!(
        "CASE {letter} WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END"
    )
}
