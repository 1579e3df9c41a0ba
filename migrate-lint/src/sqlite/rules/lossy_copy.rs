use crate::finding::Words;
use crate::sqlite::rebuild::Rebuild;

/// A copy that leaves rows out, before the table that has them is dropped.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let Some(copy) = rebuild.copy else { return };
    let Some(clause) = &copy.loses else { return };
    let message = format!(
        "rows of `{}` that `{clause}` leaves out go with the old table",
        rebuild.name
    );
    let help = if clause.starts_with("OR ") || clause.contains("CONFLICT") || clause == "REPLACE" {
        format!("copy without `{clause}`: it fails where a row does not fit, and nothing is lost")
    } else {
        format!("copy every row, without `{clause}`, and delete what has to go by itself")
    };
    let words = Words::new(message, "some rows are lost", help);
    rebuild.report_at(copy.span.clone(), words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);\nINSERT OR IGNORE INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::LossyCopy, before, sql);
        assert_snapshot!(found, @r"
        rows of `users` that `OR IGNORE` leaves out go with the old table [lossy-copy]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT OR IGNORE INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ some rows are lost
          |
          = help: copy without `OR IGNORE`: it fails where a row does not fit, and nothing is lost; or say above it why it may stay: `-- migrate: allow(lossy-copy) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LossyCopy,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
        lint_ok(
            Code::LossyCopy,
            USERS,
            "CREATE TABLE some (id INTEGER PRIMARY KEY); INSERT INTO some SELECT id FROM users WHERE age > 1;",
        );
    }
}
