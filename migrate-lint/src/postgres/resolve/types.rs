use migrate_directory::misspelt;

use crate::finding::Words;
use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::data_type::DataType;
use crate::postgres::name::{Name, Span};
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// Types of columns. Extensions bring types of their own, whose names are no slips.
pub(super) fn check(check: &mut Check<'_>) {
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
            match ty.of_other_database() {
                Some(own) => {
                    report_missing(check, ty, span, format!("PostgreSQL calls it `{own}`"));
                }
                None => report(check, ty, span),
            }
        }
    }
}

/// A type that the migrations made, or a table's row.
fn is_known(check: &Check<'_>, ty: &DataType, span: &Span) -> bool {
    let row = as_name(ty, span);
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
    let nearest = misspelt(&ty.name, known.iter().map(String::as_str));
    let row = as_name(ty, span);
    let help = match nearest {
        _ if check.catalog.has_extensions() || ty.is_of_extension() => return,
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if check.catalog.knows_all(&row) => "create it before, or correct the name".to_owned(),
        None => return,
    };
    report_missing(check, ty, span, help);
}

fn report_missing(check: &mut Check<'_>, ty: &DataType, span: &Span, help: String) {
    let message = format!("there is no type `{ty}`");
    check.report(span, Words::new(message, "not found", help));
}

fn as_name(ty: &DataType, span: &Span) -> Name {
    Name {
        schema: ty.schema.clone(),
        name: ty.name.clone(),
        span: span.clone(),
    }
}

#[cfg(test)]
mod tests {
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE t (id int PRIMARY KEY); CREATE TYPE mood AS ENUM ('a');";

    #[test]
    fn types_that_are_not_there() {
        for (ty, help) in [
            ("mod", "did you mean `mood`?"),
            ("datetime", "PostgreSQL calls it `timestamptz`"),
            ("price", "create it before, or correct the name"),
        ] {
            let sql = format!("ALTER TABLE t ADD COLUMN a {ty};");
            let found = lint_errors(Code::UnknownObject, BEFORE, &sql);
            assert!(found.contains(help), "{found}");
        }
        // Another database's types are nowhere.
        lint_errors(Code::UnknownObject, "", "CREATE TABLE u (a tinyint);");
    }

    #[test]
    fn types_that_are_there_or_unknown() {
        for ty in [
            "mood[]",
            "t",
            "citext",
            "_text",
            "information_schema.sql_identifier",
            "pg_catalog.int4",
        ] {
            let sql = format!("ALTER TABLE t ADD COLUMN a {ty};");
            lint_ok(Code::UnknownObject, BEFORE, &sql);
        }
        let extended = format!("CREATE EXTENSION vector; {BEFORE}");
        lint_ok(
            Code::UnknownObject,
            &extended,
            "ALTER TABLE t ADD COLUMN a embedding;",
        );
        lint_ok(
            Code::UnknownObject,
            "CREATE DOMAIN datetime AS timestamptz;",
            "CREATE TABLE u (a datetime);",
        );
        lint_ok(Code::UnknownObject, "", "CREATE TABLE u (a price);");
    }
}
