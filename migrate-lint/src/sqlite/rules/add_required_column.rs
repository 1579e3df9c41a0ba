use super::support::{added_column, copied, refused_on_row, requires_value};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;

/// A new column that must hold a value and gets none: fails if the table has a row.
pub(super) fn check(check: &mut Check<'_>) {
    of_copy(check);
    let Some((target, column, definition)) = added_column(check) else {
        return;
    };
    let fails = match &target.table {
        Some(_) => {
            refused_on_row(check).is_some_and(|refusal| refusal.message.contains("NOT NULL"))
        }
        None => requires_value(definition),
    };
    if !fails {
        return;
    }
    let (shown, name) = (&target.shown, column.to_string());
    let message = format!("`{shown}.{name}` must hold a value, and the rows that exist have none");
    let help = format!(
        "give it a default: `ALTER TABLE {shown} ADD COLUMN {name} <type> NOT NULL DEFAULT <value>`, \
         or leave NOT NULL out"
    );
    check.report(Words::new(message, "fails if there is a row", help));
}

/// A copy that leaves out a column that must hold a value.
fn of_copy(check: &mut Check<'_>) {
    let Some((copy, target, _)) = copied(check) else {
        return;
    };
    let (Some(table), Some(_)) = (&target.table, &copy.columns) else {
        return;
    };
    let mut columns = table.columns.iter();
    let left_out =
        columns.find(|column| table.requires(column) && copy.value(&column.name).is_none());
    let Some(column) = left_out else { return };
    let name = quoted(&column.name);
    let message = format!(
        "`{}.{name}` must hold a value, and the copied rows get none",
        target.shown
    );
    let help = format!(
        "give it one in the SELECT, or a default where the table is created: `{name} … DEFAULT <value>`"
    );
    check.report(Words::new(message, "fails if there is a row", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN name TEXT NOT NULL;";
        let found = lint_errors(Code::AddRequiredColumn, before, sql);
        assert_snapshot!(found, @r"
        `users.name` must hold a value, and the rows that exist have none [add-required-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN name TEXT NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: give it a default: `ALTER TABLE users ADD COLUMN name <type> NOT NULL DEFAULT <value>`, or leave NOT NULL out; or say above it why it may stay: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, code TEXT NOT NULL);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::AddRequiredColumn, before, sql);
        assert_snapshot!(found, @r"
        `n.code` must hold a value, and the copied rows get none [add-required-column]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: give it one in the SELECT, or a default where the table is created: `code … DEFAULT <value>`; or say above it why it may stay: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AddRequiredColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';",
        );
        lint_ok(
            Code::AddRequiredColumn,
            USERS,
            "CREATE TABLE t (a TEXT); ALTER TABLE t ADD COLUMN b TEXT NOT NULL;",
        );
    }
}
