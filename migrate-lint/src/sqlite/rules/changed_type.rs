use crate::finding::Words;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::table::Affinity;

/// A table that is made again with another type: drivers that check it refuse rows.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let pairs = rebuild.pairs().into_iter();
    let changed =
        pairs.filter(|(before, after)| Affinity::of(&before.ty) != Affinity::of(&after.ty));
    let changed: Vec<(String, String, String)> = changed
        .map(|(before, after)| (before.name.clone(), before.ty.clone(), after.ty.clone()))
        .collect();
    for (column, from, to) in changed {
        let table = rebuild.name;
        let message = format!(
            "the running release gets {} instead of {} from `{table}.{column}`",
            shown(&to),
            shown(&from)
        );
        let help = format!(
            "add a column of the new type, write both, and drop the old one a release later: \
             `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
        );
        let words = Words::new(message, "another type for readers", help);
        rebuild.report(words);
    }
}

fn shown(ty: &str) -> &str {
    if ty.is_empty() { "any type" } else { ty }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age TEXT);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::ChangedType, before, sql);
        assert_snapshot!(found, @r"
        the running release gets TEXT instead of INTEGER from `users.age` [changed-type]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop the old one a release later: `ALTER TABLE users ADD COLUMN age_new TEXT`; or say above it why it may stay: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(20));",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
