use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::{Action, Statement};

/// A column gets another name.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Alter {
        action: Action::RenameColumn { from, to },
        ..
    } = check.statement
    else {
        return;
    };
    let Some(table) = check.existing() else {
        return;
    };
    if check.is_new_column(table, &from.name) || from.name == to.name {
        return;
    }
    let (message, help) = words(&table.shown, &from.name, &to.name);
    let remedy = Remedy::Column(table.name.clone(), from.name.clone());
    check.report_unless(remedy, Words::new(message, "the old name is gone", help));
}

/// A table that is made again with the values under another name.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let Some(copy) = rebuild.copy else { return };
    let columns = rebuild.columns().into_iter();
    let gone = columns.filter(|(_, after)| after.is_none());
    let renamed: Vec<(String, String)> = gone
        .filter_map(|(column, _)| {
            let holder = copy.holder(&column.name).filter(|holder| holder.plain)?;
            Some((column.name.clone(), holder.column.clone()))
        })
        .collect();
    if rebuild.after.is_none() {
        return;
    }
    for (from, to) in renamed {
        let (message, help) = words(rebuild.name, &from, &to);
        let words = Words::new(message, "the old name is gone", help);
        rebuild.report(words);
    }
}

fn words(table: &str, from: &str, to: &str) -> (String, String) {
    (
        format!("statements of the running release that name `{table}.{from}` fail"),
        format!(
            "add `{to}` beside it, write both, and drop `{from}` a release later: \
             `ALTER TABLE {table} ADD COLUMN {to} …`"
        ),
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users RENAME COLUMN email TO mail;";
        let found = lint_errors(Code::RenamedColumn, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that name `users.email` fail [renamed-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users RENAME COLUMN email TO mail;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `mail` beside it, write both, and drop `email` a release later: `ALTER TABLE users ADD COLUMN mail …`; or say above it why it may stay: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, mail TEXT, age INTEGER);\nINSERT INTO n (id, mail, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::RenamedColumn, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that name `users.email` fail [renamed-column]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `mail` beside it, write both, and drop `email` a release later: `ALTER TABLE users ADD COLUMN mail …`; or say above it why it may stay: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RenamedColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE users RENAME a TO b;",
        );
    }
}
