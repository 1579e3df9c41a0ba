use migrate_directory::nearest;

use crate::finding::Words;
use crate::postgres::catalog::Column;
use crate::postgres::check::Check;
use crate::postgres::expression::Expr;
use crate::postgres::name::{Ident, Name};
use crate::postgres::statement::{Statement, Target};
use crate::postgres::table::{Action, ColumnDef, ConstraintDef, ConstraintKind, CreateTable};

/// Columns that every table has.
pub(super) const OF_SYSTEM: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/// Columns that are named on their own, or in expressions over one table.
pub(super) fn check(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::AlterTable(alter) => {
            let (action, _) = &alter.actions[0];
            of_action(check, &alter.table, action);
        }
        Statement::CreateTable(create) => of_create_table(check, create),
        Statement::CreateIndex(index) => {
            let named = index
                .items
                .iter()
                .chain(&index.filter)
                .flat_map(Expr::columns);
            let named: Vec<&Ident> = named.chain(&index.include).collect();
            of_table(check, &index.table, &named);
        }
        Statement::CreateTrigger { table, columns, .. }
        | Statement::Copy { table, columns, .. } => {
            of_table(check, table, &columns.iter().collect::<Vec<_>>());
        }
        Statement::Insert(insert) => {
            of_table(
                check,
                &insert.table,
                &insert.columns.iter().collect::<Vec<_>>(),
            );
        }
        Statement::Update(update) => {
            let set: Vec<&Ident> = update.sets.iter().map(|(column, _)| column).collect();
            of_table(check, &update.table, &set);
        }
        Statement::Comment {
            target: Some(Target::Column(table, column)),
        } => of_table(check, table, &[column]),
        _ => {}
    }
}

fn of_action(check: &mut Check<'_>, table: &Name, action: &Action) {
    if let Some(column) = action.column() {
        of_table(check, table, &[column]);
        return;
    }
    match action {
        Action::AddColumn { column, .. } => {
            for constraint in &column.constraints {
                let named = expressions(constraint).into_iter().flat_map(Expr::columns);
                let named = named.filter(|one| one.text != column.name.text);
                of_table(check, table, &named.collect::<Vec<_>>());
                referenced(check, constraint);
            }
        }
        Action::AddConstraint(constraint) => {
            of_table(check, table, &own(constraint));
            referenced(check, constraint);
        }
        _ => {}
    }
}

fn of_create_table(check: &mut Check<'_>, create: &CreateTable) {
    let is_whole = create.like.is_empty()
        && create.inherits.is_empty()
        && create.partition_of.is_none()
        && !create.of_type;
    let columns: Vec<&str> = create.columns.iter().map(ColumnDef::text).collect();
    let constraints = create.columns.iter().flat_map(|column| &column.constraints);
    for constraint in constraints.chain(&create.constraints) {
        if is_whole {
            let named = own(constraint);
            missing(check, &create.name.to_string(), &columns, &named);
        }
        referenced(check, constraint);
    }
}

/// The columns that a constraint says something about.
fn own(constraint: &ConstraintDef) -> Vec<&Ident> {
    let expressions = expressions(constraint).into_iter().flat_map(Expr::columns);
    let columns: &[Ident] = match &constraint.kind {
        ConstraintKind::Unique { columns, .. }
        | ConstraintKind::PrimaryKey { columns, .. }
        | ConstraintKind::ForeignKey { columns, .. } => columns,
        ConstraintKind::NotNull(Some(column)) => std::slice::from_ref(column),
        _ => &[],
    };
    columns.iter().chain(expressions).collect()
}

fn expressions(constraint: &ConstraintDef) -> Vec<&Expr> {
    match &constraint.kind {
        ConstraintKind::Check(expression) | ConstraintKind::Generated { expression, .. } => {
            vec![expression]
        }
        ConstraintKind::Exclude(expressions) => expressions.iter().collect(),
        _ => Vec::new(),
    }
}

/// The columns of the table that a foreign key refers to.
fn referenced(check: &mut Check<'_>, constraint: &ConstraintDef) {
    if let ConstraintKind::ForeignKey {
        table, referenced, ..
    } = &constraint.kind
    {
        of_table(check, table, &referenced.iter().collect::<Vec<_>>());
    }
}

fn of_table(check: &mut Check<'_>, table: &Name, named: &[&Ident]) {
    let catalog = check.catalog;
    let Some((_, relation)) = catalog.relation(table).yes() else {
        return;
    };
    let Some(columns) = relation.columns() else {
        return;
    };
    let columns: Vec<&str> = columns.iter().map(Column::text).collect();
    missing(check, &table.to_string(), &columns, named);
}

fn missing(check: &mut Check<'_>, table: &str, columns: &[&str], named: &[&Ident]) {
    for column in named {
        let name = column.text.as_str();
        let is_row = name == table;
        if !columns.contains(&name) && !OF_SYSTEM.contains(&name) && name != "*" && !is_row {
            report(check, table, columns, column);
        }
    }
}

pub(super) fn report(check: &mut Check<'_>, table: &str, columns: &[&str], column: &Ident) {
    let help = match nearest(&column.text, columns.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("use one of: {}", columns.join(", ")),
    };
    let message = format!("`{table}` has no column `{column}`");
    check.report(&column.span, Words::new(message, "not found", help));
}

impl ColumnDef {
    fn text(&self) -> &str {
        &self.name.text
    }
}

impl Column {
    pub(crate) fn text(&self) -> &str {
        &self.name
    }
}
