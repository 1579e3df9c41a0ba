use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::ticked;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::{ObjectKind, Statement};
use crate::words::dropped_guarantee;

/// A unique index or trigger that the running release may rely on is dropped.
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
                let remedy = Remedy::Trigger(trigger.name.clone());
                let words = dropped_guarantee::words(&format!("the trigger `{name}`"));
                check.report_unless(remedy, words);
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
    // An engine that cannot tell is taken to have no such index.
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
        let remedy = Remedy::Index(index.name.clone());
        let words = dropped_guarantee::unique(&format!("the unique index `{name}`"));
        check.report_unless(remedy, words);
    }
}

/// A rebuilt table lost NOT NULL.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let (Some(before), Some(after)) = (rebuild.before, &rebuild.after) else {
        return;
    };
    let pairs = rebuild.pairs().into_iter();
    let nullable = pairs.filter(|(was, now)| before.is_filled(was) && !after.is_filled(now));
    let nullable: Vec<String> = nullable
        .map(|(column, _)| format!("{}.{}", rebuild.name, column.name))
        .collect();
    if nullable.is_empty() {
        return;
    }
    let guarantee = format!("NOT NULL of {}", ticked(&nullable));
    rebuild.report(dropped_guarantee::words(&guarantee));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_unique_index_lets_duplicates_in() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "DROP INDEX users_email;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        the running release may rely on the unique index `users_email`, which this removes: `ON CONFLICT` with it fails [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | DROP INDEX users_email;
          | ^^^^^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn a_dropped_trigger_no_longer_runs() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "DROP TRIGGER touch;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        the running release may rely on the trigger `touch`, which this removes [dropped-guarantee]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TRIGGER touch;
          | ^^^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_without_not_null_lets_null_in() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL); CREATE UNIQUE INDEX users_email ON users (email); CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END;";
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT);\nINSERT INTO n (id, email) SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::DroppedGuarantee, before, sql);
        assert_snapshot!(found, @r"
        the running release may rely on NOT NULL of `users.email`, which this removes [dropped-guarantee]
         --> m/2_draft.sql:3:1
          |
        3 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ no longer guaranteed
          |
          = help: make sure that no running release relies on it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(dropped-guarantee) <reason>`
        ");
    }

    #[test]
    fn an_index_that_is_not_unique_guarantees_nothing() {
        lint_ok(
            Code::DroppedGuarantee,
            &format!("{USERS} CREATE INDEX a ON users (email);"),
            "DROP INDEX a;",
        );
    }
}
