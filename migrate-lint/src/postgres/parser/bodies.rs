use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;

use super::reader::{Place, Reader, shift};
use crate::postgres::name::{Name, Span};
use crate::postgres::statement::{Body, Parsed, Statement};

/// What the parser says of bodies in PL/pgSQL and SQL, which the server reads when they are
/// defined.
pub(super) fn errors(file: &ast::SourceFile, base: usize) -> Vec<(Span, String)> {
    let body = |statement: ast::Stmt| match statement {
        ast::Stmt::Do(block) => block.plpgsql(),
        ast::Stmt::CreateFunction(function) => function.plpgsql(),
        ast::Stmt::CreateProcedure(procedure) => procedure.plpgsql(),
        _ => None,
    };
    let bodies: Vec<Plpgsql> = file.stmts().filter_map(body).collect();
    let in_sql = file.stmts().filter_map(|statement| match statement {
        ast::Stmt::CreateFunction(function) => function.sql_body(),
        ast::Stmt::CreateProcedure(procedure) => procedure.sql_body(),
        _ => None,
    });
    let in_sql = in_sql.flat_map(|body| body.errors());
    let errors = bodies.iter().flat_map(Plpgsql::errors).chain(in_sql);
    errors
        .map(|error| (shift(error.range(), base), error.message().to_owned()))
        .collect()
}

