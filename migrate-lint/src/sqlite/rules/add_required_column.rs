use super::support::{added_column, copied, refused_on_row, requires_value};
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;
use crate::words;

/// A new NOT NULL column without a value for existing rows.
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
    let shown = &target.shown;
    let help =
        words::add_required_column::add_default(shown, column, "<type>", "leave NOT NULL out");
    let column = format!("{shown}.{column}");
    let words = words::add_required_column::no_value(&column, "existing rows", help);
    check.report(words);
}

/// A copy that leaves out a NOT NULL column without a default.
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
    let help = format!(
        "give it a value in the SELECT, or a default in CREATE TABLE: `{name} … DEFAULT <value>`"
    );
    let column = format!("{}.{name}", target.shown);
    let words = words::add_required_column::no_value(&column, "copied rows", help);
    check.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn existing_rows_have_no_value() {
        let sql = "ALTER TABLE users ADD COLUMN name TEXT NOT NULL;";
        let found = lint_errors(Code::AddRequiredColumn, USERS, sql);
        assert_snapshot!(found, @r"
        `users.name` requires a value, and existing rows have none [add-required-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN name TEXT NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: give it a default: `ALTER TABLE users ADD COLUMN name <type> NOT NULL DEFAULT <value>`; or leave NOT NULL out; if this is intended, write above the statement: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_gives_the_column_no_value() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, code TEXT NOT NULL);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::AddRequiredColumn, USERS, sql);
        assert_snapshot!(found, @r"
        `n.code` requires a value, and copied rows have none [add-required-column]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: give it a value in the SELECT, or a default in CREATE TABLE: `code … DEFAULT <value>`; if this is intended, write above the statement: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn a_default() {
        lint_ok(
            Code::AddRequiredColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';",
        );
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::AddRequiredColumn,
            USERS,
            "CREATE TABLE t (a TEXT); ALTER TABLE t ADD COLUMN b TEXT NOT NULL;",
        );
    }
}
