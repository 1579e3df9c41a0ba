use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::File;
use crate::sqlite::name::{key, unquoted};
use crate::sqlite::statement::{Pragma, Statement, is_on};

/// PRAGMAs that belong to the connection, with the value it begins with; of those without one nothing is
/// known (<https://www.sqlite.org/pragma.html>).
const OF_CONNECTION: [(&str, &str); 31] = [
    ("analysis_limit", "0"),
    ("automatic_index", "on"),
    ("busy_timeout", ""),
    ("cache_size", ""),
    ("cache_spill", ""),
    ("case_sensitive_like", "off"),
    ("cell_size_check", "off"),
    ("checkpoint_fullfsync", "off"),
    ("count_changes", "off"),
    ("empty_result_callbacks", "off"),
    ("foreign_keys", "on"),
    ("full_column_names", "off"),
    ("fullfsync", "off"),
    ("hard_heap_limit", "0"),
    ("ignore_check_constraints", "off"),
    ("journal_size_limit", ""),
    ("legacy_alter_table", "off"),
    ("locking_mode", "normal"),
    ("max_page_count", ""),
    ("mmap_size", ""),
    ("query_only", "off"),
    ("read_uncommitted", "off"),
    ("recursive_triggers", "off"),
    ("reverse_unordered_selects", "off"),
    ("secure_delete", ""),
    ("short_column_names", "on"),
    ("synchronous", ""),
    ("temp_store", ""),
    ("trusted_schema", ""),
    ("wal_autocheckpoint", ""),
    ("writable_schema", "off"),
];

/// Refused by the core where a transaction is around them, since they have no effect there.
const REFUSED_INSIDE: [&str; 3] = ["foreign_keys", "synchronous", "temp_store"];

/// A setting of the connection that the file does not take back.
pub(super) fn check(check: &mut Check<'_>) {
    let found = match check.statement {
        Statement::Pragma(pragma) => of_pragma(check, pragma),
        Statement::Attach if !check.file.whole => {
            let message = "the database stays attached to the connection after the migration";
            let help = "write DETACH at the end of the file";
            Some(("attach".to_owned(), message.to_owned(), help.to_owned()))
        }
        _ => None,
    };
    if let Some((name, message, help)) = found {
        let words = Words::new(message, "outlives the migration", help);
        check.report_unless_reset(name, words);
    }
}

fn of_pragma(check: &Check<'_>, pragma: &Pragma<'_>) -> Option<(String, String, String)> {
    let name = pragma.name.as_str();
    let (_, default) = OF_CONNECTION.iter().find(|(known, _)| *known == name)?;
    let refused = check.file.whole && REFUSED_INSIDE.contains(&name);
    if refused || is_default(default, pragma.value?) {
        return None;
    }
    let message = format!("{name} stays set on the connection after the migration");
    let help = if default.is_empty() {
        "set it where the service opens its connections, not in a migration".to_owned()
    } else {
        format!("write `PRAGMA {name} = {default}` at the end of the file")
    };
    Some((name.to_owned(), message, help))
}

fn is_default(default: &str, value: &str) -> bool {
    let same = key(&unquoted(value)) == default;
    same || is_on(default).is_some() && is_on(value) == is_on(default)
}

/// A setting that is made again takes back what was said of it before.
pub(in crate::sqlite) fn follow(file: &mut File<'_>, pragma: &Pragma<'_>) {
    let Some(value) = pragma.value else { return };
    let known = OF_CONNECTION
        .iter()
        .find(|(known, _)| *known == pragma.name);
    let back = known.is_some_and(|(_, default)| is_default(default, value));
    let last = file
        .said
        .settings
        .iter()
        .rposition(|setting| setting.name == pragma.name);
    if back {
        file.said
            .settings
            .retain(|setting| setting.name != pragma.name);
    } else if let Some(last) = last {
        let kept = file.said.settings.remove(last);
        file.said
            .settings
            .retain(|setting| setting.name != pragma.name);
        file.said.settings.push(kept);
    }
    if pragma.name == "foreign_keys" && !file.whole {
        file.foreign_keys = is_on(value).unwrap_or(file.foreign_keys);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "PRAGMA recursive_triggers = ON;";
        let found = lint_errors(Code::SessionSetting, before, sql);
        assert_snapshot!(found, @r"
        recursive_triggers stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | PRAGMA recursive_triggers = ON;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `PRAGMA recursive_triggers = off` at the end of the file; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "-- migrate: transaction(none)\nPRAGMA foreign_keys = OFF;";
        let found = lint_errors(Code::SessionSetting, before, sql);
        assert_snapshot!(found, @r"
        foreign_keys stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:2:1
          |
        2 | PRAGMA foreign_keys = OFF;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `PRAGMA foreign_keys = on` at the end of the file; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SessionSetting,
            USERS,
            "PRAGMA recursive_triggers = ON; PRAGMA recursive_triggers = OFF;",
        );
        lint_ok(Code::SessionSetting, USERS, "PRAGMA user_version = 2;");
        lint_ok(Code::SessionSetting, USERS, "PRAGMA table_info(users);");
    }
}
