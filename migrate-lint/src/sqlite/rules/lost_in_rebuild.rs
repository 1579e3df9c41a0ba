use migrate_core::Code;

use crate::finding::finding;
use crate::sqlite::rebuild::Rebuild;

/// Indexes and triggers went with the old table.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    if rebuild.lost.is_empty() {
        return;
    }
    let names: Vec<String> = rebuild.lost.iter().map(|(kind, name)| format!("the {kind} `{name}`")).collect();
    let message = format!("{} went with the old `{}` and is not made again", names.join(" and "), rebuild.name);
    let message = if names.len() > 1 { message.replace(" and is not made", " and are not made") } else { message };
    let help = "create them again when the new table has its name";
    let found = finding(Code::LostInRebuild, rebuild.span, message, "goes with the table", help);
    rebuild.found.push(found);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::sqlite::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER); CREATE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::LostInRebuild, before, sql);
        assert_snapshot!(found, @r"
        the index `users_email` and the trigger `touch` went with the old `users` and are not made again [lost-in-rebuild]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ goes with the table
          |
          = help: create them again when the new table has its name; or say above it why it may stay: `-- migrate: allow(lost-in-rebuild) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LostInRebuild,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER); CREATE INDEX users_email ON users (email);",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;\nCREATE INDEX users_by_email ON users (email);",
        );
    }
}
