use squawk_syntax::ast::{self, AstNode};

use super::reader::{Place, Reader, text};
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Span;

/// The expression that the server puts in the place of a call, where a function in SQL is no more
/// than one (`inline_function` in its source). How often that one is computed is all that counts
/// then.
pub(super) fn inlined(create: &ast::CreateFunction, span: &Span) -> Option<Expr> {
    use ast::FuncOption as O;
    let options = || {
        create
            .option_list()
            .into_iter()
            .flat_map(|list| list.options())
    };
    let has_parameters = create
        .param_list()
        .is_some_and(|list| list.params().next().is_some());
    let stays_a_call = options().any(|option| match option {
        O::SecurityDefinerFuncOption(_) | O::SetFuncOption(_) | O::ResetFuncOption(_) => true,
        // NULL for one of them is no value of the expression.
        O::StrictFuncOption(_) | O::ReturnsNullOnNullInputFuncOption(_) => has_parameters,
        _ => false,
    });
    let returns = create.ret_type().map(|ty| text(&ty).to_ascii_lowercase());
    let is_set = returns.is_some_and(|ty| ty.contains("setof ") || ty.contains("table"));
    if stays_a_call || is_set {
        return None;
    }
    let reader = Reader {
        place: Place::All(span.start, span.end),
        text: None,
        in_body: true,
    };
    let expression = reader.expression(&body(create)?);
    let mut is_plain = true;
    expression.walk(&mut |inner| match &inner.kind {
        ExprKind::Query(_) => is_plain = false,
        ExprKind::Call { name, .. } => {
            is_plain &= !name.last().is_some_and(|name| is_aggregate(name));
        }
        _ => {}
    });
    is_plain.then_some(expression)
}

/// `RETURN expression`, or a `SELECT` of nothing else.
fn body(create: &ast::CreateFunction) -> Option<ast::Expr> {
    match create.body() {
        Some(ast::RoutineBody::ReturnStmt(statement)) => return statement.expr(),
        Some(ast::RoutineBody::AtomicBody(_)) => return None,
        None => {}
    }
    let body = create.sql_body()?;
    let file = ast::SourceFile::cast(body.syntax())?;
    let mut statements = file.stmts();
    let (only, None) = (statements.next()?, statements.next()) else {
        return None;
    };
    let select = ast::Select::cast(only.syntax().clone())?;
    let clause = select.select_clause()?;
    if select.syntax().children().count() != 1 || clause.select_quantifier().is_some() {
        return None;
    }
    let mut targets = clause.target_list()?.targets();
    match (targets.next()?, targets.next()) {
        (only, None) => only.expr(),
        _ => None,
    }
}

fn is_aggregate(function: &str) -> bool {
    const KNOWN: [&str; 19] = [
        "array_agg",
        "avg",
        "bit_and",
        "bit_or",
        "bool_and",
        "bool_or",
        "count",
        "every",
        "json_agg",
        "json_object_agg",
        "jsonb_agg",
        "jsonb_object_agg",
        "max",
        "min",
        "row_number",
        "string_agg",
        "sum",
        "unnest",
        "xmlagg",
    ];
    KNOWN.contains(&function)
}
