use crate::sqlite::name::quoted;
use crate::sqlite::rebuild::Rebuild;
use crate::words;

/// `DROP TABLE` of an existing table whose rows were not copied.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let derived = rebuild.before.is_some_and(|table| table.definition.derived);
    if rebuild.copy.is_some() || derived {
        return;
    }
    let name = quoted(rebuild.name);
    let help = if rebuild.after.is_some() && !rebuild.is_view {
        format!("copy the rows first: `INSERT INTO <new table> (…) SELECT … FROM {name}`")
    } else {
        let unused = quoted(&format!("{}_unused", rebuild.name));
        words::drop_table::rename_first(&format!("ALTER TABLE {name} RENAME TO {unused}"))
    };
    rebuild.report(words::drop_table::rows("", name, help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_loses_its_rows() {
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::DropTable, USERS, sql);
        assert_snapshot!(found, @r"
        dropping `users` deletes its rows [drop-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: rename the table now and drop it in a later release: `ALTER TABLE users RENAME TO users_unused`; if this is intended, write above the statement: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_without_a_copy() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY);\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DropTable, USERS, sql);
        assert_snapshot!(found, @r"
        dropping `users` deletes its rows [drop-table]
         --> m/2_draft.sql:2:1
          |
        2 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: copy the rows first: `INSERT INTO <new table> (…) SELECT … FROM users`; if this is intended, write above the statement: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn a_table_that_is_not_there() {
        lint_ok(Code::DropTable, USERS, "DROP TABLE IF EXISTS persons;");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::DropTable,
            USERS,
            "CREATE TABLE a (id INTEGER); DROP TABLE a;",
        );
    }

    #[test]
    fn a_rebuild_that_copies_the_rows() {
        lint_ok(
            Code::DropTable,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
