use super::data_type::DataType;
use super::name::{Ident, Span};
use super::query::Query;

/// An expression, as far as rules look into it.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
    /// As it is written.
    pub(crate) text: String,
}

#[derive(Debug, Clone)]
pub(crate) enum ExprKind {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    /// `DEFAULT` in a list of values.
    Default,
    /// A column, or `CURRENT_DATE` and its like: the parts between the dots.
    Name(Vec<Ident>),
    Call {
        name: Vec<String>,
        arguments: Vec<Expr>,
    },
    Cast {
        inner: Box<Expr>,
        to: DataType,
    },
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    IsNotNull(Box<Expr>),
    /// Any other operator with two sides.
    Binary {
        operator: String,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Query(Box<Query>),
    /// Anything else, with what is inside.
    Other(Vec<Expr>),
}

impl Expr {
    /// The name that a column of a result, or of an index, has for it.
    pub(crate) fn implied_name(&self) -> Option<String> {
        match &self.kind {
            ExprKind::Name(parts) => parts.last().map(|part| part.text.clone()),
            ExprKind::Call { name, .. } => name.last().cloned(),
            ExprKind::Cast { inner, to } => inner.implied_name().or_else(|| Some(to.name.clone())),
            _ => None,
        }
    }

    /// The expressions directly inside.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Call { arguments, .. } => arguments.iter().collect(),
            ExprKind::Cast { inner, .. }
            | ExprKind::Not(inner)
            | ExprKind::IsNull(inner)
            | ExprKind::IsNotNull(inner) => vec![inner],
            ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Other(inner) => inner.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Calls `visit` with this expression and all inside, but not those of queries.
    pub(crate) fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The parts joined by AND.
    pub(crate) fn conjuncts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::And(left, right) => [left.conjuncts(), right.conjuncts()].concat(),
            _ => vec![self],
        }
    }

    /// The column, if the expression is nothing else.
    pub(crate) fn column(&self) -> Option<&Ident> {
        match &self.kind {
            ExprKind::Name(parts) => parts.last(),
            _ => None,
        }
    }

    /// The columns it names, without those of queries inside.
    pub(crate) fn columns(&self) -> Vec<&Ident> {
        let mut columns = Vec::new();
        self.walk(&mut |expr| columns.extend(expr.column()));
        columns
    }

    /// The columns that are not NULL wherever the expression, as a CHECK, is fulfilled.
    pub(crate) fn columns_not_null(&self) -> Vec<String> {
        let of = |part: &Expr| match &part.kind {
            ExprKind::IsNotNull(inner) => inner.column().map(|column| column.text.clone()),
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::IsNull(inner) => inner.column().map(|column| column.text.clone()),
                _ => None,
            },
            _ => None,
        };
        self.conjuncts().into_iter().filter_map(of).collect()
    }

    /// A value that is known without a row; casts are looked through.
    pub(crate) fn is_null(&self) -> bool {
        match &self.kind {
            ExprKind::Null => true,
            ExprKind::Cast { inner, .. } => inner.is_null(),
            _ => false,
        }
    }

    /// Whether the expression is a value that no row changes.
    pub(crate) fn is_constant(&self) -> bool {
        match &self.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
            ExprKind::Cast { inner, .. } => inner.is_constant(),
            ExprKind::Other(inner) => !inner.is_empty() && inner.iter().all(Expr::is_constant),
            _ => false,
        }
    }

    /// Whether, as a condition, it holds for every row: `TRUE`, `1 = 1`, `NOT FALSE`, `NULL IS
    /// NULL`.
    pub(crate) fn is_always_true(&self) -> bool {
        match &self.kind {
            ExprKind::Bool(value) => *value,
            ExprKind::And(left, right) => left.is_always_true() && right.is_always_true(),
            ExprKind::Or(left, right) => left.is_always_true() || right.is_always_true(),
            ExprKind::Not(inner) => matches!(inner.kind, ExprKind::Bool(false)),
            ExprKind::IsNull(inner) => inner.is_null(),
            ExprKind::IsNotNull(inner) => inner.is_constant() && !inner.is_null(),
            ExprKind::Binary {
                operator,
                left,
                right,
            } => is_true_comparison(operator, left, right),
            _ => false,
        }
    }
}

fn is_true_comparison(operator: &str, left: &Expr, right: &Expr) -> bool {
    let constants =
        left.is_constant() && right.is_constant() && !left.is_null() && !right.is_null();
    let equal = left.text == right.text;
    match operator {
        "=" => constants && equal,
        "<>" | "!=" => constants && !equal,
        _ => false,
    }
}
