use migrate_core::misspelt;

use super::report_missing;
use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::data_type::DataType;
use crate::postgres::name::{Name, Span};
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// Types of columns. Extensions bring types of their own, so one is wrong only if a known name is near.
pub(super) fn check(check: &mut Check<'_>) {
    if check.catalog.has_extensions() {
        return;
    }
    let types: Vec<&(DataType, Span)> = match &check.parsed.statement {
        Statement::CreateTable(create) => create
            .columns
            .iter()
            .filter_map(|column| column.ty.as_ref())
            .collect(),
        Statement::AlterTable(alter) => match &alter.actions[0].0 {
            Action::AddColumn { column, .. } => column.ty.iter().collect(),
            Action::SetType { ty, .. } => ty.iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    for (ty, span) in types {
        if !ty.is_built_in() && !is_known(check, ty, span) {
            report(check, ty, span);
        }
    }
}

/// A type that the migrations made, or a table's row.
fn is_known(check: &Check<'_>, ty: &DataType, span: &Span) -> bool {
    let row = Name {
        schema: ty.schema.clone(),
        name: ty.name.clone(),
        span: span.clone(),
    };
    check.catalog.type_of(ty).is_some() || check.catalog.relation(&row).yes().is_some()
}

fn report(check: &mut Check<'_>, ty: &DataType, span: &Span) {
    let own = check
        .catalog
        .schemas()
        .flat_map(|(_, schema)| schema.types.keys());
    let rows = check.catalog.relations().filter_map(|(name, relation)| {
        matches!(relation.state, RelationState::Table(_)).then_some(name.name)
    });
    let mut known: Vec<String> = own.cloned().chain(rows).collect();
    if ty.schema.is_none() {
        known.extend(DataType::known_names().map(str::to_owned));
    }
    if let Some(nearest) = misspelt(&ty.name, known.iter().map(String::as_str)) {
        report_missing(check, "type", &ty.to_string(), span, nearest);
    }
}
