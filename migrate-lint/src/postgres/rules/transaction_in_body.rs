use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::Name;
use crate::postgres::statement::{ReindexTarget, Statement};
use crate::postgres::table::Action;

/// A statement in a DO block that the server runs only outside functions and transactions, and a
/// call of a procedure that commits.
pub(super) fn check(check: &mut Check<'_>) {
    if let Statement::Call { procedure } = &check.parsed.statement {
        called(check, procedure);
        return;
    }
    let name = match &check.parsed.statement {
        Statement::Vacuum { .. } => "VACUUM",
        Statement::CreateIndex(index) if index.concurrently => "CREATE INDEX CONCURRENTLY",
        Statement::Drop(drop) if drop.concurrently => "DROP INDEX CONCURRENTLY",
        Statement::Reindex {
            concurrently: true, ..
        } => "REINDEX CONCURRENTLY",
        Statement::Reindex {
            target: ReindexTarget::Schema(_) | ReindexTarget::Other,
            ..
        } => "REINDEX of a schema or database",
        Statement::DropDatabase => "DROP DATABASE",
        Statement::AlterTable(alter) => match alter.actions.first() {
            Some((
                Action::DetachPartition {
                    concurrently: true, ..
                },
                _,
            )) => "DETACH PARTITION CONCURRENTLY",
            _ => return,
        },
        _ => return,
    };
    if !check.parsed.in_body {
        return;
    }
    let message = format!("{name} cannot run in a DO block");
    let help = "move it out of the DO block, into a migration of its own";
    let words = Words::new(message, "refused in a DO block", help);
    check.report(&check.parsed.span, words);
}

fn called(check: &mut Check<'_>, procedure: &Name) {
    let known = check
        .catalog
        .functions(procedure.schema.as_deref(), &procedure.name);
    let ends_transaction = !known.is_empty() && known.iter().all(|one| one.ends_transaction);
    if !ends_transaction || !check.file.transaction.open {
        return;
    }
    let message = format!("`{procedure}` cannot end the transaction that the runner began");
    let help = "move the call into a migration of its own, with `-- migrate: transaction(none)` at the top";
    let words = Words::new(message, "fails inside a transaction", help);
    check.report(&check.parsed.span, words);
}

/// COMMIT or ROLLBACK in a DO block.
pub(super) fn control() -> Words {
    Words::new(
        "a DO block cannot end the transaction that the runner began",
        "fails inside a transaction",
        "remove it; or write `-- migrate: transaction(none)` at the top of the file, \
         so that its statements run one by one",
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_do_block_that_commits() {
        let found = lint_errors(
            Code::TransactionInBody,
            TABLE,
            "DO $$ BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; END $$;",
        );
        assert_snapshot!(found, @r"
        a DO block cannot end the transaction that the runner began [transaction-in-body]
         --> m/2_draft.sql:1:46
          |
        1 | DO $$ BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; END $$;
          |                                              ^^^^^^^ fails inside a transaction
          |
          = help: remove it; or write `-- migrate: transaction(none)` at the top of the file, so that its statements run one by one; if this is intended, write above the statement: `-- migrate: allow(transaction-in-body) <reason>`
        ");
    }

    #[test]
    fn a_call_of_a_procedure_that_commits() {
        let before = "CREATE PROCEDURE p(a int) LANGUAGE plpgsql AS $$ BEGIN IF a > 0 THEN COMMIT; END IF; END $$; \
                      CREATE PROCEDURE q() LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'COMMIT;'; END $$;";
        lint_errors(Code::TransactionInBody, before, "CALL p(1);");
        lint_ok(Code::TransactionInBody, before, "CALL q();");
        lint_ok(
            Code::TransactionInBody,
            before,
            "-- migrate: transaction(none)\nCALL p(1);",
        );
    }

    #[test]
    fn without_a_transaction_a_do_block_may_commit() {
        lint_ok(
            Code::TransactionInBody,
            TABLE,
            "-- migrate: transaction(none)\nDO $$ BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; END $$;",
        );
    }

    #[test]
    fn a_procedure_that_is_only_created() {
        lint_ok(
            Code::TransactionInBody,
            TABLE,
            "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;",
        );
    }
}
