use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::statement::writes_schema;

/// The schema's own table is written to.
pub(super) fn check(check: &mut Check<'_>) {
    if !writes_schema(check.statement) {
        return;
    }
    let message = "writing to the schema's own table can leave a database that cannot be read";
    let help = "change the table with ALTER TABLE, or make it anew: create it under another name, \
                copy the rows, drop the old one, rename the new one";
    check.report(Words::new(message, "SQLite checks nothing of it", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "UPDATE sqlite_master SET sql = '' WHERE name = 'users';";
        let found = lint_errors(Code::WritableSchema, before, sql);
        assert_snapshot!(found, @r"
        writing to the schema's own table can leave a database that cannot be read [writable-schema]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE sqlite_master SET sql = '' WHERE name = 'users';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SQLite checks nothing of it
          |
          = help: change the table with ALTER TABLE, or make it anew: create it under another name, copy the rows, drop the old one, rename the new one; or say above it why it may stay: `-- migrate: allow(writable-schema) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::WritableSchema,
            USERS,
            "SELECT sql FROM sqlite_master;",
        );
    }
}
