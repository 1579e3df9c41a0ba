use super::catalog::{Catalog, Constraint, ConstraintState, Found};
use super::file::File;
use super::name::{Name, QName};
use super::resolve::foreign_table;
use super::statement::{ObjectKind, Statement};
use super::table::{Action, ConstraintKind};

/// Takes note of the tables that the statement locks against readers and writers (ACCESS
/// EXCLUSIVE), or against writers alone, until its transaction ends, if they were there before.
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
    for (name, mode) in against_writers(statement) {
        if let Some(existing) = existing(file, catalog, name) {
            file.transaction.held.push((existing, mode));
        }
    }
}

/// The tables that a statement takes SHARE or more on, but not ACCESS EXCLUSIVE, and the mode.
fn against_writers(statement: &Statement) -> Vec<(&Name, String)> {
    const FOR_TRIGGERS: &str = "SHARE ROW EXCLUSIVE";
    let (tables, mode): (Vec<&Name>, String) = match statement {
        Statement::CreateTable(create) => {
            let columns = create.columns.iter().flat_map(|column| &column.constraints);
            let constraints = columns.chain(&create.constraints);
            let tables = constraints.filter_map(foreign_table).collect();
            (tables, FOR_TRIGGERS.to_owned())
        }
        Statement::AlterTable(alter) => {
            let mut tables = Vec::new();
            for (action, _) in &alter.actions {
                match action {
                    Action::AddColumn { column, .. } => {
                        tables.extend(column.constraints.iter().filter_map(foreign_table));
                    }
                    Action::AddConstraint(constraint) => {
                        if let Some(target) = foreign_table(constraint) {
                            tables.extend([&alter.table, target]);
                        }
                    }
                    _ => {}
                }
            }
            (tables, FOR_TRIGGERS.to_owned())
        }
        Statement::CreateTrigger { table, .. } => (vec![table], FOR_TRIGGERS.to_owned()),
        Statement::CreateIndex(index) if !index.concurrently => {
            (vec![&index.table], "SHARE".to_owned())
        }
        Statement::Lock { tables, mode }
            if ["share", "share row exclusive", "exclusive"].contains(&mode.as_str()) =>
        {
            (tables.iter().collect(), mode.to_uppercase())
        }
        _ => return Vec::new(),
    };
    tables
        .into_iter()
        .map(|table| (table, mode.clone()))
        .collect()
}

/// The tables that foreign keys of a table refer to: those over one column, or of one name, where
/// it is said. When they go, so do triggers there.
fn referenced(
    catalog: &Catalog,
    table: &Name,
    is_meant: impl Fn(&Constraint) -> bool,
) -> Vec<Name> {
    let found = catalog.table(table).map(|(_, table)| &table.constraints);
    let constraints = found.into_iter().flatten().filter(|one| is_meant(one));
    let target = |one: &Constraint| match &one.state {
        ConstraintState::ForeignKey { table } => table.as_ref().map(of),
        _ => None,
    };
    constraints.filter_map(target).collect()
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
            let mut tables: Vec<Name> = strong.then(|| alter.table.clone()).into_iter().collect();
            for (action, _) in &alter.actions {
                tables.extend(match action {
                    Action::DropConstraint { name, .. } => {
                        referenced(catalog, &alter.table, |one| one.name == name.text)
                    }
                    Action::DropColumn { column, .. } => referenced(catalog, &alter.table, |one| {
                        one.columns.contains(&column.text)
                    }),
                    _ => Vec::new(),
                });
            }
            tables
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
            ObjectKind::Table => {
                let tables = drop.names.iter();
                tables
                    .flat_map(|name| referenced(catalog, name, |_| true))
                    .collect()
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
