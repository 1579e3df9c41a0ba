use squawk_syntax::ast::{self, AstNode, LitKind};

use super::reader::Reader;
use crate::postgres::data_type::DataType;
use crate::postgres::name::Span;

impl Reader<'_> {
    /// A type and its place.
    pub(super) fn placed_type(&self, ty: Option<ast::Type>) -> Option<(DataType, Span)> {
        let ty = ty?;
        Some((self.data_type(&ty)?, self.span(&ty)))
    }

    pub(super) fn data_type(&self, ty: &ast::Type) -> Option<DataType> {
        let built_in = |name: &str, modifiers| Some(DataType::new(None, name, modifiers));
        let with_time_zone =
            |zone: Option<ast::Timezone>| matches!(zone, Some(ast::Timezone::WithTimezone(_)));
        match ty {
            ast::Type::ArrayType(array) => {
                let mut inner = self.data_type(&array.ty()?)?;
                inner.array = true;
                Some(inner)
            }
            ast::Type::PathType(path) => {
                let name = self.name(path)?;
                let quoted = path.syntax().text().to_string().contains('"');
                let modifiers = numbers(ty.arg_list());
                // `"char"` is not `char`.
                if quoted && name.schema.is_none() {
                    let mut data_type = DataType::new(None, "text", modifiers);
                    data_type.name = name.name;
                    return Some(data_type);
                }
                Some(DataType::new(name.schema, &name.name, modifiers))
            }
            ast::Type::VarcharType(_) => built_in("varchar", numbers(ty.arg_list())),
            ast::Type::CharacterType(_) => built_in("character", numbers(ty.arg_list())),
            ast::Type::BitType(_) => built_in("bit", numbers(ty.arg_list())),
            ast::Type::BitVaryingType(_) => built_in("varbit", numbers(ty.arg_list())),
            ast::Type::DoubleType(_) => built_in("float8", Vec::new()),
            ast::Type::TimeType(time) => {
                let name = if with_time_zone(time.timezone()) {
                    "timetz"
                } else {
                    "time"
                };
                built_in(name, number(time.literal()).into_iter().collect())
            }
            ast::Type::TimestampType(timestamp) => {
                let zoned = with_time_zone(timestamp.timezone());
                let name = if zoned { "timestamptz" } else { "timestamp" };
                built_in(name, number(timestamp.literal()).into_iter().collect())
            }
            ast::Type::IntervalType(interval) => {
                built_in("interval", number(interval.literal()).into_iter().collect())
            }
        }
    }
}

fn numbers(list: Option<ast::ArgList>) -> Vec<i32> {
    let arguments = list.into_iter().flat_map(|list| list.args());
    let literal = |argument: ast::Arg| match argument.expr()? {
        ast::Expr::Literal(literal) => number(Some(literal)),
        ast::Expr::PrefixExpr(negative) => match negative.expr()? {
            ast::Expr::Literal(literal) => number(Some(literal)).map(|number| -number),
            _ => None,
        },
        _ => None,
    };
    arguments.filter_map(literal).collect()
}

pub(super) fn number(literal: Option<ast::Literal>) -> Option<i32> {
    match literal?.kind()? {
        LitKind::IntNumber(token) => token.text().replace('_', "").parse().ok(),
        _ => None,
    }
}
