use super::support::created_index;
use crate::sqlite::check::Check;
use crate::sqlite::name::ticked;
use crate::sqlite::rebuild::Rebuild;
use crate::words::new_restriction;

/// A constraint that refuses rows the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((target, ..)) = created_index(check) else {
        return;
    };
    if target.existing {
        check.report(new_restriction::words("the unique index", &target.shown));
    }
}

/// A rebuilt table has more NOT NULL, CHECK or keys.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let (Some(before), Some(after), false) = (rebuild.before, &rebuild.after, rebuild.is_view)
    else {
        return;
    };
    let pairs = rebuild.pairs().into_iter();
    let required = pairs.filter(|(was, now)| !before.is_filled(was) && after.is_filled(now));
    let required: Vec<String> = required.map(|(column, _)| column.name.clone()).collect();
    let known = &before.definition.checks;
    let checks = after
        .definition
        .checks
        .iter()
        .any(|check| !known.contains(check));
    let keys = after.foreign_keys.len() > before.foreign_keys.len()
        || after.keys().len() > before.keys().len();
    let restriction = if !required.is_empty() {
        format!("NOT NULL of {}", ticked(&required))
    } else if checks {
        "the new CHECK".to_owned()
    } else if keys {
        "the new key".to_owned()
    } else {
        return;
    };
    rebuild.report(new_restriction::words(&restriction, rebuild.name));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_unique_index_rejects_rows_of_the_running_release() {
        let before = USERS;
        let sql = "CREATE UNIQUE INDEX users_email ON users (email);";
        let found = lint_errors(Code::NewRestriction, before, sql);
        assert_snapshot!(found, @r"
        the unique index rejects rows of `users` that the running release may write [new-restriction]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX users_email ON users (email);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ stricter than before
          |
          = help: make sure that no running release writes such rows, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_with_not_null_rejects_rows_of_the_running_release() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, COALESCE(email, ''), age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::NewRestriction, before, sql);
        assert_snapshot!(found, @r"
        NOT NULL of `email` rejects rows of `users` that the running release may write [new-restriction]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ stricter than before
          |
          = help: make sure that no running release writes such rows, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn an_index_rejects_no_row() {
        lint_ok(
            Code::NewRestriction,
            USERS,
            "CREATE INDEX users_email ON users (email);",
        );
    }
}
