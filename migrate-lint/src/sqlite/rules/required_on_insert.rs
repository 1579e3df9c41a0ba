use super::support::{added_column, requires_value};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;
use crate::sqlite::rebuild::Rebuild;

/// INSERTs of the running release do not name a column that must hold a value.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((target, column, definition)) = added_column(check) else {
        return;
    };
    if !target.existing || !requires_value(definition) {
        return;
    }
    let message = message(&target.shown, &column.to_string());
    let help = format!(
        "give it a default: `ALTER TABLE {} ADD COLUMN {column} <type> NOT NULL DEFAULT <value>`",
        target.shown
    );
    check.report(Words::new(message, "INSERTs without it fail", help));
}

/// A table that is made again with such a column, or without the default that helped.
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
        let message = message(rebuild.name, &column);
        let help = format!(
            "give it a default where the table is created: `{column} … NOT NULL DEFAULT <value>`"
        );
        let words = Words::new(message, "INSERTs without it fail", help);
        rebuild.report(words);
    }
}

fn message(table: &str, column: &str) -> String {
    format!("INSERTs of the running release leave out `{table}.{column}`, which must hold a value")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN name TEXT NOT NULL;";
        let found = lint_errors(Code::RequiredOnInsert, before, sql);
        assert_snapshot!(found, @r"
        INSERTs of the running release leave out `users.name`, which must hold a value [required-on-insert]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN name TEXT NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INSERTs without it fail
          |
          = help: give it a default: `ALTER TABLE users ADD COLUMN name <type> NOT NULL DEFAULT <value>`; or say above it why it may stay: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RequiredOnInsert,
            USERS,
            "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';",
        );
        lint_ok(
            Code::RequiredOnInsert,
            USERS,
            "ALTER TABLE users ADD COLUMN mail TEXT NOT NULL AS (lower(email));",
        );
    }
}
