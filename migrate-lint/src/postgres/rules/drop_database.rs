use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `DROP DATABASE`, and `DROP OWNED BY`, which takes all tables of a role.
pub(super) fn check(check: &mut Check<'_>) {
    let (message, help) = match check.parsed.statement {
        Statement::DropDatabase => (
            "dropping a database deletes everything in it",
            "remove the statement: a migration works on the database it runs in",
        ),
        Statement::DropOwned => (
            "DROP OWNED deletes every table that the role owns",
            "hand the tables over first: `REASSIGN OWNED BY <role> TO <other role>`",
        ),
        _ => return,
    };
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "all of it is lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DropDatabase, TABLE, "DROP OWNED BY somebody;");
        assert_snapshot!(found, @r"
        DROP OWNED deletes every table that the role owns [drop-database]
         --> m/2_draft.sql:1:1
          |
        1 | DROP OWNED BY somebody;
          | ^^^^^^^^^^^^^^^^^^^^^^ all of it is lost
          |
          = help: hand the tables over first: `REASSIGN OWNED BY <role> TO <other role>`; or say above it why it may stay: `-- migrate: allow(drop-database) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropDatabase,
            TABLE,
            "REASSIGN OWNED BY somebody TO other;",
        );
    }
}
