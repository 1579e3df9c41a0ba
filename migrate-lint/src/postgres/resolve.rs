//! Names that refer to nothing, or that are taken. What cannot be known is never reported.

mod columns;
mod existing;
mod objects;
mod scope;
mod types;

use migrate_directory::nearest;

use super::catalog::{Catalog, Found, RelationState};
use super::check::Check;
use super::name::Name;
use super::statement::{ObjectKind, Statement, Target};
use super::table::{Action, ConstraintDef, ConstraintKind, CreateTable};
use crate::finding::Words;

/// Reports what is wrong with the statement's names. Returns the relations that are missing, to be
/// taken for granted from here on.
pub(super) fn check(check: &mut Check<'_>) -> Vec<Name> {
    let parsed = check.parsed;
    // Under a condition it may well be right.
    if parsed.conditional || check.catalog.is_opaque() {
        return Vec::new();
    }
    let mut missing = Vec::new();
    for name in referred(&parsed.statement) {
        let is_missing = matches!(check.catalog.relation(name), Found::No)
            || drops_table(&parsed.statement) && check.catalog.has_no_maker(name);
        if is_missing {
            report_relation(check, name);
            missing.push(name.clone());
        }
    }
    if missing.is_empty() {
        existing::check(check);
        columns::check(check);
        types::check(check);
        objects::check(check);
        missing = scope::check(check);
        for name in &missing {
            report_relation(check, name);
        }
    }
    missing
}

fn drops_table(statement: &Statement) -> bool {
    matches!(statement, Statement::Drop(drop) if drop.kind == ObjectKind::Table)
}

fn report_relation(check: &mut Check<'_>, name: &Name) {
    let known = check.catalog.relations().filter(|(_, relation)| {
        matches!(
            relation.state,
            RelationState::Table(_) | RelationState::View(_)
        )
    });
    let schema = name.schema.as_deref();
    let known: Vec<String> = known
        .filter(|(known, _)| schema.is_none_or(|schema| known.schema == schema))
        .map(|(known, _)| known.name)
        .collect();
    let help = match nearest(&name.name, known.iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if drops_table(&check.parsed.statement) => {
            "correct the name; for a table that somebody else made write `DROP TABLE IF EXISTS`"
                .to_owned()
        }
        None => "create it before, or correct the name".to_owned(),
    };
    let message = format!("there is no table or view `{name}`");
    check.report(&name.span, Words::new(message, "not found", help));
}

/// Takes note of what a statement that ran shows: what it refers to was there.
pub(super) fn learn(catalog: &mut Catalog, statement: &Statement) {
    for name in referred(statement) {
        catalog.learn(name);
    }
    if objects::contradicts(catalog, statement) {
        catalog.doubt();
    }
}

/// The relations that have to exist for the statement to run, but for those of queries.
fn referred(statement: &Statement) -> Vec<&Name> {
    match statement {
        Statement::AlterTable(alter) => {
            let table = (!alter.if_exists).then_some(&alter.table);
            let others = alter
                .actions
                .iter()
                .flat_map(|(action, _)| of_action(action));
            table.into_iter().chain(others).collect()
        }
        Statement::CreateTable(create) => of_table(create),
        Statement::CreateIndex(index) => vec![&index.table],
        Statement::CreateTrigger { table, .. }
        | Statement::CreatePolicy { table, .. }
        | Statement::CreateRule { table }
        | Statement::AlterPolicy { table, .. }
        | Statement::AlterTrigger { table, .. }
        | Statement::Copy { table, .. }
        | Statement::Merge { table } => vec![table],
        Statement::Insert(insert) => vec![&insert.table],
        Statement::Update(update) => vec![&update.table],
        Statement::Delete(delete) => vec![&delete.table],
        Statement::Truncate { tables, .. }
        | Statement::Lock { tables, .. }
        | Statement::Grant { tables }
        | Statement::Vacuum { tables, .. } => tables.iter().collect(),
        Statement::Cluster { table } => table.iter().collect(),
        Statement::Refresh { view, .. } => vec![view],
        Statement::Comment {
            target: Some(Target::Relation(name) | Target::Column(name, _)),
        } => vec![name],
        Statement::Drop(drop) => {
            let is_relation = matches!(
                drop.kind,
                ObjectKind::Table
                    | ObjectKind::ForeignTable
                    | ObjectKind::View
                    | ObjectKind::MaterializedView
            );
            let named = drop.names.iter().filter(|_| is_relation);
            let named = named.chain(&drop.on);
            named.filter(|_| !drop.if_exists).collect()
        }
        _ => Vec::new(),
    }
}

fn of_table(create: &CreateTable) -> Vec<&Name> {
    let columns = create.columns.iter().flat_map(|column| &column.constraints);
    let constraints = columns.chain(&create.constraints);
    let own = |name: &&Name| name.name != create.name.name;
    constraints
        .filter_map(foreign_table)
        .chain(&create.inherits)
        .chain(create.like.iter().map(|like| &like.table))
        .chain(create.partition_of.iter().map(|(parent, _)| parent))
        .filter(own)
        .collect()
}

fn of_action(action: &Action) -> Vec<&Name> {
    match action {
        Action::AddColumn { column, .. } => column
            .constraints
            .iter()
            .filter_map(foreign_table)
            .collect(),
        Action::AddConstraint(constraint) => foreign_table(constraint).into_iter().collect(),
        Action::AttachPartition { partition, .. } | Action::DetachPartition { partition, .. } => {
            vec![partition]
        }
        Action::Inherit(parent) | Action::NoInherit(parent) => vec![parent],
        _ => Vec::new(),
    }
}

pub(super) fn foreign_table(constraint: &ConstraintDef) -> Option<&Name> {
    match &constraint.kind {
        ConstraintKind::ForeignKey { table, .. } => Some(table),
        _ => None,
    }
}
