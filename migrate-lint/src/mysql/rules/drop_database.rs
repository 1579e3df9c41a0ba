use super::support::dropped_database;
use crate::mysql::check::Check;
use crate::words;

/// `DROP DATABASE` of one that the file did not create.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(name) = dropped_database(check) else {
        return;
    };
    let words = words::drop_database::tables(&format!("the database `{name}`"));
    check.report(&name.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_database_loses_its_tables() {
        let found = lint_errors(Code::DropDatabase, TABLE, "DROP SCHEMA IF EXISTS archive;");
        assert_snapshot!(found, @r"
        dropping the database `archive` deletes every table in it [drop-database]
         --> m/2_draft.sql:1:23
          |
        1 | DROP SCHEMA IF EXISTS archive;
          |                       ^^^^^^^ its tables are lost
          |
          = help: remove the statement, and drop the database by hand after a backup; if this is intended, write above the statement: `-- migrate: allow(drop-database) <reason>`
        ");
    }

    #[test]
    fn a_database_of_the_same_file() {
        lint_ok(
            Code::DropDatabase,
            TABLE,
            "CREATE DATABASE scratch; DROP DATABASE scratch;",
        );
    }
}
