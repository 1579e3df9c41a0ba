use super::support::dropped_database;
use crate::finding::Words;
use crate::mysql::check::Check;

/// `DROP DATABASE` of one that the file did not make.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(name) = dropped_database(check) else {
        return;
    };
    let message = format!("dropping the database `{name}` deletes every table in it");
    let help = "drop databases by hand, with a backup; a migration belongs to one that stays";
    check.report(&name.span, Words::new(message, "its tables are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DropDatabase, TABLE, "DROP SCHEMA IF EXISTS archive;");
        assert_snapshot!(found, @r"
        dropping the database `archive` deletes every table in it [drop-database]
         --> m/2_draft.sql:1:23
          |
        1 | DROP SCHEMA IF EXISTS archive;
          |                       ^^^^^^^ its tables are lost
          |
          = help: drop databases by hand, with a backup; a migration belongs to one that stays; or say above it why it may stay: `-- migrate: allow(drop-database) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropDatabase,
            TABLE,
            "CREATE DATABASE scratch; DROP DATABASE scratch;",
        );
    }
}
