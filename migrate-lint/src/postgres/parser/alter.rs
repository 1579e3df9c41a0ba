use squawk_syntax::ast::{self, AstNode};

use super::reader::Reader;
use crate::postgres::name::Span;
use crate::postgres::statement::{
    AlterTable, DomainChange, IndexChange, RelationKind, Relocation, Statement, TypeChange,
};
use crate::postgres::table::Action;

impl Reader<'_> {
    pub(super) fn alter_table(&self, alter: &ast::AlterTable) -> Option<Statement> {
        if alter.all_in_tablespace().is_some() {
            return Some(Statement::Other);
        }
        Some(Statement::AlterTable(AlterTable {
            kind: RelationKind::Table,
            table: self.name(&alter.table_relation_name()?)?,
            if_exists: alter.if_exists().is_some(),
            actions: some(self.actions(alter.actions()))?,
        }))
    }

    pub(super) fn alter_foreign_table(&self, alter: &ast::AlterForeignTable) -> Option<Statement> {
        Some(Statement::AlterTable(AlterTable {
            kind: RelationKind::ForeignTable,
            table: self.name(&alter.table_relation_name()?)?,
            if_exists: alter.if_exists().is_some(),
            actions: some(self.actions(alter.actions()))?,
        }))
    }

    pub(super) fn alter_view(&self, alter: &ast::AlterView) -> Option<Statement> {
        use ast::AlterViewAction as A;
        let node = alter.action()?;
        let action = match &node {
            A::RenameColumn(rename) => self.rename_column(rename)?,
            A::ViewRenameTo(rename) => Action::RenameTo(self.last_part(rename)?),
            A::SetSchema(schema) => Action::SetSchema(self.ident(&schema.schema_ref()?)),
            _ => Action::Brief,
        };
        Some(Statement::AlterTable(AlterTable {
            kind: RelationKind::View,
            table: self.name(&alter.view_ref()?)?,
            if_exists: alter.if_exists().is_some(),
            actions: vec![(action, self.span(&node))],
        }))
    }

    pub(super) fn alter_materialized_view(
        &self,
        alter: &ast::AlterMaterializedView,
    ) -> Option<Statement> {
        use ast::AlterMaterializedViewAction as A;
        if alter.all_in_tablespace().is_some() {
            return Some(Statement::Other);
        }
        let action = |node: A| {
            let span = self.span(&node);
            let action = match &node {
                A::RenameColumn(rename) => self.rename_column(rename)?,
                A::ViewRenameTo(rename) => Action::RenameTo(self.last_part(rename)?),
                A::SetSchema(schema) => Action::SetSchema(self.ident(&schema.schema_ref()?)),
                A::AlterTableAction(action) => self.action(action)?,
                _ => Action::Settings,
            };
            Some((action, span))
        };
        Some(Statement::AlterTable(AlterTable {
            kind: RelationKind::MaterializedView,
            table: self.name(&alter.view_ref()?)?,
            if_exists: alter.if_exists().is_some(),
            actions: some(alter.action().filter_map(action))?,
        }))
    }

    fn actions(
        &self,
        actions: impl Iterator<Item = ast::AlterTableAction>,
    ) -> impl Iterator<Item = (Action, Span)> {
        actions.filter_map(|one| Some((self.action(&one)?, self.span(&one))))
    }

    fn rename_column(&self, rename: &ast::RenameColumn) -> Option<Action> {
        Some(Action::RenameColumn {
            from: self.ident(&rename.column_name_ref()?),
            to: self.ident(&rename.column_name()?),
        })
    }

    fn action(&self, action: &ast::AlterTableAction) -> Option<Action> {
        use ast::AlterTableAction as A;
        Some(match action {
            A::AddColumn(add) => Action::AddColumn {
                column: self.add_column(add)?,
                if_not_exists: add.if_not_exists().is_some(),
            },
            A::DropColumn(drop) => Action::DropColumn {
                column: self.ident(&drop.column_name_ref()?),
                if_exists: drop.if_exists().is_some(),
                cascade: is_cascade(drop.drop_behavior()),
            },
            A::AlterColumn(alter) => self.alter_column(alter)?,
            A::AddConstraint(add) => Action::AddConstraint(self.constraint(&add.constraint()?)?),
            A::DropConstraint(drop) => Action::DropConstraint {
                name: self.last_part(&drop.constraint_name_ref()?)?,
                if_exists: drop.if_exists().is_some(),
            },
            A::ValidateConstraint(validate) => {
                Action::ValidateConstraint(self.last_part(&validate.constraint_name_ref()?)?)
            }
            A::RenameConstraint(rename) => Action::RenameConstraint {
                from: self.last_part(&rename.constraint_name_ref()?)?,
                to: self.ident(&rename.constraint_name()?),
            },
            A::AlterConstraint(alter) => {
                Action::AlterConstraint(self.last_part(&alter.constraint_name_ref()?)?)
            }
            A::RenameColumn(rename) => self.rename_column(rename)?,
            A::TableRenameTo(rename) => Action::RenameTo(self.last_part(rename)?),
            A::SetSchema(schema) => Action::SetSchema(self.ident(&schema.schema_ref()?)),
            A::AttachPartition(attach) => Action::AttachPartition {
                partition: self.name(&attach.table_name_ref()?)?,
                bound: self.bound(attach.partition_type()),
            },
            A::DetachPartition(detach) => Action::DetachPartition {
                partition: self.name(&detach.table_name_ref()?)?,
                concurrently: detach.detach_partition_option().is_some(),
            },
            A::SetLogged(_) => Action::SetLogged(true),
            A::SetUnlogged(_) => Action::SetLogged(false),
            A::SetAccessMethod(method) => Action::SetAccessMethod(
                method
                    .access_method_ref()
                    .map(|method| self.ident(&method).text),
            ),
            A::SetTablespace(set) => {
                Action::SetTablespace(set.tablespace_ref().map(|name| self.ident(&name).text))
            }
            A::InheritTable(parent) => Action::Inherit(self.name(parent)?),
            A::NoInheritTable(parent) => Action::NoInherit(self.name(parent)?),
            A::ClusterOn(_) | A::SetOptions(_) | A::ResetOptions(_) | A::SetWithoutCluster(_) => {
                Action::Settings
            }
            A::MergePartitions(_) | A::SplitPartition(_) | A::OfType(_) | A::NotOf(_) => {
                Action::Unknown
            }
            _ => Action::Brief,
        })
    }

    fn alter_column(&self, alter: &ast::AlterColumn) -> Option<Action> {
        use ast::AlterColumnOption as O;
        let column = self.ident(&alter.column_name_ref()?);
        let is_always = |when: Option<ast::GeneratedWhen>| {
            matches!(when, Some(ast::GeneratedWhen::GeneratedAlways(_)))
        };
        Some(match alter.option()? {
            O::SetType(set) => {
                let using = set.using_expr().and_then(|using| using.expr());
                Action::SetType {
                    column,
                    ty: self.placed_type(set.ty()),
                    using: using.map(|using| self.expression(&using)),
                    collates: set.collate().is_some(),
                }
            }
            O::SetDefault(set) => Action::SetDefault {
                column,
                value: set.expr().map(|value| self.expression(&value)),
            },
            O::DropDefault(_) => Action::DropDefault(column),
            O::SetNotNull(_) => Action::SetNotNull(column),
            O::DropNotNull(_) => Action::DropNotNull(column),
            O::DropExpression(_) => Action::DropExpression(column),
            O::SetExpression(_) => Action::SetExpression(column),
            O::AddGenerated(add) => Action::AddIdentity {
                column,
                always: is_always(add.generated_when()),
            },
            O::DropIdentity(_) => Action::DropIdentity(column),
            O::SetGenerated(set) => Action::SetGenerated {
                column,
                always: is_always(set.generated_when()),
            },
            O::SetGeneratedOptions(options) => {
                let set = options
                    .syntax()
                    .descendants()
                    .find_map(ast::SetGenerated::cast);
                match set {
                    Some(set) => Action::SetGenerated {
                        column,
                        always: is_always(set.generated_when()),
                    },
                    None => Action::ColumnSetting(column),
                }
            }
            _ => Action::ColumnSetting(column),
        })
    }

    pub(super) fn alter_index(&self, alter: &ast::AlterIndex) -> Option<Statement> {
        use ast::AlterIndexAction as A;
        if alter.all_in_tablespace().is_some() {
            return Some(Statement::Other);
        }
        Some(Statement::AlterIndex {
            name: self.name(&alter.index_ref()?)?,
            if_exists: alter.if_exists().is_some(),
            change: match alter.action()? {
                A::IndexRenameTo(rename) => IndexChange::Rename(self.last_part(&rename)?),
                _ => IndexChange::Other,
            },
        })
    }

    pub(super) fn alter_type(&self, alter: &ast::AlterType) -> Option<Statement> {
        use ast::AlterTypeAction as A;
        let name = self.name(&alter.type_name_ref()?)?;
        let value = |literal: Option<ast::Literal>| literal?.string_value();
        let change = match alter.action()? {
            A::AddValue(add) => TypeChange::AddValue {
                value: value(add.literal())?,
                if_not_exists: add.if_not_exists().is_some(),
            },
            A::RenameValue(rename) => TypeChange::RenameValue {
                from: value(rename.from())?,
                to: value(rename.to())?,
            },
            A::RenameAttribute(rename) => TypeChange::RenameAttribute {
                from: self.ident(&rename.composite_field_ref()?),
                to: self.ident(&rename.composite_field()?),
            },
            A::TypeRenameTo(rename) => {
                TypeChange::Relocate(Relocation::Name(self.last_part(&rename)?))
            }
            A::SetSchema(schema) => {
                TypeChange::Relocate(Relocation::Schema(self.ident(&schema.schema_ref()?)))
            }
            A::AlterTypeAttributeActionList(list) => self.attribute_change(&list)?,
            _ => TypeChange::Other,
        };
        Some(Statement::AlterType { name, change })
    }

    fn attribute_change(&self, list: &ast::AlterTypeAttributeActionList) -> Option<TypeChange> {
        use ast::AlterTypeAttributeAction as A;
        let mut actions = list.actions();
        let only = actions.next()?;
        // Several at once are rare: what they leave is not followed.
        if actions.next().is_some() {
            return Some(TypeChange::Other);
        }
        let ty = |ty: Option<ast::Type>| ty.and_then(|ty| self.data_type(&ty));
        Some(match only {
            A::AddAttribute(add) => TypeChange::AddAttribute {
                name: self.ident(&add.composite_field()?),
                ty: ty(add.ty()),
            },
            A::DropAttribute(drop) => TypeChange::DropAttribute {
                name: self.ident(&drop.composite_field_ref()?),
            },
            A::AlterAttribute(alter) => TypeChange::AlterAttribute {
                name: self.ident(&alter.composite_field_ref()?),
                ty: ty(alter.ty()),
            },
        })
    }

    pub(super) fn alter_domain(&self, alter: &ast::AlterDomain) -> Option<Statement> {
        use ast::AlterDomainAction as A;
        let name = self.name(&alter.domain_ref()?)?;
        let change = match alter.action()? {
            A::AddConstraint(add) => {
                DomainChange::AddConstraint(self.constraint(&add.constraint()?)?)
            }
            A::DropConstraint(drop) => {
                DomainChange::DropConstraint(self.last_part(&drop.constraint_name_ref()?)?)
            }
            A::SetNotNull(_) => DomainChange::SetNotNull,
            A::DropNotNull(_) => DomainChange::DropNotNull,
            A::DomainRenameTo(rename) => {
                DomainChange::Relocate(Relocation::Name(self.last_part(&rename)?))
            }
            A::SetSchema(schema) => {
                DomainChange::Relocate(Relocation::Schema(self.ident(&schema.schema_ref()?)))
            }
            _ => DomainChange::Other,
        };
        Some(Statement::AlterDomain { name, change })
    }

    pub(super) fn alter_sequence(&self, alter: &ast::AlterSequence) -> Option<Statement> {
        use ast::AlterSequenceAction as A;
        let mut owned_by = None;
        let mut change = None;
        for action in alter.actions() {
            match action {
                A::SequenceRenameTo(rename) => {
                    change = self.last_part(&rename).map(Relocation::Name);
                }
                A::SetSchema(schema) => {
                    let schema = schema.schema_ref().map(|schema| self.ident(&schema));
                    change = schema.map(Relocation::Schema);
                }
                A::SequenceOption(ast::SequenceOption::OptionOwnedBy(owner)) => {
                    owned_by = self.owner(&owner);
                }
                _ => {}
            }
        }
        Some(Statement::AlterSequence {
            name: self.name(&alter.sequence_ref()?)?,
            if_exists: alter.if_exists().is_some(),
            owned_by,
            change,
        })
    }
}

pub(super) fn is_cascade(behaviour: Option<ast::DropBehavior>) -> bool {
    matches!(behaviour, Some(ast::DropBehavior::Cascade(_)))
}

/// `None` without any: the parser takes `ALTER TABLE t` for a statement.
fn some(actions: impl Iterator<Item = (Action, Span)>) -> Option<Vec<(Action, Span)>> {
    let actions: Vec<_> = actions.collect();
    (!actions.is_empty()).then_some(actions)
}
