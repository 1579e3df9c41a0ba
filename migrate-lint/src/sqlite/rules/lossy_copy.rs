use crate::finding::Words;
use crate::sqlite::rebuild::Rebuild;

/// A copy that leaves rows out before the old table is dropped.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let Some(copy) = rebuild.copy else { return };
    let Some(clause) = &copy.loses else { return };
    let message = format!(
        "rows of `{}` that `{clause}` leaves out are deleted with the old table",
        rebuild.name
    );
    let help = if clause.starts_with("OR ") || clause.contains("CONFLICT") || clause == "REPLACE" {
        format!("copy without `{clause}`: then a row that does not fit fails the migration")
    } else {
        format!("copy every row, without `{clause}`, and delete rows in a statement of their own")
    };
    rebuild.report_at(&copy.span, Words::new(message, "some rows are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_copy_that_ignores_conflicts() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);\nINSERT OR IGNORE INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::LossyCopy, USERS, sql);
        assert_snapshot!(found, @r"
        rows of `users` that `OR IGNORE` leaves out are deleted with the old table [lossy-copy]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT OR IGNORE INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ some rows are lost
          |
          = help: copy without `OR IGNORE`: then a row that does not fit fails the migration; if this is intended, write above the statement: `-- migrate: allow(lossy-copy) <reason>`
        ");
    }

    #[test]
    fn a_copy_of_every_row() {
        lint_ok(
            Code::LossyCopy,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }

    #[test]
    fn a_table_that_is_not_replaced() {
        lint_ok(
            Code::LossyCopy,
            USERS,
            "CREATE TABLE some (id INTEGER PRIMARY KEY); INSERT INTO some SELECT id FROM users WHERE age > 1;",
        );
    }
}
