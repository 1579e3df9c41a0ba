use super::support::{added_column, copied, refused_on_row};
use crate::sqlite::check::Check;
use crate::sqlite::definition::{close, condition};
use crate::sqlite::name::{key, quoted};
use crate::sqlite::statement::find;
use crate::words;

/// A CHECK that existing rows may violate.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, condition)) = of_copy(check) {
        let in_select = ", or correct them in the SELECT";
        let words = words::check_on_existing::rows(&table, &condition, in_select);
        check.report(words);
    }
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let violated =
        refused_on_row(check).is_some_and(|refusal| refusal.message.starts_with("CHECK"));
    if !violated && !depends_on_others(check) {
        return;
    }
    check.report(words::check_on_existing::new_column(&target.shown, column));
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

/// The old table, and a condition that only the new one has, on values that are copied as they are.
fn of_copy(check: &Check<'_>) -> Option<(String, String)> {
    let (copy, target, from) = copied(check)?;
    if copy.loses.as_deref() == Some("OR IGNORE") {
        return None;
    }
    let table = target.table?;
    let mut conditions = table.definition.checks.into_iter();
    let condition = conditions.find(|condition| {
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
    })?;
    // The text is its tokens with spaces between them.
    let text = condition
        .text
        .replace("< >", "<>")
        .replace("> =", ">=")
        .replace("< =", "<=");
    Some((quoted(&from.name), text.replace(" ( ", " (")))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn the_default_of_a_new_column_violates_its_check() {
        let sql = "ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 0 CHECK (tries > 0);";
        let found = lint_errors(Code::CheckOnExisting, USERS, sql);
        assert_snapshot!(found, @r"
        the value that existing rows get in `users.tries` violates its CHECK [check-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 0 CHECK (tries > 0);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: give `tries` a default that the CHECK allows, or add the CHECK after the rows have values; if this is intended, write above the statement: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_copied_row_may_violate_the_check() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT CHECK (email <> ''), age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::CheckOnExisting, USERS, sql);
        assert_snapshot!(found, @r"
        this fails if a row of `users` violates the CHECK [check-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that violate it
          |
          = help: find such rows and correct them first: `SELECT * FROM users WHERE NOT (email <> '')`, or correct them in the SELECT; if this is intended, write above the statement: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_default_that_the_check_allows() {
        lint_ok(
            Code::CheckOnExisting,
            USERS,
            "ALTER TABLE users ADD COLUMN tries INTEGER DEFAULT 1 CHECK (tries > 0);",
        );
    }

    #[test]
    fn a_rebuild_with_the_same_check() {
        lint_ok(
            Code::CheckOnExisting,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0));",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, age INTEGER CHECK ( AGE>0 ));\nINSERT INTO n (id, age) SELECT id, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
