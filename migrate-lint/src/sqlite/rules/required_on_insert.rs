use super::support::{added_column, requires_value};
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;
use crate::sqlite::rebuild::Rebuild;
use crate::words::required_on_insert;

/// INSERTs of the running release do not name a column that must hold a value.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((target, column, definition)) = added_column(check) else {
        return;
    };
    if !target.existing || !requires_value(definition) {
        return;
    }
    let (table, column) = (&target.shown, column.to_string());
    let default =
        format!("ALTER TABLE {table} ADD COLUMN {column} <type> NOT NULL DEFAULT <value>");
    check.report(required_on_insert::words(table, &column, &default));
}

/// A rebuilt table has such a column, or lost the default of one.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    let (Some(before), Some(after), false) = (rebuild.before, &rebuild.after, rebuild.is_view)
    else {
        return;
    };
    let mut required = Vec::new();
    for column in after.columns.iter().filter(|column| after.requires(column)) {
        let could_be_left_out = before.column(&column.name).is_none_or(|was| {
            let is_new = rebuild.new_columns.contains(&was.name);
            is_new || before.is_filled(was) && !before.requires(was)
        });
        if could_be_left_out {
            required.push(quoted(&column.name));
        }
    }
    for column in required {
        let default = format!("{column} … NOT NULL DEFAULT <value>");
        rebuild.report(required_on_insert::words(rebuild.name, &column, &default));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_new_column_without_a_default_fails_inserts_without_it() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN name TEXT NOT NULL;";
        let found = lint_errors(Code::RequiredOnInsert, before, sql);
        assert_snapshot!(found, @r"
        INSERTs of the running release that leave out `users.name` fail: it must have a value [required-on-insert]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN name TEXT NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ has no default
          |
          = help: give it a default until every running release writes it: `ALTER TABLE users ADD COLUMN name <type> NOT NULL DEFAULT <value>`; if this is intended, write above the statement: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn a_new_column_with_a_default_may_be_left_out() {
        lint_ok(
            Code::RequiredOnInsert,
            USERS,
            "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';",
        );
    }

    #[test]
    fn a_generated_column_is_never_written() {
        lint_ok(
            Code::RequiredOnInsert,
            USERS,
            "ALTER TABLE users ADD COLUMN mail TEXT NOT NULL AS (lower(email));",
        );
    }
}
