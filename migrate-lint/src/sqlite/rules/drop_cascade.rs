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
    let help = "write `-- migrate: foreign-keys(off)` at the top of the file: the foreign keys are \
                then off while it runs, and checked before it commits";
    check.report(Words::new(message, "rows of other tables are lost", help));
}

/// Whether deleting a row changes those that refer to it, instead of failing.
pub(super) fn acts(key: &ForeignKey) -> bool {
    ["CASCADE", "SET NULL", "SET DEFAULT"].contains(&key.on_delete.as_str())
}

/// The foreign keys of other tables of before that refer to the table that is dropped.
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
    // An engine that cannot say knows of none.
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
    fn finds() {
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
          = help: write `-- migrate: foreign-keys(off)` at the top of the file: the foreign keys are then off while it runs, and checked before it commits; or say above it why it may stay: `-- migrate: allow(drop-cascade) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropCascade,
            &format!(
                "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);"
            ),
            "-- migrate: foreign-keys(off)\nDROP TABLE users;",
        );
        lint_ok(Code::DropCascade, USERS, "DROP TABLE users;");
    }
}
