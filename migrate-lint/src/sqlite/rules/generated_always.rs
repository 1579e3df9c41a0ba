use crate::finding::Words;
use crate::sqlite::rebuild::Rebuild;

/// A table that is made again with a column computed that the running release gives values.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let pairs = rebuild.pairs().into_iter();
    let generated = pairs.filter(|(before, after)| after.generated && !before.generated);
    let generated: Vec<String> = generated.map(|(column, _)| column.name.clone()).collect();
    for column in generated {
        let message = format!(
            "INSERTs of the running release that give `{}.{column}` a value fail",
            rebuild.name
        );
        let help = "let a release run that does not write the column before it is generated";
        let words = Words::new(message, "takes no values", help);
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
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER AS (length(email)));\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::GeneratedAlways, before, sql);
        assert_snapshot!(found, @r"
        INSERTs of the running release that give `users.age` a value fail [generated-always]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ takes no values
          |
          = help: let a release run that does not write the column before it is generated; or say above it why it may stay: `-- migrate: allow(generated-always) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::GeneratedAlways,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, n INTEGER AS (length(email)));\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
