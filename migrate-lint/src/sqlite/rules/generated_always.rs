use crate::sqlite::rebuild::Rebuild;
use crate::words::generated_always;

/// A rebuilt table generates a column that the running release gives values.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let pairs = rebuild.pairs().into_iter();
    let generated = pairs.filter(|(before, after)| after.generated && !before.generated);
    let generated: Vec<String> = generated.map(|(column, _)| column.name.clone()).collect();
    for column in generated {
        let help = "stop writing the column one release before it becomes a generated one";
        rebuild.report(generated_always::words(rebuild.name, &column, help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_rebuild_that_generates_a_column_rejects_given_values() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER AS (length(email)));\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::GeneratedAlways, before, sql);
        assert_snapshot!(found, @r"
        INSERTs of the running release that give `users.age` a value fail [generated-always]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ rejects values
          |
          = help: stop writing the column one release before it becomes a generated one; if this is intended, write above the statement: `-- migrate: allow(generated-always) <reason>`
        ");
    }

    #[test]
    fn no_release_writes_a_new_column() {
        lint_ok(
            Code::GeneratedAlways,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, n INTEGER AS (length(email)));\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
