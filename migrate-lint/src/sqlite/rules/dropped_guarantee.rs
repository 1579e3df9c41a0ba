use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::ticked;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::{ObjectKind, Statement};

const HELP: &str =
    "make sure that no running release relies on it, and say so: `-- migrate: compatible`";
const LABEL: &str = "no longer guaranteed";

/// What the running release may rely on of rows no longer holds.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Drop { kind, name, .. } = check.statement else {
        return;
    };
    match kind {
        ObjectKind::Index => of_index(check, &name.name),
        ObjectKind::Trigger => {
            let Some(trigger) = check.state.trigger(&name.name) else {
                return;
            };
            if !check.file.is_new(trigger.born) {
                let message = format!("from here on the trigger `{name}` does nothing");
                let remedy = Remedy::Trigger(trigger.name.clone());
                check.report_unless(remedy, Words::new(message, LABEL, HELP));
            }
        }
        _ => {}
    }
}

fn of_index(check: &mut Check<'_>, name: &str) {
    let known = check
        .state
        .indexes()
        .find(|one| one.name.eq_ignore_ascii_case(name));
    let Some(index) = known.filter(|index| !check.file.is_new(index.born)) else {
        return;
    };
    // An engine that cannot say knows of none.
    let table = check
        .state
        .engine
        .table("main", &index.table)
        .unwrap_or_default();
    let indexes = table.iter().flat_map(|table| &table.indexes);
    let is_unique = indexes
        .clone()
        .any(|one| one.unique && one.name.eq_ignore_ascii_case(name));
    if is_unique {
        let message = format!(
            "from here on the unique index `{name}` no longer holds, and `ON CONFLICT` with it fails"
        );
        let remedy = Remedy::Index(index.name.clone());
        check.report_unless(remedy, Words::new(message, LABEL, HELP));
    }
}

/// A table that is made again without NOT NULL.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let (Some(before), Some(after)) = (rebuild.before, &rebuild.after) else {
        return;
    };
    let pairs = rebuild.pairs().into_iter();
    let nullable = pairs.filter(|(was, now)| before.is_filled(was) && !after.is_filled(now));
    let nullable: Vec<String> = nullable.map(|(column, _)| column.name.clone()).collect();
    if nullable.is_empty() {
        return;
    }
    let message = format!("from here on {} may be NULL", ticked(&nullable));
    let words = Words::new(message, LABEL, HELP);
    rebuild.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "DROP INDEX users_email;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        from here on the unique index `users_email` no longer holds, and `ON CONFLICT` with it fails [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | DROP INDEX users_email;
          | ^^^^^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "DROP TRIGGER touch;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        from here on the trigger `touch` does nothing [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TRIGGER touch;
          | ^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn finds_still_more() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        from here on `email` may be NULL [dropped-guarantee]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DroppedGuarantee,
            &format!("{USERS} CREATE INDEX a ON users (email);"),
            "DROP INDEX a;",
        );
    }
}
