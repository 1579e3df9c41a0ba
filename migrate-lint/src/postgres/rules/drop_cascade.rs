use super::support::dropped;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::QName;
use crate::postgres::statement::{ObjectKind, Statement, TypeChange};

/// `CASCADE` from a type, domain or extension to the columns of that type, and a dropped attribute
/// of a type that columns have.
pub(super) fn check(check: &mut Check<'_>) {
    let span = &check.parsed.span;
    let types = [ObjectKind::Type, ObjectKind::Domain];
    if let Some((drop, name)) = dropped(check, &types) {
        if let Some(columns) = columns_of(check, name.schema.as_deref(), &name.name)
            && drop.cascade
        {
            let message =
                format!("dropping `{name}` with CASCADE drops the columns of that type: {columns}");
            let help = "give the columns another type first: \
                 `ALTER TABLE <table> ALTER COLUMN <column> TYPE text USING <column>::text`; \
                 then drop the type without CASCADE";
            check.report(span, Words::new(message, "their values are lost", help));
        }
        return;
    }
    if let Some((drop, name)) = dropped(check, &[ObjectKind::Extension]) {
        let columns = foreign_columns(check);
        if drop.cascade && !columns.is_empty() {
            let message = format!(
                "dropping the extension `{name}` with CASCADE may drop the columns of its types: {}",
                columns.join(", ")
            );
            let help = format!(
                "leave CASCADE out, so that the statement fails if a column needs the extension: `DROP EXTENSION {name}`"
            );
            check.report(span, Words::new(message, "their values are lost", help));
        }
        return;
    }
    if let Statement::AlterType {
        name,
        change: TypeChange::DropAttribute { name: attribute },
    } = &check.parsed.statement
        && let Some(columns) = columns_of(check, name.schema.as_deref(), &name.name)
    {
        let message =
            format!("dropping the attribute `{attribute}` deletes its values in {columns}");
        let help = "copy the values into a column first, or keep the attribute";
        check.report(span, Words::new(message, "its values are lost", help));
    }
}

/// The columns of existing tables that have the type.
fn columns_of(check: &Check<'_>, schema: Option<&str>, name: &str) -> Option<String> {
    let (found, _) = check.catalog.type_named(schema, name)?;
    let columns = existing_columns(check, |catalog_name| *catalog_name == found);
    (!columns.is_empty()).then(|| columns.join(", "))
}

fn existing_columns(check: &Check<'_>, is: impl Fn(&QName) -> bool) -> Vec<String> {
    let mut columns = Vec::new();
    for (name, table) in check.catalog.tables() {
        if check.existing_at(&name).is_none() {
            continue;
        }
        for column in &table.columns {
            let ty = column.ty.as_ref().and_then(|ty| check.catalog.type_of(ty));
            if ty.is_some_and(|(ty, _)| is(&ty)) {
                columns.push(format!("`{name}.{}`", column.name));
            }
        }
    }
    columns
}

/// The columns whose types are neither built in nor created by the migrations.
fn foreign_columns(check: &Check<'_>) -> Vec<String> {
    let mut columns = Vec::new();
    for (name, table) in check.catalog.tables() {
        for column in &table.columns {
            let foreign = column
                .ty
                .as_ref()
                .is_some_and(|ty| !ty.is_built_in() && check.catalog.type_of(ty).is_none());
            if foreign && check.existing_at(&name).is_some() {
                columns.push(format!("`{name}.{}`", column.name));
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_dropped_type_takes_its_columns() {
        let found = lint_errors(
            Code::DropCascade,
            "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (m m);",
            "DROP TYPE m CASCADE;",
        );
        assert_snapshot!(found, @r"
        dropping `m` with CASCADE drops the columns of that type: `t.m` [drop-cascade]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TYPE m CASCADE;
          | ^^^^^^^^^^^^^^^^^^^ their values are lost
          |
          = help: give the columns another type first: `ALTER TABLE <table> ALTER COLUMN <column> TYPE text USING <column>::text`; then drop the type without CASCADE; if this is intended, write above the statement: `-- migrate: allow(drop-cascade) <reason>`
        ");
    }

    #[test]
    fn a_type_that_no_column_has() {
        lint_ok(
            Code::DropCascade,
            "CREATE TYPE m AS ENUM ('a');",
            "DROP TYPE m CASCADE;",
        );
    }

    #[test]
    fn without_cascade_the_server_refuses() {
        lint_ok(
            Code::DropCascade,
            "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (m m);",
            "DROP TYPE m;",
        );
    }
}
