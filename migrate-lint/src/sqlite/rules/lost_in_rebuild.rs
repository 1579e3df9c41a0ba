use super::drop_cascade::acts;
use crate::finding::Words;
use crate::sqlite::name::{is_same, list};
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::table::ForeignKey;

/// Indexes, triggers and what foreign keys did went with the old table.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    for key in acting(rebuild) {
        let (columns, parent, action) = (list(&key.columns), &key.parent, &key.on_delete);
        let message = format!(
            "DELETEs of the running release from `{parent}` fail: the foreign key of ({columns}) had `ON DELETE {action}`"
        );
        let help = format!("write `ON DELETE {action}` for the new table, too");
        let words = Words::new(message, "rows that refer to one keep it", help);
        rebuild.report(words);
    }
    if rebuild.lost.is_empty() {
        return;
    }
    let names: Vec<String> = rebuild
        .lost
        .iter()
        .map(|(kind, name)| format!("the {kind} `{name}`"))
        .collect();
    let message = format!(
        "{} went with the old `{}` and is not made again",
        names.join(" and "),
        rebuild.name
    );
    let message = if names.len() > 1 {
        message.replace(" and is not made", " and are not made")
    } else {
        message
    };
    let help = "create them again when the new table has its name";
    let words = Words::new(message, "goes with the table", help);
    rebuild.report(words);
}

/// The foreign keys that did something to the table's rows, and refuse it now.
fn acting(rebuild: &Rebuild<'_>) -> Vec<ForeignKey> {
    let (Some(before), Some(after), false) = (rebuild.before, &rebuild.after, rebuild.is_view)
    else {
        return Vec::new();
    };
    let refuses = |was: &&ForeignKey| {
        let now = after.foreign_keys.iter().find(|now| {
            let mut pairs = now.columns.iter().zip(&was.columns);
            is_same(&now.parent, &was.parent)
                && now.columns.len() == was.columns.len()
                && pairs.all(|(now, was)| is_same(now, was))
        });
        acts(was) && now.is_some_and(|now| !acts(now))
    };
    before
        .foreign_keys
        .iter()
        .filter(refuses)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds_a_foreign_key_that_no_longer_acts() {
        let before = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p_id INTEGER REFERENCES p ON DELETE CASCADE);";
        let sql = "CREATE TABLE n (P_id INTEGER REFERENCES P); INSERT INTO n SELECT p_id FROM c; DROP TABLE c; ALTER TABLE n RENAME TO c;";
        let found = lint_errors(Code::LostInRebuild, before, sql);
        assert!(found.contains("had `ON DELETE CASCADE`"), "{found}");
        lint_ok(
            Code::LostInRebuild,
            before,
            &sql.replace("REFERENCES P", "REFERENCES P ON DELETE SET NULL"),
        );
    }

    #[test]
    fn finds() {
        let before = &format!(
            "{USERS} CREATE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;"
        );
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
            &format!("{USERS} CREATE INDEX users_email ON users (email);"),
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;\nCREATE INDEX users_by_email ON users (email);",
        );
    }
}
