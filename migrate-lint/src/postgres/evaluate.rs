use super::catalog::{Catalog, TypeState};
use super::check::Check;
use super::expression::{Expr, ExprKind};
use super::name::Name;

/// Whether a condition over one column holds for a value, where that can be told.
pub(super) fn holds(condition: &Expr, column: &str, value: &Expr) -> Option<bool> {
    match &condition.kind {
        ExprKind::And(left, right) => {
            match (holds(left, column, value), holds(right, column, value)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        }
        ExprKind::Or(left, right) => {
            match (holds(left, column, value), holds(right, column, value)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            }
        }
        ExprKind::Not(inner) => holds(inner, column, value).map(|holds| !holds),
        ExprKind::IsNull(inner) => is(inner, column).then(|| value.is_null()),
        ExprKind::IsNotNull(inner) => is(inner, column).then(|| !value.is_null()),
        ExprKind::Binary {
            operator,
            left,
            right,
        } => compares(operator, left, right, column, value),
        _ => None,
    }
}

fn is(expression: &Expr, column: &str) -> bool {
    expression.column().is_some_and(|one| one.text == column)
}

fn compares(operator: &str, left: &Expr, right: &Expr, column: &str, value: &Expr) -> Option<bool> {
    if operator == "in" && is(left, column) {
        let items = right.children();
        let mut equal = items.iter().map(|item| order(value, item));
        if equal
            .clone()
            .any(|order| order == Some(std::cmp::Ordering::Equal))
        {
            return Some(true);
        }
        return equal.all(|order| order.is_some()).then_some(false);
    }
    let order = if is(left, column) {
        order(value, right)?
    } else if is(right, column) {
        order(left, value)?
    } else {
        return None;
    };
    match operator {
        "=" => Some(order.is_eq()),
        "<>" => Some(order.is_ne()),
        "<" => Some(order.is_lt()),
        "<=" => Some(order.is_le()),
        ">" => Some(order.is_gt()),
        ">=" => Some(order.is_ge()),
        _ => None,
    }
}

/// How two constants compare: numbers by value, strings only as equal or not.
fn order(left: &Expr, right: &Expr) -> Option<std::cmp::Ordering> {
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return left.partial_cmp(&right);
    }
    match (constant(left), constant(right)) {
        (ExprKind::String(left), ExprKind::String(right)) => Some(left.cmp(right)),
        (ExprKind::Bool(left), ExprKind::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn constant(expression: &Expr) -> &ExprKind {
    match &expression.kind {
        ExprKind::Cast { inner, .. } => constant(inner),
        kind => kind,
    }
}

fn number(expression: &Expr) -> Option<f64> {
    let text = match constant(expression) {
        ExprKind::Number(text) => text.as_str(),
        // `-1`
        ExprKind::Other(_) => expression.text.as_str(),
        _ => return None,
    };
    text.replace(['_', ' '], "").parse().ok()
}

/// The columns of existing tables that have the domain, for a message; `None` if there is none.
pub(super) fn users_of_domain(check: &Check<'_>, domain: &Name) -> Option<String> {
    let found = check
        .catalog
        .type_named(domain.schema.as_deref(), &domain.name);
    let Some((found, known)) = found else {
        return Some("tables that are not known here".to_owned());
    };
    let mut users = Vec::new();
    for (name, table) in check.catalog.tables() {
        let columns = table.columns.iter().filter(|column| {
            let ty = column.ty.as_ref().and_then(|ty| check.catalog.type_of(ty));
            ty.is_some_and(|(ty, _)| ty == found)
        });
        let columns: Vec<String> = columns
            .map(|column| format!("`{name}.{}`", column.name))
            .collect();
        if !columns.is_empty() && check.existing_at(&name).is_some() {
            users.extend(columns);
        }
    }
    let is_domain = matches!(known.kind, TypeState::Domain { .. });
    (is_domain && !users.is_empty()).then(|| users.join(", "))
}

/// The domain of a column's type, if it has constraints.
pub(super) fn is_constrained(catalog: &Catalog, ty: &super::data_type::DataType) -> bool {
    let known = catalog.type_of(ty).map(|(_, known)| &known.kind);
    match known {
        Some(TypeState::Domain {
            not_null, checks, ..
        }) => *not_null || !checks.is_empty(),
        _ => false,
    }
}
