use squawk_syntax::ast::{self, AstNode};

use super::reader::Reader;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Name;
use crate::postgres::table::{
    Bound, ColumnDef, ConstraintDef, ConstraintKind, CreateTable, Generated, Like,
};

impl Reader<'_> {
    pub(super) fn create_table(&self, create: &ast::CreateTable) -> Option<CreateTable> {
        let mut table = self.table_named(&create.table_name()?)?;
        table.if_not_exists = create.if_not_exists().is_some();
        table.temporary = matches!(create.persistence(), Some(ast::Persistence::Temp(_)));
        table.unlogged = matches!(create.persistence(), Some(ast::Persistence::Unlogged(_)));
        table.partitioned = create.partition_by().is_some();
        table.of_type = create.of_type().is_some();
        table.placed = create.tablespace_clause().is_some();
        table.inherits = create
            .inherits()
            .map(|inherits| self.names(inherits.table_name_refs()))
            .unwrap_or_default();
        table.partition_of = self.partition_of(create.partition_of(), create.partition_type());
        self.arguments(create.table_arg_list(), &mut table);
        Some(table)
    }

    pub(super) fn create_foreign_table(
        &self,
        create: &ast::CreateForeignTable,
    ) -> Option<CreateTable> {
        let mut table = self.table_named(&create.table_name()?)?;
        table.if_not_exists = create.if_not_exists().is_some();
        table.foreign = true;
        table.partition_of = self.partition_of(create.partition_of(), create.partition_type());
        self.arguments(create.table_arg_list(), &mut table);
        Some(table)
    }

    fn table_named(&self, name: &ast::TableName) -> Option<CreateTable> {
        Some(CreateTable {
            name: self.name(name)?,
            if_not_exists: false,
            temporary: false,
            unlogged: false,
            foreign: false,
            placed: false,
            columns: Vec::new(),
            constraints: Vec::new(),
            like: Vec::new(),
            inherits: Vec::new(),
            partition_of: None,
            partitioned: false,
            of_type: false,
        })
    }

    fn partition_of(
        &self,
        parent: Option<ast::PartitionOf>,
        bound: Option<ast::PartitionType>,
    ) -> Option<(Name, Bound)> {
        let parent = self.name(&parent?.table_name_ref()?)?;
        Some((parent, self.bound(bound)))
    }

    pub(super) fn bound(&self, bound: Option<ast::PartitionType>) -> Bound {
        match bound {
            Some(ast::PartitionType::PartitionDefault(_)) => Bound::Default,
            Some(ast::PartitionType::PartitionForValuesIn(list)) => {
                Bound::List(self.expressions_in(list.syntax()))
            }
            Some(ast::PartitionType::PartitionForValuesFrom(range)) => {
                let one = |node: Option<Vec<Expr>>| match <[Expr; 1]>::try_from(node?) {
                    Ok([only]) => Some(only),
                    Err(_) => None,
                };
                let from = range.from().map(|from| self.expressions_in(from.syntax()));
                let to = range.to().map(|to| self.expressions_in(to.syntax()));
                Bound::Range(one(from).zip(one(to)).map(Box::new))
            }
            _ => Bound::Hash,
        }
    }

    fn arguments(&self, list: Option<ast::TableArgList>, table: &mut CreateTable) {
        for argument in list.into_iter().flat_map(|list| list.args()) {
            match argument {
                ast::TableArg::Column(column) => table.columns.extend(self.column(&column)),
                ast::TableArg::LikeClause(like) => table.like.extend(self.like(&like)),
                ast::TableArg::TableConstraint(constraint) => {
                    let constraint = ast::Constraint::cast(constraint.syntax().clone());
                    let constraint = constraint.and_then(|one| self.constraint(&one));
                    table.constraints.extend(constraint);
                }
            }
        }
    }

    fn column(&self, column: &ast::Column) -> Option<ColumnDef> {
        let constraints = column
            .clauses()
            .filter_map(|clause| ast::Constraint::cast(clause.syntax().clone()));
        Some(ColumnDef {
            name: self.ident(&column.name()?),
            ty: self.placed_type(column.ty()),
            constraints: constraints
                .filter_map(|one| self.constraint(&one))
                .collect(),
        })
    }

    fn like(&self, like: &ast::LikeClause) -> Option<Like> {
        let includes = |property: fn(&ast::TableProperty) -> bool| {
            like.like_options().any(|option| match option {
                ast::LikeOption::IncludingProperty(including) => {
                    including.table_property().is_some_and(|one| {
                        property(&one) || matches!(one, ast::TableProperty::PropertyAll(_))
                    })
                }
                ast::LikeOption::ExcludingProperty(_) => false,
            })
        };
        Some(Like {
            table: self.name(&like.relation_name_ref()?)?,
            defaults: includes(|one| matches!(one, ast::TableProperty::PropertyDefaults(_))),
            constraints: includes(|one| matches!(one, ast::TableProperty::PropertyConstraints(_))),
            indexes: includes(|one| matches!(one, ast::TableProperty::PropertyIndexes(_))),
        })
    }

    pub(super) fn constraint(&self, constraint: &ast::Constraint) -> Option<ConstraintDef> {
        let has = |kind: fn(&ast::ConstraintOption) -> bool| {
            constraint.constraint_options().any(|option| kind(&option))
        };
        let name = constraint.constraint_name().map(|name| self.ident(&name));
        Some(ConstraintDef {
            name,
            kind: self.constraint_kind(constraint)?,
            not_valid: constraint.is_not_valid(),
            not_enforced: has(|option| matches!(option, ast::ConstraintOption::NotEnforced(_))),
            span: self.span(constraint),
            text: self.line(constraint),
        })
    }

    fn constraint_kind(&self, constraint: &ast::Constraint) -> Option<ConstraintKind> {
        use ast::Constraint as C;
        Some(match constraint {
            C::CheckConstraint(check) => ConstraintKind::Check(self.expression(&check.expr()?)),
            C::DefaultConstraint(default) => {
                ConstraintKind::Default(self.expression(&default.expr()?))
            }
            C::NotNullConstraint(not_null) => ConstraintKind::NotNull(
                not_null.column_name_ref().map(|column| self.ident(&column)),
            ),
            C::NullConstraint(_) => ConstraintKind::Null,
            C::UniqueConstraint(unique) => ConstraintKind::Unique {
                columns: self.key_columns(unique.index_parameters()),
                using_index: self.using_index(unique.using_index()),
            },
            C::PrimaryKeyConstraint(key) => ConstraintKind::PrimaryKey {
                columns: self.key_columns(key.index_parameters()),
                using_index: self.using_index(key.using_index()),
            },
            C::ForeignKeyConstraint(key) => ConstraintKind::ForeignKey {
                columns: self.foreign_columns(key.from_columns()),
                table: self.name(&key.table_name_ref()?)?,
                referenced: self.foreign_columns(key.to_columns()),
            },
            C::ReferencesConstraint(references) => ConstraintKind::ForeignKey {
                columns: Vec::new(),
                table: self.name(&references.table()?)?,
                referenced: self.idents(references.column().into_iter()),
            },
            C::ExcludeConstraint(exclude) => {
                let list = exclude.constraint_exclusion_list();
                let expressions = list.map(|list| self.expressions_in(list.syntax()));
                ConstraintKind::Exclude(expressions.unwrap_or_default())
            }
            C::GeneratedConstraint(generated) => self.generated(generated)?,
        })
    }

    fn generated(&self, generated: &ast::GeneratedConstraint) -> Option<ConstraintKind> {
        Some(match generated.generated_as()? {
            ast::GeneratedAs::GeneratedIdentity(identity) => ConstraintKind::Identity {
                always: matches!(
                    identity.generated_when(),
                    Some(ast::GeneratedWhen::GeneratedAlways(_))
                ),
            },
            ast::GeneratedAs::GeneratedStored(stored) => ConstraintKind::Generated {
                expression: self.expression(&stored.expr()?),
                kind: match stored.generated_kind() {
                    Some(ast::GeneratedKind::Stored(_)) => Generated::Stored,
                    Some(ast::GeneratedKind::Virtual(_)) => Generated::Virtual,
                    None => Generated::Unsaid,
                },
            },
        })
    }

    fn key_columns(
        &self,
        parameters: Option<ast::IndexParameters>,
    ) -> Vec<crate::postgres::name::Ident> {
        let list = parameters.and_then(|parameters| parameters.column_list());
        list.map(|list| self.idents(list.column_name_refs()))
            .unwrap_or_default()
    }

    fn foreign_columns(
        &self,
        list: Option<ast::ForeignKeyColumnList>,
    ) -> Vec<crate::postgres::name::Ident> {
        list.map(|list| self.idents(list.column_name_refs()))
            .unwrap_or_default()
    }

    fn using_index(&self, index: Option<ast::UsingIndexName>) -> Option<Name> {
        self.name(&index?.index_ref()?)
    }

    pub(super) fn add_column(&self, add: &ast::AddColumn) -> Option<ColumnDef> {
        Some(ColumnDef {
            name: self.ident(&add.column_name()?),
            ty: self.placed_type(add.ty()),
            constraints: add
                .constraints()
                .filter_map(|one| self.constraint(&one))
                .collect(),
        })
    }

    /// The items of an index: columns and expressions.
    pub(super) fn index_items(&self, list: Option<ast::PartitionItemList>) -> Vec<Expr> {
        let items = list.into_iter().flat_map(|list| list.partition_items());
        let expression = |item: ast::PartitionItem| {
            let expression = item.expr()?;
            let read = self.expression(&expression);
            // `a COLLATE "C"` is the column `a`.
            match (&expression, &read.kind) {
                (ast::Expr::Collate(_), ExprKind::Other(inner)) if inner.len() == 1 => {
                    inner.first().cloned()
                }
                _ => Some(read),
            }
        };
        items.filter_map(expression).collect()
    }
}
