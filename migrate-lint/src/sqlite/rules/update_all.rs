use migrate_directory::Words;

use super::support::is_true;
use crate::sqlite::check::Check;
use crate::sqlite::name::{self, Name, is_same};
use crate::sqlite::statement::Statement;

/// `UPDATE` of every row that overwrites a column that was there before.
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
    let shown = &table.shown;
    let message = format!("this overwrites `{first}` in every row of `{shown}`");
    let help =
        format!("say which rows change: `UPDATE {shown} SET … WHERE {first} IS NOT <new value>`");
    check.report(crate::finding::Words::new(
        message,
        "what they held is lost",
        help,
    ));
}

/// `COALESCE(column, …)` and `CASE … ELSE column END` leave rows as they are.
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
    fn finds() {
        let before = USERS;
        let sql = "UPDATE users SET age = 0;";
        let found = lint_errors(Code::UpdateAll, before, sql);
        assert_snapshot!(found, @r"
        this overwrites `age` in every row of `users` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE users SET age = 0;
          | ^^^^^^^^^^^^^^^^^^^^^^^^ what they held is lost
          |
          = help: say which rows change: `UPDATE users SET … WHERE age IS NOT <new value>`; or say above it why it may stay: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::UpdateAll,
            USERS,
            "UPDATE users SET age = 0 WHERE age IS NULL;",
        );
        lint_ok(
            Code::UpdateAll,
            USERS,
            "UPDATE users SET age = COALESCE(age, 0);",
        );
        lint_ok(
            Code::UpdateAll,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; UPDATE users SET a = email;",
        );
    }
}
