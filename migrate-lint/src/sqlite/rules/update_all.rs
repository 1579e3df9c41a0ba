use migrate_directory::Words;

use super::support::is_true;
use crate::sqlite::check::Check;
use crate::sqlite::name::{self, Name, is_same};
use crate::sqlite::statement::Statement;
use crate::words;

/// `UPDATE` of every row that overwrites an existing column.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Update(update) = check.statement else {
        return;
    };
    let is_all = match update.filter {
        None => !update.from,
        Some(filter) => is_true(&check.state.engine, filter),
    };
    let Some(table) = check.existing().filter(|_| is_all) else {
        return;
    };
    let mut old = update
        .sets
        .iter()
        .filter(|(column, value)| !keeps(*value, column))
        .filter(|(column, _)| !check.is_new_column(table, &column.name));
    let Some((first, _)) = old.next() else { return };
    let differs = format!("{first} IS NOT <new value>");
    let words = words::update_all::old_values(&table.shown, first, &differs);
    check.report(words);
}

/// Whether the value keeps what a row holds: `COALESCE(column, …)` or `CASE … ELSE column END`.
fn keeps(value: Words<'_>, column: &Name) -> bool {
    let is_column = |at: usize| {
        let name = name::at(value, at);
        name.is_some_and(|name| is_same(&name, &column.name))
    };
    let coalesces = value.is(0, "COALESCE") || value.is(0, "IFNULL");
    let last = value.len().saturating_sub(1);
    let falls_back =
        value.is(0, "CASE") && last > 2 && value.is(last - 2, "ELSE") && is_column(last - 1);
    coalesces && is_column(2) || falls_back || value.len() == 1 && is_column(0)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn an_update_without_a_condition_overwrites_every_row() {
        let sql = "UPDATE users SET age = 0;";
        let found = lint_errors(Code::UpdateAll, USERS, sql);
        assert_snapshot!(found, @r"
        this overwrites `age` in every row of `users` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE users SET age = 0;
          | ^^^^^^^^^^^^^^^^^^^^^^^^ the old values are lost
          |
          = help: update only the rows that change: `UPDATE users SET … WHERE age IS NOT <new value>`; if this is intended, write above the statement: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn a_condition() {
        lint_ok(
            Code::UpdateAll,
            USERS,
            "UPDATE users SET age = 0 WHERE age IS NULL;",
        );
    }

    #[test]
    fn coalesce_keeps_values() {
        lint_ok(
            Code::UpdateAll,
            USERS,
            "UPDATE users SET age = COALESCE(age, 0);",
        );
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::UpdateAll,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; UPDATE users SET a = email;",
        );
    }
}
