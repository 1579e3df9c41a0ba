use squawk_syntax::ast::{self, AstNode};

use super::reader::{Reader, text};
use crate::postgres::statement::Statement;

impl Reader<'_> {
    pub(super) fn session_statement(&self, statement: &ast::Stmt) -> Statement {
        use ast::Stmt as S;
        let is_local =
            |scope: Option<ast::SetScope>| matches!(scope, Some(ast::SetScope::LocalScope(_)));
        match statement {
            S::Set(set) => self.set(set),
            S::Reset(reset) => Statement::Reset {
                parameter: match reset.reset_target() {
                    Some(ast::ResetTarget::ConfigParameterRef(name)) => {
                        Some(text(&name).to_ascii_lowercase())
                    }
                    Some(ast::ResetTarget::ResetTimeZone(_)) => Some("timezone".to_owned()),
                    _ => None,
                },
            },
            S::Discard(discard) => match discard.discard_target() {
                Some(ast::DiscardTarget::DiscardAll(_)) => Statement::Reset { parameter: None },
                _ => Statement::Other,
            },
            S::SetRole(set) => Statement::SetRole {
                local: is_local(set.set_scope()),
                what: "role",
                none: matches!(
                    set.set_role_target(),
                    Some(ast::SetRoleTarget::SetRoleNone(_))
                ),
            },
            S::SetSessionAuth(set) => Statement::SetRole {
                local: is_local(set.set_scope()),
                what: "session authorization",
                none: matches!(
                    set.set_session_auth_target(),
                    Some(ast::SetSessionAuthTarget::SetSessionAuthDefault(_))
                ),
            },
            S::ResetRole(_) | S::ResetSessionAuth(_) => Statement::ResetRole,
            S::SetTransaction(set) if set.session_characteristics().is_some() => Statement::Set {
                parameter: "session characteristics".to_owned(),
                local: false,
                explicit: true,
                values: vec!["transaction".to_owned()],
            },
            _ => Statement::Other,
        }
    }

    fn set(&self, set: &ast::Set) -> Statement {
        let local = matches!(set.set_scope(), Some(ast::SetScope::LocalScope(_)));
        let explicit = set.set_scope().is_some();
        let values = |node: &squawk_syntax::SyntaxNode| -> Vec<String> {
            let values = node.descendants().filter_map(ast::ConfigValue::cast);
            values
                .map(|value| match ast::Literal::cast(value.syntax().clone()) {
                    Some(literal) => literal.string_value().unwrap_or_else(|| text(&literal)),
                    None => self.ident(&value).text,
                })
                .collect()
        };
        let (parameter, node) = match set.set_target() {
            Some(ast::SetTarget::SetConfig(config)) => {
                let name = config.config_parameter_ref();
                let name = name.map(|name| text(&name).to_ascii_lowercase());
                (name.unwrap_or_default(), config.syntax().clone())
            }
            Some(ast::SetTarget::SetTimeZone(zone)) => {
                ("timezone".to_owned(), zone.syntax().clone())
            }
            Some(ast::SetTarget::SetSchemaValue(schema)) => {
                let literal = schema.literal().and_then(|literal| literal.string_value());
                return Statement::Set {
                    parameter: "search_path".to_owned(),
                    local,
                    explicit,
                    values: literal.into_iter().collect(),
                };
            }
            Some(other) => ("client setting".to_owned(), other.syntax().clone()),
            None => return Statement::Other,
        };
        let mut values = values(&node);
        let is_default = || {
            let mut tokens = node
                .descendants_with_tokens()
                .filter_map(|one| one.into_token());
            tokens.any(|token| token.text().eq_ignore_ascii_case("default"))
        };
        if values.is_empty() && !is_default() {
            values.push(text_of(&node));
        }
        let written = text_of(&node);
        let last = written.rsplit(|one: char| one == '=' || one.is_whitespace());
        // A number is no value to the parser.
        if let Some(number) = last.map(str::to_owned).next()
            && number.parse::<f64>().is_ok()
        {
            values = vec![number];
        }
        Statement::Set {
            parameter,
            local,
            explicit,
            values,
        }
    }
}

fn text_of(node: &squawk_syntax::SyntaxNode) -> String {
    node.text().to_string().trim().to_owned()
}
