use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::is_same;
use crate::sqlite::statement::{Action, Statement};

/// A table gets another name, and nothing takes its place.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Alter {
        action: Action::RenameTo(to),
        ..
    } = check.statement
    else {
        return;
    };
    let Some(table) = check.existing() else {
        return;
    };
    if is_same(&table.name, &to.name) {
        return;
    }
    let shown = table.shown.clone();
    let message = format!("statements of the running release that name `{shown}` fail");
    let help = format!(
        "leave a view under the old name until no release reads it: \
         `CREATE VIEW {shown} AS SELECT * FROM {to}`"
    );
    let remedy = Remedy::Relation(table.name.clone(), Vec::new());
    check.report_unless(remedy, Words::new(message, "the old name is gone", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users RENAME TO people;";
        let found = lint_errors(Code::RenamedTable, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that name `users` fail [renamed-table]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users RENAME TO people;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the old name is gone
          |
          = help: leave a view under the old name until no release reads it: `CREATE VIEW users AS SELECT * FROM people`; or say above it why it may stay: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RenamedTable,
            USERS,
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;",
        );
        lint_ok(
            Code::RenamedTable,
            USERS,
            "ALTER TABLE users RENAME TO Users;",
        );
    }
}
