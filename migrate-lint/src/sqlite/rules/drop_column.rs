use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::{Action, Statement};

/// `DROP COLUMN` of a column that was there before and holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Alter {
        action: Action::DropColumn(column),
        ..
    } = check.statement
    else {
        return;
    };
    let Some(table) = check.existing() else {
        return;
    };
    let known = table
        .table
        .as_ref()
        .and_then(|table| table.column(&column.name));
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.generated);
    if is_computed || check.is_new_column(table, &column.name) {
        return;
    }
    let shown = table.shown.clone();
    let message = format!("dropping `{shown}.{column}` deletes its values");
    let help = "let a release run that does not use the column before you drop it";
    check.report(Words::new(message, "its values are lost", help));
}

/// A table that is made again without a column, or whose copy leaves it out.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let Some(copy) = rebuild.copy.filter(|copy| copy.columns.is_some()) else {
        return;
    };
    let columns = rebuild.columns().into_iter();
    let lost =
        columns.filter(|(column, _)| !column.generated && copy.holder(&column.name).is_none());
    let lost: Vec<(String, bool)> = lost
        .map(|(column, after)| (column.name.clone(), after.is_some()))
        .collect();
    for (column, stays) in lost {
        let table = rebuild.name;
        let message =
            format!("the values of `{table}.{column}` are not copied and go with the old table");
        let help = if stays {
            format!("name `{column}` in the INSERT and in its SELECT")
        } else {
            "let a release run that does not use the column before it goes".to_owned()
        };
        let words = Words::new(message, "its values are lost", help);
        rebuild.report(words);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users DROP COLUMN age;";
        let found = lint_errors(Code::DropColumn, before, sql);
        assert_snapshot!(found, @r"
        dropping `users.age` deletes its values [drop-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users DROP COLUMN age;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: let a release run that does not use the column before you drop it; or say above it why it may stay: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DropColumn, before, sql);
        assert_snapshot!(found, @r"
        the values of `users.age` are not copied and go with the old table [drop-column]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: let a release run that does not use the column before it goes; or say above it why it may stay: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE users DROP COLUMN a;",
        );
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a TEXT, b TEXT AS (a));",
            "ALTER TABLE t DROP COLUMN b;",
        );
        lint_ok(
            Code::DropColumn,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, mail TEXT, age INTEGER);\nINSERT INTO n (id, mail, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
