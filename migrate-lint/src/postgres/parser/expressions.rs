use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode, BinOp, LitKind, PostfixOp, PrefixOp};

use super::reader::Reader;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Ident;

impl Reader<'_> {
    pub(super) fn expression(&self, expression: &ast::Expr) -> Expr {
        let kind = match expression {
            ast::Expr::ParenExpr(paren) => {
                if let Some(inner) = paren.expr() {
                    return self.expression(&inner);
                }
                self.other(paren.syntax())
            }
            ast::Expr::Literal(literal) => literal_kind(literal),
            ast::Expr::NameRef(name) if is_function(name) => ExprKind::Call {
                name: vec![self.ident(name).text],
                arguments: Vec::new(),
            },
            ast::Expr::NameRef(name) => ExprKind::Name(vec![self.ident(name)]),
            ast::Expr::FieldExpr(field) => self.dotted(expression).map_or_else(
                // A field of a value is no column of a table.
                || {
                    ExprKind::Other(
                        field
                            .base()
                            .iter()
                            .map(|base| self.expression(base))
                            .collect(),
                    )
                },
                ExprKind::Name,
            ),
            ast::Expr::CallExpr(call) => self.call(call),
            ast::Expr::CastExpr(cast) => self.cast(cast),
            ast::Expr::BinExpr(binary) => self.binary(binary),
            ast::Expr::PrefixExpr(prefix) => match (prefix.op(), prefix.expr()) {
                (Some(PrefixOp::Not(_)), Some(inner)) => {
                    ExprKind::Not(Box::new(self.expression(&inner)))
                }
                _ => self.other(prefix.syntax()),
            },
            ast::Expr::PostfixExpr(postfix) => match (postfix.op(), postfix.expr()) {
                (Some(PostfixOp::IsNull(_)), Some(inner)) => {
                    ExprKind::IsNull(Box::new(self.expression(&inner)))
                }
                (Some(PostfixOp::NotNull(_)), Some(inner)) => {
                    ExprKind::IsNotNull(Box::new(self.expression(&inner)))
                }
                _ => self.other(postfix.syntax()),
            },
            other => self.other(other.syntax()),
        };
        Expr {
            kind,
            span: self.span(expression),
            text: self.line(expression),
        }
    }

    /// The expressions and queries of a node, wherever they are, but not those inside of each
    /// other.
    pub(super) fn expressions_in(&self, node: &SyntaxNode) -> Vec<Expr> {
        let mut found = Vec::new();
        for child in node.children() {
            if let Some(expression) = ast::Expr::cast(child.clone()) {
                found.push(self.expression(&expression));
            } else if let Some(query) = ast::SelectVariant::cast(child.clone()) {
                found.push(Expr {
                    span: self.node_span(&child),
                    text: String::new(),
                    kind: ExprKind::Query(Box::new(self.query(&query))),
                });
            } else if !ast::Type::can_cast(child.kind()) {
                found.extend(self.expressions_in(&child));
            }
        }
        found
    }

    fn other(&self, node: &SyntaxNode) -> ExprKind {
        ExprKind::Other(self.expressions_in(node))
    }

    /// The parts of `a.b.c`.
    fn dotted(&self, expression: &ast::Expr) -> Option<Vec<Ident>> {
        match expression {
            ast::Expr::NameRef(name) => Some(vec![self.ident(name)]),
            ast::Expr::FieldExpr(field) => {
                let mut parts = self.dotted(&field.base()?)?;
                // Without a field the parser takes the base for one.
                match field.field().filter(|_| field.star_token().is_none()) {
                    Some(name) => parts.push(self.ident(&name)),
                    None => parts.push(Ident {
                        text: "*".to_owned(),
                        span: self.span(field),
                    }),
                }
                Some(parts)
            }
            _ => None,
        }
    }

    fn call(&self, call: &ast::CallExpr) -> ExprKind {
        let Some(function) = call.expr() else {
            return self.other(call.syntax());
        };
        let Some(name) = self.dotted(&function) else {
            return self.other(call.syntax());
        };
        let arguments = call.syntax().children().skip(1);
        ExprKind::Call {
            name: name.into_iter().map(|part| part.text).collect(),
            arguments: arguments
                .flat_map(|node| self.expressions_in(&node))
                .collect(),
        }
    }

    fn cast(&self, cast: &ast::CastExpr) -> ExprKind {
        let inner = match (cast.expr(), cast.literal()) {
            (Some(inner), _) => self.expression(&inner),
            (None, Some(literal)) => Expr {
                kind: literal_kind(&literal),
                span: self.span(&literal),
                text: self.line(&literal),
            },
            (None, None) => return self.other(cast.syntax()),
        };
        match cast.ty().and_then(|ty| self.data_type(&ty)) {
            Some(to) => ExprKind::Cast {
                inner: Box::new(inner),
                to,
            },
            None => ExprKind::Other(vec![inner]),
        }
    }

    fn binary(&self, binary: &ast::BinExpr) -> ExprKind {
        let (Some(left), Some(right)) = (binary.lhs(), binary.rhs()) else {
            return self.other(binary.syntax());
        };
        let left = Box::new(self.expression(&left));
        let right = Box::new(self.expression(&right));
        let null = matches!(right.kind, ExprKind::Null);
        let operator = match binary.op() {
            Some(BinOp::And(_)) => return ExprKind::And(left, right),
            Some(BinOp::Or(_)) => return ExprKind::Or(left, right),
            Some(BinOp::Is(_)) if null => return ExprKind::IsNull(left),
            Some(BinOp::IsNot(_)) if null => return ExprKind::IsNotNull(left),
            Some(BinOp::Eq(_)) => "=",
            Some(BinOp::Neq(_) | BinOp::Neqb(_)) => "<>",
            Some(BinOp::LAngle(_)) => "<",
            Some(BinOp::RAngle(_)) => ">",
            Some(BinOp::Lteq(_)) => "<=",
            Some(BinOp::Gteq(_)) => ">=",
            Some(BinOp::In(_)) => "in",
            _ => "other",
        };
        ExprKind::Binary {
            operator: operator.to_owned(),
            left,
            right,
        }
    }
}

/// `CURRENT_DATE` and its like are calls without parentheses.
fn is_function(name: &ast::NameRef) -> bool {
    const FUNCTIONS: [&str; 13] = [
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
        "default",
    ];
    !name.is_quoted() && FUNCTIONS.contains(&name.text().as_str())
}

fn literal_kind(literal: &ast::Literal) -> ExprKind {
    match literal.kind() {
        Some(LitKind::Null(_)) => ExprKind::Null,
        Some(LitKind::True(_)) => ExprKind::Bool(true),
        Some(LitKind::False(_)) => ExprKind::Bool(false),
        Some(LitKind::Default(_)) => ExprKind::Default,
        Some(LitKind::IntNumber(token) | LitKind::NumericNumber(token)) => {
            ExprKind::Number(token.text().to_owned())
        }
        _ => match literal.string_value() {
            Some(value) => ExprKind::String(value),
            None => ExprKind::Other(Vec::new()),
        },
    }
}
