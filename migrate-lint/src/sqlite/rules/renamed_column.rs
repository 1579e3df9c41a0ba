use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::Action;
use crate::words::renamed_column;

/// A column gets another name.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::RenameColumn { from, to })) = check.altered() else {
        return;
    };
    if check.is_new_column(table, &from.name) || from.name == to.name {
        return;
    }
    let words = renamed_column::words(&table.shown, &from.name, &to.name);
    let remedy = Remedy::Column(table.name.clone(), from.name.clone());
    check.report_unless(remedy, words);
}

/// A rebuilt table holds the values under another name.
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
        rebuild.report(renamed_column::words(rebuild.name, &from, &to));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_renamed_column_fails_statements_that_use_the_old_name() {
        let before = USERS;
        let sql = "ALTER TABLE users RENAME COLUMN email TO mail;";
        let found = lint_errors(Code::RenamedColumn, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `users.email` fail [renamed-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users RENAME COLUMN email TO mail;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `mail` as a second column, write both, and drop `email` in a later release: `ALTER TABLE users ADD COLUMN mail …`; if this is intended, write above the statement: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_that_renames_a_column_fails_statements_that_use_the_old_name() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, mail TEXT, age INTEGER);\nINSERT INTO n (id, mail, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::RenamedColumn, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `users.email` fail [renamed-column]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: add `mail` as a second column, write both, and drop `email` in a later release: `ALTER TABLE users ADD COLUMN mail …`; if this is intended, write above the statement: `-- migrate: allow(renamed-column) <reason>`
        ");
    }

    #[test]
    fn no_release_uses_a_column_of_the_same_file() {
        lint_ok(
            Code::RenamedColumn,
            USERS,
            "ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE users RENAME a TO b;",
        );
    }
}
