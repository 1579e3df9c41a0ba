use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::{Statement, TypeChange};

/// `ALTER TYPE … ADD VALUE` inside a transaction, which servers before PostgreSQL 12 refuse.
pub(super) fn check(check: &mut Check<'_>) {
    let adds = matches!(
        check.parsed.statement,
        Statement::AlterType {
            change: TypeChange::AddValue { .. },
            ..
        }
    );
    if adds && check.file.version() < 12 && check.file.transaction.open {
        let message =
            "before PostgreSQL 12, ALTER TYPE … ADD VALUE cannot run inside a transaction";
        let help = "write `-- migrate: transaction(none)` at the top of the file";
        check.report(
            &check.parsed.span,
            Words::new(message, "refused inside a transaction", help),
        );
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn postgresql_11_refuses_it_inside_a_transaction() {
        let found = lint_errors(
            Code::EnumValueInTransaction,
            "-- lint: postgres-version = 11\nCREATE TYPE m AS ENUM ('a');",
            "ALTER TYPE m ADD VALUE 'b';",
        );
        assert_snapshot!(found, @r"
        before PostgreSQL 12, ALTER TYPE … ADD VALUE cannot run inside a transaction [enum-value-in-transaction]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TYPE m ADD VALUE 'b';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ refused inside a transaction
          |
          = help: write `-- migrate: transaction(none)` at the top of the file; if this is intended, write above the statement: `-- migrate: allow(enum-value-in-transaction) <reason>`
        ");
    }

    #[test]
    fn postgresql_12_accepts_it() {
        lint_ok(
            Code::EnumValueInTransaction,
            "CREATE TYPE m AS ENUM ('a');",
            "ALTER TYPE m ADD VALUE 'b';",
        );
    }

    #[test]
    fn a_file_without_a_transaction() {
        lint_ok(
            Code::EnumValueInTransaction,
            "-- lint: postgres-version = 11\nCREATE TYPE m AS ENUM ('a');",
            "-- migrate: transaction(none)\nALTER TYPE m ADD VALUE 'b';",
        );
    }
}
