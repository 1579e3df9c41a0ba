use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::statement::writes_schema;

/// A statement that writes to the schema table.
pub(super) fn check(check: &mut Check<'_>) {
    if !writes_schema(check.statement) {
        return;
    }
    let words = Words::new(
        "writing to the schema table can make the database unreadable",
        "SQLite does not check it",
        "change the table with ALTER TABLE, or rebuild it: create it under another name, \
         copy the rows, drop the old one, rename the new one",
    );
    check.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn an_update_of_the_schema_table() {
        let sql = "UPDATE sqlite_master SET sql = '' WHERE name = 'users';";
        let found = lint_errors(Code::WritableSchema, USERS, sql);
        assert_snapshot!(found, @r"
        writing to the schema table can make the database unreadable [writable-schema]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE sqlite_master SET sql = '' WHERE name = 'users';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SQLite does not check it
          |
          = help: change the table with ALTER TABLE, or rebuild it: create it under another name, copy the rows, drop the old one, rename the new one; if this is intended, write above the statement: `-- migrate: allow(writable-schema) <reason>`
        ");
    }

    #[test]
    fn a_query_of_the_schema_table() {
        lint_ok(
            Code::WritableSchema,
            USERS,
            "SELECT sql FROM sqlite_master;",
        );
    }
}
