use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::ticked;
use crate::sqlite::statement::{ObjectKind, Statement};
use crate::sqlite::table::ForeignKey;

/// `DROP TABLE` deletes its rows one by one, and foreign keys act on the rows that refer to them.
pub(super) fn check(check: &mut Check<'_>) {
    let acting: Vec<String> = children(check)
        .into_iter()
        .filter(|key| check.file.foreign_keys && acts(key))
        .map(|key| key.child)
        .collect();
    if acting.is_empty() {
        return;
    }
    let message = format!(
        "dropping the table deletes or changes the rows of {} that refer to it",
        ticked(&acting)
    );
    let help = "turn foreign keys off while the file runs: write `-- migrate: foreign-keys(off)` at its \
                top; the runner checks them before it commits";
    check.report(Words::new(message, "rows of other tables are lost", help));
}

/// Whether deleting a row changes those that refer to it, instead of failing.
pub(super) fn acts(key: &ForeignKey) -> bool {
    ["CASCADE", "SET NULL", "SET DEFAULT"].contains(&key.on_delete.as_str())
}

/// The foreign keys of other existing tables that refer to the dropped table.
pub(super) fn children(check: &Check<'_>) -> Vec<ForeignKey> {
    let Statement::Drop {
        kind: ObjectKind::Table,
        ..
    } = check.statement
    else {
        return Vec::new();
    };
    let Some(table) = check.existing() else {
        return Vec::new();
    };
    // On an error of the engine, none are known.
    let keys = check
        .state
        .engine
        .references(&table.name)
        .unwrap_or_default();
    let holds_rows = |key: &ForeignKey| {
        let child = check.state.relation(&key.child);
        let is_other = !key.child.eq_ignore_ascii_case(&table.name);
        let id = check.file.known_id(&key.child);
        let was_copied = id.is_some_and(|id| check.file.copy_into(id).is_some());
        is_other && child.is_some_and(|child| was_copied || !check.file.is_new(child.born))
    };
    keys.into_iter().filter(holds_rows).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_takes_rows_of_other_tables() {
        let before = &format!(
            "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);"
        );
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::DropCascade, before, sql);
        assert_snapshot!(found, @r"
        dropping the table deletes or changes the rows of `posts` that refer to it [drop-cascade]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ rows of other tables are lost
          |
          = help: turn foreign keys off while the file runs: write `-- migrate: foreign-keys(off)` at its top; the runner checks them before it commits; if this is intended, write above the statement: `-- migrate: allow(drop-cascade) <reason>`
        ");
    }

    #[test]
    fn foreign_keys_are_off() {
        lint_ok(
            Code::DropCascade,
            &format!(
                "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);"
            ),
            "-- migrate: foreign-keys(off)\nDROP TABLE users;",
        );
    }

    #[test]
    fn no_table_refers_to_it() {
        lint_ok(Code::DropCascade, USERS, "DROP TABLE users;");
    }
}
