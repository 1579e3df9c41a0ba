use super::catalog::Catalog;
use super::expression::{Expr, ExprKind};
use super::statement::Volatility;

/// Functions of the server that are immutable or stable and that stand in defaults.
/// `now()` and its like are the same within a statement, so they rewrite nothing.
const NOT_VOLATILE: [&str; 92] = [
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "current_user",
    "session_user",
    "current_role",
    "user",
    "current_schema",
    "current_schemas",
    "current_database",
    "current_catalog",
    "current_setting",
    "version",
    "timezone",
    "date_trunc",
    "date_part",
    "date_bin",
    "extract",
    "age",
    "make_date",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "make_interval",
    "to_timestamp",
    "to_date",
    "to_char",
    "to_number",
    "justify_days",
    "justify_hours",
    "justify_interval",
    "lower",
    "upper",
    "initcap",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "concat",
    "concat_ws",
    "substr",
    "substring",
    "left",
    "right",
    "replace",
    "lpad",
    "rpad",
    "repeat",
    "reverse",
    "split_part",
    "md5",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "encode",
    "decode",
    "length",
    "char_length",
    "octet_length",
    "format",
    "chr",
    "ascii",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "abs",
    "round",
    "floor",
    "ceil",
    "ceiling",
    "trunc",
    "power",
    "sqrt",
    "mod",
    "sign",
    "to_json",
    "to_jsonb",
    "json_build_object",
    "jsonb_build_object",
    "json_build_array",
    "jsonb_build_array",
    "array_append",
    "array_cat",
    "string_to_array",
    "regexp_replace",
];

const ALSO_NOT_VOLATILE: [&str; 22] = [
    "to_tsvector",
    "to_tsquery",
    "plainto_tsquery",
    "setweight",
    "jsonb_set",
    "jsonb_object",
    "json_object",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "array_fill",
    "array_length",
    "cardinality",
    "pg_current_xact_id_if_assigned",
    "inet_client_addr",
    "quote_literal",
    "quote_ident",
    "txid_current_if_assigned",
    "row",
];

/// Whether the expression may give each row a value of its own. A function that is not known counts
/// as one that does, as the server assumes unless it is told.
pub(crate) fn is_volatile(expression: &Expr, catalog: &Catalog) -> bool {
    let mut volatile = false;
    expression.walk(&mut |inner| {
        if let ExprKind::Call { name, .. } = &inner.kind {
            volatile |= call_is_volatile(name, catalog);
        }
    });
    volatile
}

/// The name of the first function that makes an expression volatile.
pub(crate) fn volatile_function(expression: &Expr, catalog: &Catalog) -> Option<String> {
    let mut found = None;
    expression.walk(&mut |inner| {
        if let ExprKind::Call { name, .. } = &inner.kind
            && found.is_none()
            && call_is_volatile(name, catalog)
        {
            found = name.last().cloned();
        }
    });
    found
}

fn call_is_volatile(name: &[String], catalog: &Catalog) -> bool {
    let Some(function) = name.last() else {
        return false;
    };
    let schema = name.len().checked_sub(2).map(|at| name[at].as_str());
    let own = catalog.functions(schema.filter(|schema| *schema != "pg_catalog"), function);
    if !own.is_empty() {
        return own.iter().any(|one| one.volatility == Volatility::Volatile);
    }
    let known =
        NOT_VOLATILE.contains(&function.as_str()) || ALSO_NOT_VOLATILE.contains(&function.as_str());
    !known
}