/// Whether SQL that a body puts together from this beginning may change what the schema state
/// holds.
pub(super) fn may_change_schema(sql: &str) -> bool {
    const HARMLESS: [&str; 19] = [
        "GRANT", "REVOKE", "COMMENT", "SELECT", "INSERT", "UPDATE", "DELETE", "ANALYZE", "VACUUM",
        "REFRESH", "SET", "RESET", "NOTIFY", "LOCK", "TRUNCATE", "REINDEX", "WITH", "CALL", "COPY",
    ];
    let first = sql.split_whitespace().next().unwrap_or_default();
    !HARMLESS.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether a function with this body may create, alter or drop something.
pub(super) fn mentions_ddl(body: &str) -> bool {
    const WORDS: [&str; 4] = ["CREATE", "ALTER", "DROP", "EXECUTE"];
    body.split(|letter: char| !letter.is_ascii_alphabetic())
        .any(|word| WORDS.iter().any(|ddl| word.eq_ignore_ascii_case(ddl)))
}

/// Whether a body commits or rolls back.
pub(super) fn ends_transaction(body: &Plpgsql) -> bool {
    body.syntax().descendants().any(|node| {
        ast::PlpgsqlCommitStmt::can_cast(node.kind())
            || ast::PlpgsqlRollbackStmt::can_cast(node.kind())
    })
}

impl Reader<'_> {
    pub(super) fn block(&self, block: &ast::Do) -> Body {
        let base = match self.place {
            Place::At(base) => base,
            // A block in a block: what it does is not looked into.
            Place::In(..) | Place::All(..) => {
                return Body {
                    dynamic: true,
                    ..Body::default()
                };
            }
        };
        let Some(plpgsql) = block.plpgsql() else {
            return Body {
                dynamic: true,
                ..Body::default()
            };
        };
        let reader = Reader {
            place: Place::In(&plpgsql, base),
            text: None,
            in_body: true,
        };
        let mut body = Body::default();
        if let Some(block) = plpgsql.tree().block() {
            reader.statements_of_block(&block, false, &mut body);
        }
        body
    }

    fn statements_of_block(&self, block: &ast::PlpgsqlBlock, conditional: bool, body: &mut Body) {
        let handlers = block.exception();
        let conditional = conditional || handlers.is_some();
        self.statements_of(block.body(), conditional, body);
        let handlers = handlers.into_iter().flat_map(|section| section.handlers());
        for handler in handlers {
            self.statements_of(handler.body(), true, body);
        }
    }

    fn statements_of(
        &self,
        statements: Option<ast::PlpgsqlBody>,
        conditional: bool,
        body: &mut Body,
    ) {
        for statement in statements.iter().flat_map(ast::PlpgsqlBody::stmts) {
            self.body_statement(&statement, conditional, body);
        }
    }

    fn body_statement(&self, statement: &ast::PlpgsqlStmt, conditional: bool, body: &mut Body) {
        use ast::PlpgsqlStmt as Stmt;
        match statement {
            Stmt::PlpgsqlBlock(block) => self.statements_of_block(block, conditional, body),
            Stmt::PlpgsqlExecSqlStmt(sql) => {
                if let Some(statement) = sql.stmt() {
                    body.statements.push(self.parsed(&statement, conditional));
                }
            }
            Stmt::PlpgsqlPerformStmt(perform) => {
                let query = perform
                    .syntax()
                    .children()
                    .find_map(ast::SelectVariant::cast);
                if let Some(query) = query {
                    body.statements.push(Parsed {
                        statement: Statement::Select(self.query(&query)),
                        span: self.span(perform),
                        conditional,
                        in_body: true,
                    });
                }
            }
            Stmt::PlpgsqlCallStmt(call) => {
                let call = call.call();
                let name = call.and_then(|call| call.procedure_name_ref());
                if let Some(procedure) = name.and_then(|name| self.name(&name)) {
                    body.statements.push(Parsed {
                        statement: Statement::Call { procedure },
                        span: self.span(statement),
                        conditional,
                        in_body: true,
                    });
                }
            }
            Stmt::PlpgsqlDynExecuteStmt(execute) => self.execute(execute, conditional, body),
            Stmt::PlpgsqlForDynStmt(_) | Stmt::PlpgsqlReturnQueryExecuteStmt(_) => {
                self.inside(statement.syntax(), body);
            }
            Stmt::PlpgsqlDoStmt(_) => body.dynamic = true,
            Stmt::PlpgsqlCommitStmt(_) | Stmt::PlpgsqlRollbackStmt(_) => {
                body.control.get_or_insert(self.span(statement));
            }
            _ => self.inside(statement.syntax(), body),
        }
    }

    /// The statements under an IF, in a loop and the like: they may run or not.
    fn inside(&self, node: &SyntaxNode, body: &mut Body) {
        for child in node.children() {
            if let Some(inner) = ast::PlpgsqlBody::cast(child.clone()) {
                self.statements_of(Some(inner), true, body);
            } else {
                self.inside(&child, body);
            }
        }
    }

    /// `EXECUTE`: a literal text is read like a statement; of one that is put together only
    /// its beginning is known.
    fn execute(&self, execute: &ast::PlpgsqlDynExecuteStmt, conditional: bool, body: &mut Body) {
        let span = self.span(execute);
        let query = execute.query();
        let literals: Vec<ast::Literal> = query
            .iter()
            .flat_map(|query| query.syntax().descendants().filter_map(ast::Literal::cast))
            .collect();
        let first = literals.first().and_then(ast::Literal::string_value);
        let whole = query
            .as_ref()
            .zip(literals.first())
            .is_some_and(|(query, literal)| self.span(query) == self.span(literal));
        match first {
            Some(sql) if whole => {
                let parse = squawk_syntax::SourceFile::parse(&sql);
                let reader = Reader {
                    place: Place::All(span.start, span.end),
                    text: None,
                    in_body: true,
                };
                for statement in parse.tree().stmts() {
                    if !matches!(statement, ast::Stmt::EmptyStmt(_)) {
                        body.statements.push(reader.parsed(&statement, conditional));
                    }
                }
            }
            Some(sql) => body.dynamic |= may_change_schema(&sql),
            None => body.dynamic = true,
        }
    }

    /// The name that a call is made by.
    pub(super) fn called(&self, call: &ast::CallExpr) -> Option<Name> {
        let function = call.expr()?;
        let mut parts: Vec<String> = function
            .syntax()
            .descendants()
            .filter_map(ast::NameRef::cast)
            .map(|name| self.ident(&name).text)
            .collect();
        Some(Name {
            name: parts.pop()?,
            schema: parts.pop(),
            span: self.span(&function),
        })
    }
}
