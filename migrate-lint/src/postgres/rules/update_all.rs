use super::support::is_every_row;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Ident;
use crate::postgres::statement::Statement;

/// `UPDATE` of every row that overwrites a column that was there before.
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
    let old: Vec<&Ident> = update
        .sets
        .iter()
        .filter(|(column, value)| !value.as_ref().is_some_and(|value| keeps(value, column)))
        .map(|(column, _)| column)
        .filter(|column| !table.is_new_column(&column.text))
        .collect();
    let Some(first) = old.first() else { return };
    let shown = &table.shown;
    let message = format!("this overwrites `{first}` in every row of `{shown}`");
    let help = format!(
        "say which rows change: `UPDATE {shown} SET … WHERE {first} IS DISTINCT FROM <new value>`"
    );
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "what they held is lost", help));
}

/// `COALESCE(column, …)` gives a value to the rows that have none, and leaves the others; the column itself
/// leaves all.
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
    fn finds() {
        let found = lint_errors(Code::UpdateAll, TABLE, "UPDATE t SET a = 0;");
        assert_snapshot!(found, @r"
        this overwrites `a` in every row of `t` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE t SET a = 0;
          | ^^^^^^^^^^^^^^^^^^ what they held is lost
          |
          = help: say which rows change: `UPDATE t SET … WHERE a IS DISTINCT FROM <new value>`; or say above it why it may stay: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL;",
        );
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 0;",
        );
        lint_ok(Code::UpdateAll, TABLE, "UPDATE t SET a = coalesce(a, 0);");
    }
}
