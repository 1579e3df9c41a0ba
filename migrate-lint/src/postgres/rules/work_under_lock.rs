use super::support::{altered, is_pinned, reads_existing, with_article};
use crate::finding::Words;
use crate::postgres::check::{Check, Existing};
use crate::postgres::expression::Expr;
use crate::postgres::name::Name;
use crate::postgres::query::Query;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// A statement that works on many rows while the transaction locks a table against writers.
pub(super) fn check(check: &mut Check<'_>) {
    let transaction = &check.file.transaction;
    let (locked, access, mode) = match (transaction.locked.first(), transaction.held.first()) {
        (Some(locked), _) => (
            locked.clone(),
            "reads and writes of",
            "ACCESS EXCLUSIVE".to_owned(),
        ),
        (None, Some((held, mode))) => (held.clone(), "writes to", mode.clone()),
        (None, None) => return,
    };
    let what = match &check.parsed.statement {
        Statement::Update(update) => {
            let Some(table) = many(check, &update.table, update.filter.as_ref()) else {
                return;
            };
            format!("the UPDATE of `{}`", table.shown)
        }
        Statement::Delete(delete) => {
            let Some(table) = many(check, &delete.table, delete.filter.as_ref()) else {
                return;
            };
            format!("the DELETE from `{}`", table.shown)
        }
        Statement::Insert(insert) if !insert.values => {
            let Some(source) = insert.query.as_ref().and_then(|query| source(check, query)) else {
                return;
            };
            format!("the INSERT of rows from `{source}`")
        }
        Statement::CreateTableAs {
            query: Some(query), ..
        } => {
            let Some(source) = source(check, query) else {
                return;
            };
            format!("the copy of `{source}`")
        }
        Statement::CreateView(view) if view.materialized && view.with_data => {
            let Some(source) = source(check, &view.query) else {
                return;
            };
            format!("the query over `{source}`")
        }
        Statement::AlterTable(_) => {
            let Some(validated) = validated(check) else {
                return;
            };
            format!("the validation of `{validated}`")
        }
        Statement::Merge { table } if check.existing(table).is_some() => {
            format!("the MERGE into `{table}`")
        }
        _ => return,
    };
    let message = format!(
        "{access} `{locked}` wait for {what}: an earlier statement of this transaction holds {} on \
         it",
        with_article(&mode)
    );
    let help = "move this statement to a later migration";
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "works under a lock", help));
}

/// The table whose constraint is validated, unless this transaction also added a constraint.
fn validated(check: &Check<'_>) -> Option<String> {
    let (table, action, _) = altered(check)?;
    let added = || {
        check
            .file
            .transaction
            .not_valid
            .iter()
            .any(|(of, _)| *of == table.name)
    };
    let validates = matches!(action, Action::ValidateConstraint(_));
    (validates && !added()).then_some(table.shown)
}

/// The existing table, if the condition may hold for many of its rows.
fn many<'c>(check: &Check<'c>, name: &Name, filter: Option<&Expr>) -> Option<Existing<'c>> {
    let table = check.existing(name)?;
    (!is_pinned(check, &table, filter)).then_some(table)
}

/// The first existing table that a query reads.
fn source(check: &Check<'_>, query: &Query) -> Option<String> {
    let mut found = None;
    query.relations(&mut |name| {
        let is_with = name.schema.is_none() && query.defines(&name.name);
        if found.is_none() && !is_with && reads_existing(check, name) {
            found = Some(name.to_string());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_update_under_the_lock_of_add_column_blocks_reads_and_writes() {
        let found = lint_errors(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int;\nUPDATE t SET c = a WHERE c IS NULL;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait for the UPDATE of `t`: an earlier statement of this transaction holds an ACCESS EXCLUSIVE lock on it [work-under-lock]
         --> m/2_draft.sql:2:1
          |
        2 | UPDATE t SET c = a WHERE c IS NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ works under a lock
          |
          = help: move this statement to a later migration; if this is intended, write above the statement: `-- migrate: allow(work-under-lock) <reason>`
        ");
    }

    #[test]
    fn an_insert_under_the_lock_of_a_new_foreign_key_blocks_writes() {
        let found = lint_errors(
            Code::WorkUnderLock,
            TABLE,
            "CREATE TABLE n (id int REFERENCES t); INSERT INTO n SELECT id FROM t;",
        );
        assert!(
            found.contains("writes to `t` wait for the INSERT of rows from `t`"),
            "{found}"
        );
        assert!(found.contains("a SHARE ROW EXCLUSIVE lock"), "{found}");
    }

    #[test]
    fn an_insert_under_the_lock_of_a_dropped_foreign_key_blocks_reads_and_writes() {
        let found = lint_errors(
            Code::WorkUnderLock,
            "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE n (id int CONSTRAINT f REFERENCES t, a int);",
            "ALTER TABLE n DROP CONSTRAINT f; INSERT INTO n (id) SELECT id FROM t;",
        );
        assert!(found.contains("reads and writes"), "{found}");
    }

    #[test]
    fn a_new_table_locks_no_other() {
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "CREATE TABLE n (id int); INSERT INTO n SELECT id FROM t;",
        );
    }

    #[test]
    fn an_update_of_one_row_is_short() {
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1 WHERE id = 1;",
        );
    }

    #[test]
    fn without_an_earlier_lock_nobody_waits() {
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "UPDATE t SET a = 1 WHERE a IS NULL;",
        );
    }

    #[test]
    fn an_insert_of_values_is_short() {
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; INSERT INTO t (id) VALUES (1);",
        );
    }
}
