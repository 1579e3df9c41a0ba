use super::support::{added_column, copied, refused_on_row, requires_value};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::definition::{close, condition};
use crate::sqlite::name::key;
use crate::sqlite::statement::find;
use crate::sqlite::table::Condition;

/// A CHECK that rows of before have to meet.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(condition) = of_copy(check) {
        let message = format!(
            "this fails if a row violates the new `CHECK ({})`",
            condition.text
        );
        let help = "correct the rows first, or in the SELECT";
        check.report(Words::new(message, "fails on rows that violate it", help));
    }
    let Some((target, column, definition)) = added_column(check) else {
        return;
    };
    let violated =
        refused_on_row(check).is_some_and(|refusal| refusal.message.starts_with("CHECK"));
    if !violated && !depends_on_others(check) {
        return;
    }
    let (shown, name) = (&target.shown, column.to_string());
    let message = format!("the value that rows of `{shown}` get in `{name}` violates its CHECK");
    let help = if requires_value(definition) {
        "give it a default that the CHECK allows".to_owned()
    } else {
        format!("give `{name}` a default that the CHECK allows, or leave the CHECK out")
    };
    check.report(Words::new(message, "fails if there is a row", help));
}

/// Whether the CHECK of a new column with a default compares it with other columns.
fn depends_on_others(check: &Check<'_>) -> bool {
    let Some((target, _, definition)) = added_column(check) else {
        return false;
    };
    let has_default =
        find(definition, 0, "DEFAULT").is_some_and(|at| !definition.is(at + 1, "NULL"));
    let (Some(at), Some(table), true) = (find(definition, 0, "CHECK"), target.table, has_default)
    else {
        return false;
    };
    let inside = condition(definition.slice(at + 2..close(definition, at + 1)));
    let mut columns = table.columns.iter();
    columns.any(|column| inside.words.contains(&key(&column.name)))
}

/// A condition of the new table that the old one has not, on values that are copied as they are.
fn of_copy(check: &Check<'_>) -> Option<Condition> {
    let (copy, target, from) = copied(check)?;
    if copy.loses.as_deref() == Some("OR IGNORE") {
        return None;
    }
    let table = target.table?;
    let mut conditions = table.definition.checks.into_iter();
    conditions
        .find(|condition| {
            let is_known = from
                .definition
                .checks
                .iter()
                .any(|known| known.text == condition.text);
            let mut columns = condition.words.iter().filter_map(|word| copy.value(word));
            let not_null =
                condition
                    .words
                    .ends_with(&["is".to_owned(), "not".to_owned(), "null".to_owned()]);
            let is_filled = |name: &String| {
                from.column(name)
                    .is_some_and(|column| from.is_filled(column))
            };
            !is_known
                && columns
                    .any(|value| value.plain && !(not_null && value.sources.iter().all(is_filled)))
        })
        .map(|condition| Condition {
            text: condition.text.replace(" ( ", " ("),
            ..condition
        })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 0 CHECK (tries > 0);";
        let found = lint_errors(Code::CheckOnExisting, before, sql);
        assert_snapshot!(found, @r"
        the value that rows of `users` get in `tries` violates its CHECK [check-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 0 CHECK (tries > 0);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: give `tries` a default that the CHECK allows, or leave the CHECK out; or say above it why it may stay: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT CHECK (email <> ''), age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::CheckOnExisting, before, sql);
        assert_snapshot!(found, @r"
        this fails if a row violates the new `CHECK (email < > '')` [check-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that violate it
          |
          = help: correct the rows first, or in the SELECT; or say above it why it may stay: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::CheckOnExisting,
            USERS,
            "ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 1 CHECK (tries > 0);",
        );
        lint_ok(
            Code::CheckOnExisting,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0));",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, age INTEGER CHECK ( AGE>0 ));\nINSERT INTO n (id, age) SELECT id, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
