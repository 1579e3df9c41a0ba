use super::catalog::Catalog;
use super::expression::{Expr, ExprKind};
use super::statement::Volatility;

/// Functions of the server, and expressions that are written like one, that are immutable or
/// stable: `now()` and its like are the same within a statement, so they rewrite nothing. A name
/// a line.
const NOT_VOLATILE: &str = include_str!("volatility/not_volatile.txt");

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
    !NOT_VOLATILE.contains(&format!("\n{function}\n"))
}
