use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::is_same;
use crate::sqlite::statement::Action;
use crate::words::renamed_table;

/// A table gets another name, and nothing takes its place.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::RenameTo(to))) = check.altered() else {
        return;
    };
    if is_same(&table.name, &to.name) {
        return;
    }
    let words = renamed_table::words(&table.shown, &to.to_string());
    let remedy = Remedy::Relation(table.name.clone(), Vec::new());
    check.report_unless(remedy, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_renamed_table_fails_statements_that_use_the_old_name() {
        let before = USERS;
        let sql = "ALTER TABLE users RENAME TO people;";
        let found = lint_errors(Code::RenamedTable, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `users` fail [renamed-table]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users RENAME TO people;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: keep the old name as a view until no release uses it: `CREATE VIEW users AS SELECT * FROM people`; if this is intended, write above the statement: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn a_view_keeps_the_old_name() {
        lint_ok(
            Code::RenamedTable,
            USERS,
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;",
        );
    }

    #[test]
    fn table_names_ignore_case() {
        lint_ok(
            Code::RenamedTable,
            USERS,
            "ALTER TABLE users RENAME TO Users;",
        );
    }
}
