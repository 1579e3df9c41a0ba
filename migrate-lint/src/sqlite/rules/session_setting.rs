use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::File;
use crate::sqlite::name::{key, unquoted};
use crate::sqlite::statement::{Pragma, Statement, is_on};
use crate::words;

/// PRAGMAs of the connection with their initial values, empty where those are not known
/// (<https://www.sqlite.org/pragma.html>).
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

/// PRAGMAs that another rule reports inside a transaction, where they have no effect.
const REFUSED_INSIDE: [&str; 3] = ["foreign_keys", "synchronous", "temp_store"];

/// A setting of the connection that the file does not reset.
pub(super) fn check(check: &mut Check<'_>) {
    match check.statement {
        Statement::Pragma(pragma) => of_pragma(check, pragma),
        Statement::Attach if !check.file.whole => {
            let words = Words::new(
                "the database stays attached to the connection after the migration",
                words::session_setting::LABEL,
                "write DETACH at the end of the file",
            );
            check.report_unless_reset("attach", words);
        }
        _ => {}
    }
}

fn of_pragma(check: &mut Check<'_>, pragma: &Pragma<'_>) {
    let name = pragma.name.as_str();
    let known = OF_CONNECTION.iter().find(|(known, _)| *known == name);
    let (Some((_, default)), Some(value)) = (known, pragma.value) else {
        return;
    };
    let refused = check.file.whole && REFUSED_INSIDE.contains(&name);
    if refused || is_default(default, value) {
        return;
    }
    let help = if default.is_empty() {
        "set it where the service opens its connections, not in a migration".to_owned()
    } else {
        words::session_setting::reset(&format!("PRAGMA {name} = {default}"))
    };
    check.report_unless_reset(name, words::session_setting::stays_set(name, help));
}

fn is_default(default: &str, value: &str) -> bool {
    let same = key(&unquoted(value)) == default;
    same || is_on(default).is_some() && is_on(value) == is_on(default)
}

/// A setting that is set again replaces the earlier finding.
pub(in crate::sqlite) fn follow(file: &mut File<'_>, pragma: &Pragma<'_>) {
    let Some(value) = pragma.value else { return };
    let known = OF_CONNECTION
        .iter()
        .find(|(known, _)| *known == pragma.name);
    let back = known.is_some_and(|(_, default)| is_default(default, value));
    let mut settings = file.said.settings.iter().rev();
    let last = settings.find(|one| one.name == pragma.name).cloned();
    file.said.reset(&pragma.name);
    file.said.settings.extend(last.filter(|_| !back));
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
    fn a_pragma_outlives_the_migration() {
        let sql = "PRAGMA recursive_triggers = ON;";
        let found = lint_errors(Code::SessionSetting, USERS, sql);
        assert_snapshot!(found, @r"
        recursive_triggers stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | PRAGMA recursive_triggers = ON;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: reset it at the end of the file: `PRAGMA recursive_triggers = off`; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn foreign_keys_stay_off() {
        let sql = "-- migrate: transaction(none)\nPRAGMA foreign_keys = OFF;";
        let found = lint_errors(Code::SessionSetting, USERS, sql);
        assert_snapshot!(found, @r"
        foreign_keys stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:2:1
          |
        2 | PRAGMA foreign_keys = OFF;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: reset it at the end of the file: `PRAGMA foreign_keys = on`; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn a_pragma_that_is_reset() {
        lint_ok(
            Code::SessionSetting,
            USERS,
            "PRAGMA recursive_triggers = ON; PRAGMA recursive_triggers = OFF;",
        );
    }

    #[test]
    fn a_pragma_of_the_database() {
        lint_ok(Code::SessionSetting, USERS, "PRAGMA user_version = 2;");
    }

    #[test]
    fn a_query() {
        lint_ok(Code::SessionSetting, USERS, "PRAGMA table_info(users);");
    }
}
