use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::Action;
use crate::words;

/// `DROP COLUMN` of an existing column that holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::DropColumn(column))) = check.altered() else {
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
    check.report(words::drop_column::values(&table.shown, column, None));
}

/// A rebuild without a column, or with a copy that leaves it out.
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
        let message = format!(
            "the values of `{table}.{column}` are not copied: dropping the old table deletes them"
        );
        let help = if stays {
            format!("copy them: name `{column}` in the INSERT and in its SELECT")
        } else {
            words::drop_column::DEPLOY_FIRST.to_owned()
        };
        rebuild.report(Words::new(message, "its values are lost", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_column_loses_its_values() {
        let sql = "ALTER TABLE users DROP COLUMN age;";
        let found = lint_errors(Code::DropColumn, USERS, sql);
        assert_snapshot!(found, @r"
        dropping `users.age` deletes its values [drop-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users DROP COLUMN age;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: deploy a release that no longer uses the column first; if this is intended, write above the statement: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_that_leaves_a_column_out() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DropColumn, USERS, sql);
        assert_snapshot!(found, @r"
        the values of `users.age` are not copied: dropping the old table deletes them [drop-column]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: deploy a release that no longer uses the column first; if this is intended, write above the statement: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::DropColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE users DROP COLUMN a;",
        );
    }

    #[test]
    fn a_generated_column_can_be_computed_again() {
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a TEXT, b TEXT AS (a));",
            "ALTER TABLE t DROP COLUMN b;",
        );
    }

    #[test]
    fn a_rebuild_that_renames_the_column() {
        lint_ok(
            Code::DropColumn,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, mail TEXT, age INTEGER);\nINSERT INTO n (id, mail, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
