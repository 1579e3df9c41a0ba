//! Names that stand for nothing, or for something already. What cannot be known is never wrong.

mod columns;
mod existing;
mod types;

use migrate_core::{Code, misspelt, nearest};

pub(super) use self::columns::report as report_column;
use super::catalog::{Found, RelationState};
use super::check::Check;
use super::name::{Name, Span};
use super::scope;
use super::statement::{ObjectKind, Statement, Target};
use super::table::{Action, ConstraintDef, ConstraintKind, CreateTable};

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
        if matches!(check.catalog.relation(name), Found::No) {
            report_relation(check, name);
            missing.push(name.clone());
        }
    }
    if missing.is_empty() {
        existing::check(check);
        columns::check(check);
        types::check(check);
        objects(check);
        missing.extend(scope::check(check));
    }
    missing
}

pub(super) fn is_system_column(name: &str) -> bool {
    columns::OF_SYSTEM.contains(&name)
}

pub(super) fn report_relation(check: &mut Check<'_>, name: &Name) {
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
        None => "create it before, or correct the name".to_owned(),
    };
    let message = format!("there is no table or view `{name}`");
    check.report(Code::UnknownObject, &name.span, message, "not found", help);
}

pub(super) fn report_missing(
    check: &mut Check<'_>,
    what: &str,
    name: &str,
    span: &Span,
    nearest: &str,
) {
    check.report(
        Code::UnknownObject,
        span,
        format!("there is no {what} `{name}`"),
        "not found",
        format!("did you mean `{nearest}`?"),
    );
}

/// The relations that have to exist for the statement to run, but for those of queries.
pub(super) fn referred(statement: &Statement) -> Vec<&Name> {
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

fn foreign_table(constraint: &ConstraintDef) -> Option<&Name> {
    match &constraint.kind {
        ConstraintKind::ForeignKey { table, .. } => Some(table),
        _ => None,
    }
}

/// Objects whose names the server may have made, or an extension: wrong only if a known name is near.
fn objects(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::Drop(drop) if !drop.if_exists => {
            for name in &drop.names {
                let known = match drop.kind {
                    ObjectKind::Index => relations(check, name, "index"),
                    ObjectKind::Sequence => relations(check, name, "sequence"),
                    ObjectKind::Function => functions(check, name),
                    ObjectKind::Type | ObjectKind::Domain => type_names(check, name),
                    ObjectKind::Trigger => of_table_named(check, drop.on.as_ref(), true),
                    ObjectKind::Policy => of_table_named(check, drop.on.as_ref(), false),
                    ObjectKind::Schema => schemas(check),
                    _ => continue,
                };
                near(check, drop.kind.word(), name, &known);
            }
        }
        Statement::AlterIndex {
            name,
            if_exists: false,
            ..
        } => {
            let known = relations(check, name, "index");
            near(check, "index", name, &known);
        }
        Statement::AlterSequence {
            name,
            if_exists: false,
            ..
        } => {
            let known = relations(check, name, "sequence");
            near(check, "sequence", name, &known);
        }
        Statement::AlterType { name, .. } | Statement::AlterDomain { name, .. } => {
            let known = type_names(check, name);
            near(check, "type", name, &known);
        }
        Statement::AlterFunction { name, .. } => {
            let known = functions(check, name);
            near(check, "function", name, &known);
        }
        Statement::CreateTrigger {
            function: Some(function),
            ..
        } => {
            let known = functions(check, function);
            near(check, "function", function, &known);
        }
        Statement::AlterTable(alter) => constraint(check, &alter.table, &alter.actions[0].0),
        _ => {}
    }
}

fn near(check: &mut Check<'_>, what: &str, name: &Name, known: &[String]) {
    if known.contains(&name.name) {
        return;
    }
    if let Some(nearest) = misspelt(&name.name, known.iter().map(String::as_str)) {
        report_missing(check, what, &name.to_string(), &name.span, nearest);
    }
}

fn relations(check: &Check<'_>, name: &Name, word: &str) -> Vec<String> {
    let schema = name.schema.as_deref();
    let known = check.catalog.relations();
    // Another kind of relation of that name is a mistake of another kind.
    let known = known.filter(|(known, relation)| {
        let same_schema = schema.is_none_or(|schema| known.schema == schema);
        same_schema && (relation.word() == word || known.name == name.name)
    });
    known.map(|(known, _)| known.name).collect()
}

fn functions(check: &Check<'_>, name: &Name) -> Vec<String> {
    if check.catalog.has_extensions() {
        return Vec::new();
    }
    let schemas = check.catalog.schemas();
    let own = schemas.filter(|(schema, _)| name.schema.as_deref().is_none_or(|own| own == *schema));
    own.flat_map(|(_, schema)| schema.functions.keys().cloned())
        .collect()
}

fn type_names(check: &Check<'_>, name: &Name) -> Vec<String> {
    let schemas = check.catalog.schemas();
    let own = schemas.filter(|(schema, _)| name.schema.as_deref().is_none_or(|own| own == *schema));
    own.flat_map(|(_, schema)| schema.types.keys().cloned())
        .collect()
}

fn schemas(check: &Check<'_>) -> Vec<String> {
    let known = check.catalog.schemas();
    known.map(|(name, _)| name.to_owned()).collect()
}

fn of_table_named(check: &Check<'_>, table: Option<&Name>, triggers: bool) -> Vec<String> {
    let table = table.and_then(|table| check.catalog.table(table));
    table.map_or_else(Vec::new, |(_, table)| {
        if triggers {
            table.triggers.clone()
        } else {
            table.policies.clone()
        }
    })
}

/// A constraint that is dropped, validated, renamed or altered.
fn constraint(check: &mut Check<'_>, table: &Name, action: &Action) {
    let (Action::DropConstraint {
        name,
        if_exists: false,
    }
    | Action::ValidateConstraint(name)
    | Action::AlterConstraint(name)
    | Action::RenameConstraint { from: name, .. }) = action
    else {
        return;
    };
    let Some((_, table)) = check.catalog.table(table) else {
        return;
    };
    let known = || table.constraints.iter().map(|one| one.name.as_str());
    if known().any(|one| one == name.text) {
        return;
    }
    if let Some(nearest) = misspelt(&name.text, known()) {
        report_missing(check, "constraint", &name.text, &name.span, nearest);
    }
}
