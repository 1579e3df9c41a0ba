use super::Function;
use super::change::Change;
use crate::postgres::expression::ExprKind;
use crate::postgres::query::Query;
use crate::postgres::statement::{Body, CreateFunction, Volatility};
use crate::postgres::volatility::is_volatile;

impl Change<'_> {
    pub(super) fn create_function(&mut self, create: &CreateFunction) {
        let name = self.catalog.target(&create.name, false);
        let mut function = Function {
            arguments: create.arguments.clone(),
            volatility: match &create.inlined {
                Some(inlined) if !is_volatile(inlined, self.catalog) => Volatility::Stable,
                _ => create.volatility,
            },
            ends_transaction: create.ends_transaction,
            changes_schema: create.changes_schema,
            born: self.born,
        };
        let functions = &mut self.catalog.schema_mut(&name.schema).functions;
        let known = functions.entry(name.name).or_default();
        match known
            .iter_mut()
            .find(|one| one.arguments == function.arguments)
        {
            Some(known) => {
                function.born = known.born;
                *known = function;
            }
            None => known.push(function),
        }
    }

    pub(super) fn body(&mut self, body: &Body) {
        for parsed in &body.statements {
            let certain = self.certain;
            self.certain &= !parsed.conditional;
            self.apply(&parsed.statement);
            self.certain = certain;
        }
        if body.dynamic {
            self.catalog.lose_sight();
        }
    }

    /// Functions that a SELECT calls may do anything, but for those that are known.
    pub(super) fn calls(&mut self, query: &Query) {
        const HARMLESS: [&str; 36] = [
            "setval",
            "nextval",
            "currval",
            "lastval",
            "set_config",
            "current_setting",
            "now",
            "count",
            "max",
            "min",
            "sum",
            "avg",
            "coalesce",
            "exists",
            "format",
            "lower",
            "upper",
            "concat",
            "array_agg",
            "string_agg",
            "jsonb_build_object",
            "json_build_object",
            "to_regclass",
            "gen_random_uuid",
            "uuid_generate_v4",
            "random",
            "generate_series",
            "greatest",
            "least",
            "row_number",
            "version",
            "length",
            "cast",
            "date_trunc",
            "jsonb_agg",
            "unnest",
        ];
        let mut unknown = false;
        for expression in &query.expressions {
            expression.walk(&mut |inner| {
                let ExprKind::Call { name, .. } = &inner.kind else {
                    return;
                };
                let Some(function) = name.last() else { return };
                let schema = name.len().checked_sub(2).map(|at| name[at].as_str());
                let known = self.catalog.functions(schema, function);
                unknown |= if known.is_empty() {
                    !HARMLESS.contains(&function.as_str()) && !function.starts_with("pg_")
                } else {
                    known.iter().any(|one| one.changes_schema)
                };
            });
        }
        if let Some(path) = set_search_path(query) {
            self.catalog.set_search_path(&[path]);
        }
        if unknown {
            self.catalog.lose_sight();
        }
    }
}

/// `SELECT set_config('search_path', '…', …)`, as `pg_dump` writes it.
fn set_search_path(query: &Query) -> Option<String> {
    query.expressions.iter().find_map(|expression| {
        let ExprKind::Call { name, arguments } = &expression.kind else {
            return None;
        };
        let [parameter, value, ..] = arguments.as_slice() else {
            return None;
        };
        match (&parameter.kind, &value.kind) {
            (ExprKind::String(parameter), ExprKind::String(value))
                if name.last().is_some_and(|name| name == "set_config")
                    && parameter.eq_ignore_ascii_case("search_path") =>
            {
                Some(value.clone())
            }
            _ => None,
        }
    })
}
