use super::catalog::{Catalog, Found};
use super::file::File;
use super::name::{Name, QName};
use super::statement::{ObjectKind, Statement};
use super::table::{Action, ConstraintKind};

/// Takes note of the tables that the statement locks against readers and writers until its
/// transaction ends (ACCESS EXCLUSIVE), if they were there before.
pub(crate) fn follow(file: &mut File<'_>, catalog: &Catalog, statement: &Statement) {
    if !file.transaction.open {
        return;
    }
    for name in access_exclusive(catalog, statement) {
        if let Some(existing) = existing(file, catalog, &name)
            && !file.transaction.locked.contains(&existing)
        {
            file.transaction.locked.push(existing);
        }
    }
}

fn existing(file: &File<'_>, catalog: &Catalog, name: &Name) -> Option<QName> {
    match catalog.relation(name) {
        Found::Yes(found, relation) => {
            let is_new = file.is_new(relation.born) || found.schema == super::catalog::TEMPORARY;
            (!is_new && relation.table().is_some()).then_some(found)
        }
        Found::Unknown => Some(catalog.target(name, false)),
        Found::No => None,
    }
}

/// The tables that a statement takes ACCESS EXCLUSIVE on and that stay.
fn access_exclusive(catalog: &Catalog, statement: &Statement) -> Vec<Name> {
    match statement {
        Statement::AlterTable(alter) => {
            let strong = alter.actions.iter().any(|(action, _)| is_strong(action));
            strong.then(|| alter.table.clone()).into_iter().collect()
        }
        Statement::Truncate { tables, .. } => tables.clone(),
        Statement::Lock { tables, mode } if mode == "access exclusive" => tables.clone(),
        Statement::CreatePolicy { table, .. }
        | Statement::AlterPolicy { table, .. }
        | Statement::CreateRule { table } => vec![table.clone()],
        Statement::CreateTable(create) => {
            let parent = create.partition_of.iter().map(|(parent, _)| parent.clone());
            parent.collect()
        }
        Statement::Cluster { table } => table.iter().cloned().collect(),
        Statement::Drop(drop) => match drop.kind {
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                drop.on.iter().cloned().collect()
            }
            ObjectKind::Index if !drop.concurrently => {
                let indexes = drop.names.iter().filter_map(|name| catalog.index(name));
                indexes.map(|(_, index)| of(&index.table)).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn of(name: &QName) -> Name {
    Name {
        schema: Some(name.schema.clone()),
        name: name.name.clone(),
        span: 0..0,
    }
}

fn is_strong(action: &Action) -> bool {
    match action {
        Action::ValidateConstraint(_)
        | Action::Settings
        | Action::AttachPartition { .. }
        | Action::ColumnSetting(_) => false,
        Action::DetachPartition { concurrently, .. } => !concurrently,
        Action::AddConstraint(constraint) => {
            !matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
        }
        _ => true,
    }
}
