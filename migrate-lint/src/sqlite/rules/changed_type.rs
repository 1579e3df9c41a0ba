use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::table::Affinity;
use crate::words::changed_type;

/// A rebuilt table has another type: drivers that check it reject rows.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let pairs = rebuild.pairs().into_iter();
    let changed =
        pairs.filter(|(before, after)| Affinity::of(&before.ty) != Affinity::of(&after.ty));
    let changed: Vec<(String, String, String)> = changed
        .map(|(before, after)| (before.name.clone(), before.ty.clone(), after.ty.clone()))
        .collect();
    for (column, from, to) in changed {
        rebuild.report(changed_type::words(
            rebuild.name,
            &column,
            Some(shown(&from)),
            shown(&to),
        ));
    }
}

fn shown(ty: &str) -> &str {
    if ty.is_empty() { "any type" } else { ty }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn an_integer_that_becomes_text_does_not_decode() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age TEXT);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::ChangedType, before, sql);
        assert_snapshot!(found, @r"
        the running release reads TEXT instead of INTEGER from `users.age`, which it may fail to decode [changed-type]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop `age` in a later release: `ALTER TABLE users ADD COLUMN age_new TEXT`; if this is intended, write above the statement: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn types_of_one_affinity_decode_alike() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(20));",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
