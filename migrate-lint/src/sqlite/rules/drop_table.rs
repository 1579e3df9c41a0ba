use crate::finding::Words;
use crate::sqlite::name::quoted;
use crate::sqlite::rebuild::Rebuild;

/// `DROP TABLE` of a table that was there before and whose rows went nowhere.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let derived = rebuild.before.is_some_and(|table| table.definition.derived);
    if rebuild.copy.is_some() || derived {
        return;
    }
    let name = quoted(rebuild.name);
    let message = format!("dropping `{name}` deletes its rows");
    let help = if rebuild.after.is_some() && !rebuild.is_view {
        format!("copy the rows before: `INSERT INTO <new table> (…) SELECT … FROM {name}`")
    } else {
        format!(
            "keep it for a release under a name that nobody uses: `ALTER TABLE {name} RENAME TO {}`",
            quoted(&format!("{}_unused", rebuild.name))
        )
    };
    let words = Words::new(message, "its rows are lost", help);
    rebuild.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::DropTable, before, sql);
        assert_snapshot!(found, @r"
        dropping `users` deletes its rows [drop-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: keep it for a release under a name that nobody uses: `ALTER TABLE users RENAME TO users_unused`; or say above it why it may stay: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY);\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DropTable, before, sql);
        assert_snapshot!(found, @r"
        dropping `users` deletes its rows [drop-table]
         --> m/2_draft.sql:2:1
          |
        2 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: copy the rows before: `INSERT INTO <new table> (…) SELECT … FROM users`; or say above it why it may stay: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::DropTable, USERS, "DROP TABLE IF EXISTS persons;");
        lint_ok(
            Code::DropTable,
            USERS,
            "CREATE TABLE a (id INTEGER); DROP TABLE a;",
        );
        lint_ok(
            Code::DropTable,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
