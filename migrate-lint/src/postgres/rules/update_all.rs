use super::support::is_every_row;
use crate::postgres::check::Check;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Ident;
use crate::postgres::statement::Statement;
use crate::words;

/// `UPDATE` of every row that overwrites an existing column.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Update(update) = &check.parsed.statement else {
        return;
    };
    let Some(table) = check.existing(&update.table) else {
        return;
    };
    let is_all = match &update.filter {
        None => update.from.is_empty(),
        Some(filter) => is_every_row(&table, filter),
    };
    if !is_all {
        return;
    }
    let mut old = update
        .sets
        .iter()
        .filter(|(column, value)| !value.as_ref().is_some_and(|value| keeps(value, column)))
        .map(|(column, _)| column)
        .filter(|column| !table.is_new_column(&column.text));
    let Some(first) = old.next() else { return };
    let differs = format!("{first} IS DISTINCT FROM <new value>");
    let words = words::update_all::old_values(&table.shown, first, &differs);
    check.report(&check.parsed.span, words);
}

/// Whether the value keeps what a row holds: the column itself, or `COALESCE(column, …)`, which
/// only fills rows that hold NULL.
fn keeps(value: &Expr, column: &Ident) -> bool {
    match &value.kind {
        ExprKind::Name(_) => value.column().is_some_and(|same| same.text == column.text),
        ExprKind::Call { name, arguments } => {
            let first = arguments.first().and_then(Expr::column);
            name.last().is_some_and(|name| name == "coalesce")
                && first.is_some_and(|first| first.text == column.text)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_update_without_a_condition_overwrites_every_row() {
        let found = lint_errors(Code::UpdateAll, TABLE, "UPDATE t SET a = 0;");
        assert_snapshot!(found, @r"
        this overwrites `a` in every row of `t` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE t SET a = 0;
          | ^^^^^^^^^^^^^^^^^^ the old values are lost
          |
          = help: update only the rows that change: `UPDATE t SET … WHERE a IS DISTINCT FROM <new value>`; if this is intended, write above the statement: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn a_condition() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL;",
        );
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 0;",
        );
    }

    #[test]
    fn coalesce_keeps_values() {
        lint_ok(Code::UpdateAll, TABLE, "UPDATE t SET a = coalesce(a, 0);");
    }
}
