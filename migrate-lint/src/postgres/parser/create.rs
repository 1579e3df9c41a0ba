use squawk_syntax::ast::{self, AstNode};

use super::bodies::{ends_transaction, mentions_ddl};
use super::inlined::inlined;
use super::reader::{Reader, text};
use crate::postgres::name::{Ident, Name};
use crate::postgres::statement::{
    CreateFunction, CreateIndex, CreateView, Parsed, Statement, TypeKind, Volatility,
};

impl Reader<'_> {
    pub(super) fn create_schema(&self, create: &ast::CreateSchema) -> Option<Statement> {
        let name = match create.create_schema_target()? {
            ast::CreateSchemaTarget::NamedSchema(named) => self.ident(&named.schema()?),
            ast::CreateSchemaTarget::AuthorizationSchema(role) => self.ident(&role.role()?),
        };
        let elements = create.schema_elements().filter_map(|element| {
            let statement = ast::Stmt::cast(element.syntax().clone())?;
            Some(self.parsed(&statement, false))
        });
        Some(Statement::CreateSchema {
            elements: elements.collect::<Vec<Parsed>>(),
            if_not_exists: create.if_not_exists().is_some(),
            name,
        })
    }

    pub(super) fn create_table_as(&self, create: &ast::CreateTableAs) -> Option<Statement> {
        let query = match create.query() {
            Some(ast::CreateTableAsQuery::SelectVariant(query)) => Some(self.query(&query)),
            _ => None,
        };
        let columns = create.table_arg_list().map(|list| {
            let columns = list.args().filter_map(|argument| match argument {
                ast::TableArg::Column(column) => column.name(),
                _ => None,
            });
            columns.map(|name| self.ident(&name)).collect()
        });
        Some(Statement::CreateTableAs {
            name: self.name(&create.table_name()?)?,
            if_not_exists: create.if_not_exists().is_some(),
            temporary: is_temporary(create.persistence()),
            columns,
            query,
        })
    }

    /// `SELECT … INTO t`. In a body it sets a variable.
    pub(super) fn select_into(&self, select: &ast::SelectInto) -> Option<Statement> {
        let query = self.query(&ast::SelectVariant::SelectInto(select.clone()));
        if self.in_body {
            return Some(Statement::Select(query));
        }
        let into = select.into_clause()?;
        Some(Statement::CreateTableAs {
            name: self.name(&into.table_name()?)?,
            if_not_exists: false,
            temporary: is_temporary(into.persistence()),
            columns: None,
            query: Some(query),
        })
    }

    pub(super) fn create_view(&self, create: &ast::CreateView) -> Option<Statement> {
        Some(Statement::CreateView(CreateView {
            name: self.name(&create.view()?)?,
            or_replace: create.or_replace().is_some(),
            materialized: false,
            if_not_exists: false,
            temporary: is_temporary(create.persistence()),
            columns: self.column_list(create.column_list()),
            query: self.query(&create.query()?),
            with_data: true,
        }))
    }

    pub(super) fn create_materialized_view(
        &self,
        create: &ast::CreateMaterializedView,
    ) -> Option<Statement> {
        Some(Statement::CreateView(CreateView {
            name: self.name(&create.view()?)?,
            or_replace: false,
            materialized: true,
            if_not_exists: create.if_not_exists().is_some(),
            temporary: false,
            columns: self.column_list(create.column_list()),
            query: self.query(&create.query()?),
            with_data: !matches!(create.data_option(), Some(ast::DataOption::WithNoData(_))),
        }))
    }

    fn column_list(&self, list: Option<ast::ColumnList>) -> Option<Vec<Ident>> {
        list.map(|list| self.idents(list.column_names()))
    }

    pub(super) fn create_index(&self, create: &ast::CreateIndex) -> Option<Statement> {
        let table = create.table_relation_name()?;
        let include = create.index_include_clause();
        let include = include.and_then(|clause| clause.partition_item_list());
        let include = self.index_items(include);
        Some(Statement::CreateIndex(CreateIndex {
            name: create.index().and_then(|name| self.name(&name)),
            only: table.only_token().is_some(),
            table: self.name(&table)?,
            unique: create.unique_token().is_some(),
            concurrently: create.concurrently_token().is_some(),
            if_not_exists: create.if_not_exists().is_some(),
            items: self.index_items(create.partition_item_list()),
            include: include
                .iter()
                .filter_map(|item| item.column().cloned())
                .collect(),
            filter: create
                .where_clause()
                .and_then(|clause| clause.expr())
                .map(|filter| self.expression(&filter)),
            text: text(create).trim_end_matches(';').trim_end().to_owned(),
        }))
    }

    pub(super) fn create_sequence(&self, create: &ast::CreateSequence) -> Option<Statement> {
        let owned_by = create.sequence_options().find_map(|option| match option {
            ast::SequenceOption::OptionOwnedBy(owner) => self.owner(&owner),
            _ => None,
        });
        Some(Statement::CreateSequence {
            name: self.name(&create.sequence()?)?,
            if_not_exists: create.if_not_exists().is_some(),
            temporary: is_temporary(create.persistence()),
            owned_by,
        })
    }

    /// The table and column of `OWNED BY table.column`.
    pub(super) fn owner(&self, owner: &ast::OptionOwnedBy) -> Option<(Name, Ident)> {
        self.column_of_table(&match owner.owned_by_target()? {
            ast::OwnedByTarget::QualifiedColumnNameRef(column) => column,
            ast::OwnedByTarget::OwnedByNone(_) => return None,
        })
    }

    pub(super) fn column_of_table(
        &self,
        column: &ast::QualifiedColumnNameRef,
    ) -> Option<(Name, Ident)> {
        let path = column
            .syntax()
            .descendants()
            .find(|node| ast::PathRef::can_cast(node.kind()))?;
        let mut parts = super::reader::segments(&path);
        let span = self.node_span(&path);
        let column = Ident {
            text: parts.pop()?,
            span: span.clone(),
        };
        let table = Name {
            name: parts.pop()?,
            schema: parts.pop(),
            span,
        };
        Some((table, column))
    }

    pub(super) fn create_type(&self, create: &ast::CreateType) -> Option<Statement> {
        let kind = match create.kind() {
            Some(ast::CreateTypeKind::EnumType(labels)) => {
                let variants = labels
                    .variant_list()
                    .into_iter()
                    .flat_map(|list| list.variants());
                let values = variants.filter_map(|variant| variant.literal()?.string_value());
                TypeKind::Enum(values.collect())
            }
            Some(ast::CreateTypeKind::CompositeType(composite)) => {
                let list = composite.composite_field_list();
                let fields = list
                    .into_iter()
                    .flat_map(|list| list.composite_field_defs());
                let fields = fields.filter_map(|field| {
                    let ty = field.ty().and_then(|ty| self.data_type(&ty));
                    Some((self.ident(&field.name()?), ty))
                });
                TypeKind::Composite(fields.collect())
            }
            Some(_) => TypeKind::Other,
            None => TypeKind::Shell,
        };
        Some(Statement::CreateType {
            name: self.name(&create.type_name()?)?,
            kind,
        })
    }

    pub(super) fn create_domain(&self, create: &ast::CreateDomain) -> Option<Statement> {
        let constraints = create
            .domain_qualifiers()
            .filter_map(|qualifier| match qualifier {
                ast::DomainQualifier::Constraint(constraint) => self.constraint(&constraint),
                ast::DomainQualifier::Collate(_) => None,
            });
        Some(Statement::CreateType {
            name: self.name(&create.domain()?)?,
            kind: TypeKind::Domain {
                base: create.ty().and_then(|ty| self.data_type(&ty)),
                constraints: constraints.collect(),
            },
        })
    }

    pub(super) fn create_function(&self, create: &ast::CreateFunction) -> Option<Statement> {
        let name = self.name(&create.name()?)?;
        let replaces = create.or_replace().is_some();
        let mut function = self.routine(name, replaces, create.param_list(), create.option_list());
        if function.volatility == Volatility::Volatile {
            function.inlined = inlined(create, &self.span(create));
        }
        Some(Statement::CreateFunction(function))
    }

    pub(super) fn create_procedure(&self, create: &ast::CreateProcedure) -> Option<Statement> {
        let name = self.name(&create.name()?)?;
        let replaces = create.or_replace().is_some();
        let mut procedure = self.routine(name, replaces, create.param_list(), create.option_list());
        procedure.ends_transaction = create.plpgsql().is_some_and(|body| ends_transaction(&body));
        Some(Statement::CreateFunction(procedure))
    }

    fn routine(
        &self,
        name: Name,
        or_replace: bool,
        parameters: Option<ast::ParamList>,
        options: Option<ast::FuncOptionList>,
    ) -> CreateFunction {
        let mut volatility = Volatility::Volatile;
        let mut changes_schema = false;
        for option in options.into_iter().flat_map(|list| list.options()) {
            match option {
                ast::FuncOption::VolatilityFuncOption(option) => {
                    volatility = match option {
                        ast::VolatilityFuncOption::Immutable(_) => Volatility::Immutable,
                        ast::VolatilityFuncOption::Stable(_) => Volatility::Stable,
                        ast::VolatilityFuncOption::Volatile(_) => Volatility::Volatile,
                    };
                }
                ast::FuncOption::AsFuncOption(body) => changes_schema |= mentions_ddl(&text(&body)),
                _ => {}
            }
        }
        CreateFunction {
            name,
            or_replace,
            arguments: self.inputs(parameters),
            volatility,
            inlined: None,
            ends_transaction: false,
            changes_schema,
        }
    }

    /// The types of what goes into a function, by which functions of one name differ.
    pub(super) fn inputs(
        &self,
        parameters: Option<ast::ParamList>,
    ) -> Vec<Option<crate::postgres::data_type::DataType>> {
        let parameters = parameters.into_iter().flat_map(|list| list.params());
        let inputs =
            parameters.filter(|one| !matches!(one.mode(), Some(ast::ParamMode::ParamOut(_))));
        let ty = |parameter: ast::Param| match parameter.func_type()? {
            ast::FuncType::Type(ty) => self.data_type(&ty),
            ast::FuncType::PercentType(_) => None,
        };
        inputs.map(ty).collect()
    }

    pub(super) fn create_trigger(&self, create: &ast::CreateTrigger) -> Option<Statement> {
        let events = create.trigger_event_list();
        let columns = events.into_iter().flat_map(|list| {
            let columns = list
                .syntax()
                .descendants()
                .filter_map(ast::ColumnNameRef::cast);
            columns
                .map(|column| self.ident(&column))
                .collect::<Vec<_>>()
        });
        Some(Statement::CreateTrigger {
            columns: columns.collect(),
            name: self.ident(&create.trigger()?),
            table: self.name(&create.on_relation()?)?,
            function: create.call_expr().and_then(|call| self.called(&call)),
            or_replace: create.or_replace().is_some(),
        })
    }

    pub(super) fn create_policy(&self, create: &ast::CreatePolicy) -> Option<Statement> {
        Some(Statement::CreatePolicy {
            name: self.ident(&create.policy()?),
            table: self.name(&create.on_table()?)?,
            expressions: self.policy_expressions(create),
        })
    }

    pub(super) fn policy_expressions(
        &self,
        policy: &impl AstNode,
    ) -> Vec<crate::postgres::expression::Expr> {
        let clauses = policy.syntax().descendants().filter(|node| {
            ast::UsingExprClause::can_cast(node.kind())
                || ast::WithCheckExprClause::can_cast(node.kind())
        });
        clauses
            .flat_map(|clause| self.expressions_in(&clause))
            .collect()
    }
}

pub(super) fn is_temporary(persistence: Option<ast::Persistence>) -> bool {
    matches!(persistence, Some(ast::Persistence::Temp(_)))
}
