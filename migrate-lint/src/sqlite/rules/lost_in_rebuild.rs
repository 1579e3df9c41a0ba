use super::drop_cascade::acts;
use crate::finding::Words;
use crate::sqlite::name::{is_same, list};
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::table::ForeignKey;

/// Indexes, triggers and actions of foreign keys were dropped with the old table.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    for key in acting(rebuild) {
        let (columns, parent, action) = (list(&key.columns), &key.parent, &key.on_delete);
        let message = format!(
            "DELETEs of the running release from `{parent}` fail: the foreign key on ({columns}) \
             lost its `ON DELETE {action}`"
        );
        let help = format!("write `ON DELETE {action}` in the new table as well");
        rebuild.report(Words::new(
            message,
            "drops the action of a foreign key",
            help,
        ));
    }
    if rebuild.lost.is_empty() {
        return;
    }
    let names: Vec<String> = rebuild
        .lost
        .iter()
        .map(|(kind, name)| format!("the {kind} `{name}`"))
        .collect();
    let (were, are) = match names.as_slice() {
        [_] => ("was", "is"),
        _ => ("were", "are"),
    };
    let message = format!(
        "{} {were} dropped with the old `{}` and {are} not recreated",
        names.join(" and "),
        rebuild.name
    );
    let help = "recreate them after the new table has its final name";
    rebuild.report(Words::new(message, "drops them with the table", help));
}

/// The foreign keys that changed the table's rows on DELETE, and now reject the DELETE.
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
    fn a_rebuild_drops_the_action_of_a_foreign_key() {
        let before = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p_id INTEGER REFERENCES p ON DELETE CASCADE);";
        let sql = "CREATE TABLE n (P_id INTEGER REFERENCES P); INSERT INTO n SELECT p_id FROM c; DROP TABLE c; ALTER TABLE n RENAME TO c;";
        let found = lint_errors(Code::LostInRebuild, before, sql);
        assert!(found.contains("lost its `ON DELETE CASCADE`"), "{found}");
        lint_ok(
            Code::LostInRebuild,
            before,
            &sql.replace("REFERENCES P", "REFERENCES P ON DELETE SET NULL"),
        );
    }

    #[test]
    fn a_rebuild_drops_indexes_and_triggers() {
        let before = &format!(
            "{USERS} CREATE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;"
        );
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::LostInRebuild, before, sql);
        assert_snapshot!(found, @r"
        the index `users_email` and the trigger `touch` were dropped with the old `users` and are not recreated [lost-in-rebuild]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ drops them with the table
          |
          = help: recreate them after the new table has its final name; if this is intended, write above the statement: `-- migrate: allow(lost-in-rebuild) <reason>`
        ");
    }

    #[test]
    fn an_index_over_the_same_columns_replaces_the_dropped_one() {
        lint_ok(
            Code::LostInRebuild,
            &format!("{USERS} CREATE INDEX users_email ON users (email);"),
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;\nCREATE INDEX users_by_email ON users (email);",
        );
    }
}
