use super::support::{altered, is_pinned, reads_existing};
use crate::finding::Words;
use crate::postgres::check::{Check, Existing};
use crate::postgres::expression::Expr;
use crate::postgres::name::Name;
use crate::postgres::query::Query;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// Rows are read or written while the transaction holds a table against writers, or everybody.
pub(super) fn check(check: &mut Check<'_>) {
    let transaction = &check.file.transaction;
    let (locked, who, mode) = match (transaction.locked.first(), transaction.held.first()) {
        (Some(locked), _) => (
            locked.clone(),
            "readers and writers",
            "ACCESS EXCLUSIVE".to_owned(),
        ),
        (None, Some((held, mode))) => (held.clone(), "writers", mode.clone()),
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
        "{who} of `{locked}` wait for {what}: an earlier statement of this transaction holds it in {mode}"
    );
    let help = "move this statement to a migration of its own, behind this one";
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "works under the lock", help));
}

/// The table whose constraint is validated, if the lock that added it is not the matter.
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
    fn finds() {
        let found = lint_errors(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int;\nUPDATE t SET c = a WHERE c IS NULL;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait for the UPDATE of `t`: an earlier statement of this transaction holds it in ACCESS EXCLUSIVE [work-under-lock]
         --> m/2_draft.sql:2:1
          |
        2 | UPDATE t SET c = a WHERE c IS NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ works under the lock
          |
          = help: move this statement to a migration of its own, behind this one; or say above it why it may stay: `-- migrate: allow(work-under-lock) <reason>`
        ");
    }

    #[test]
    fn writers_wait_too() {
        let before = TABLE;
        let found = lint_errors(
            Code::WorkUnderLock,
            before,
            "CREATE TABLE n (id int REFERENCES t); INSERT INTO n SELECT id FROM t;",
        );
        assert!(
            found.contains("writers of `t` wait for the INSERT of rows from `t`"),
            "{found}"
        );
        assert!(found.contains("in SHARE ROW EXCLUSIVE"), "{found}");
        lint_ok(
            Code::WorkUnderLock,
            before,
            "CREATE TABLE n (id int); INSERT INTO n SELECT id FROM t;",
        );
        let before = "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE n (id int CONSTRAINT f REFERENCES t, a int);";
        let found = lint_errors(
            Code::WorkUnderLock,
            before,
            "ALTER TABLE n DROP CONSTRAINT f; INSERT INTO n (id) SELECT id FROM t;",
        );
        assert!(found.contains("readers and writers"), "{found}");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1 WHERE id = 1;",
        );
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "UPDATE t SET a = 1 WHERE a IS NULL;",
        );
        lint_ok(
            Code::WorkUnderLock,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; INSERT INTO t (id) VALUES (1);",
        );
    }
}
