use super::support::created_index;
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::ticked;
use crate::sqlite::rebuild::Rebuild;

const HELP: &str =
    "make sure that no running release writes such rows, and say so: `-- migrate: compatible`";

/// A constraint that refuses rows the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    if created_index(check).is_some_and(|(target, _, _)| target.existing) {
        let message = "the unique index refuses rows that the running release may write";
        check.report(Words::new(message, "a new rule for rows", HELP));
    }
}

/// A table that is made again with more NOT NULL, CHECK or foreign keys.
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
    let what = if !required.is_empty() {
        format!("NOT NULL of {}", ticked(&required))
    } else if checks {
        "the new CHECK".to_owned()
    } else if keys {
        "the new key".to_owned()
    } else {
        return;
    };
    let message = format!("{what} refuses rows that the running release may write");
    let words = Words::new(message, "a new rule for rows", HELP);
    rebuild.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "CREATE UNIQUE INDEX users_email ON users (email);";
        let found = lint_errors(Code::NewRestriction, before, sql);
        assert_snapshot!(found, @r"
        the unique index refuses rows that the running release may write [new-restriction]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX users_email ON users (email);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a new rule for rows
          |
          = help: make sure that no running release writes such rows, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, COALESCE(email, ''), age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::NewRestriction, before, sql);
        assert_snapshot!(found, @r"
        NOT NULL of `email` refuses rows that the running release may write [new-restriction]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ a new rule for rows
          |
          = help: make sure that no running release writes such rows, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NewRestriction,
            USERS,
            "CREATE INDEX users_email ON users (email);",
        );
    }
}
