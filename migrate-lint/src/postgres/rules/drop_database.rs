use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words;

/// `DROP DATABASE`, and `DROP OWNED BY`, which drops all tables of a role.
pub(super) fn check(check: &mut Check<'_>) {
    let words = match check.parsed.statement {
        Statement::DropDatabase => words::drop_database::tables("a database"),
        Statement::DropOwned => Words::new(
            "DROP OWNED deletes every table that the role owns",
            "its tables are lost",
            "give the tables to another role first: `REASSIGN OWNED BY <role> TO <other role>`",
        ),
        _ => return,
    };
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn drop_owned_deletes_the_tables_of_a_role() {
        let found = lint_errors(Code::DropDatabase, TABLE, "DROP OWNED BY somebody;");
        assert_snapshot!(found, @r"
        DROP OWNED deletes every table that the role owns [drop-database]
         --> m/2_draft.sql:1:1
          |
        1 | DROP OWNED BY somebody;
          | ^^^^^^^^^^^^^^^^^^^^^^ its tables are lost
          |
          = help: give the tables to another role first: `REASSIGN OWNED BY <role> TO <other role>`; if this is intended, write above the statement: `-- migrate: allow(drop-database) <reason>`
        ");
    }

    #[test]
    fn tables_given_to_another_role() {
        lint_ok(
            Code::DropDatabase,
            TABLE,
            "REASSIGN OWNED BY somebody TO other;",
        );
    }
}
