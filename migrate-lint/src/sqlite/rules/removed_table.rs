use crate::removed::removed_table;
use crate::sqlite::name::quoted;
use crate::sqlite::rebuild::Rebuild;

/// A table goes that the running release may use, and nothing has its name.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    if rebuild.after.is_some() {
        return;
    }
    let found = removed_table(rebuild.span, &quoted(rebuild.name));
    rebuild.found.push(found);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::sqlite::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);";
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::RemovedTable, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that name `users` fail [removed-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW users AS SELECT …`; or say above it why it may stay: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedTable,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);",
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;",
        );
    }
}
