use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::data_type::Family;
use crate::mysql::file::Remedy;
use crate::words;

/// `ADD COLUMN … NOT NULL` without a default: the server fills rows with a value of the type, or
/// fails where the type has none.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    let spec = &column.spec;
    if !spec.is_not_null() || spec.fills_itself() {
        return;
    }
    let (shown, name) = (&altered.table.shown, &column.name);
    let family = spec.ty.family();
    let fails = matches!(
        family,
        Family::Date | Family::Datetime | Family::Timestamp | Family::Spatial
    );
    let otherwise = format!(
        "add it without NOT NULL, fill it, and then run `ALTER TABLE {shown} MODIFY {name} {} NOT NULL`",
        spec.ty
    );
    let help = words::add_required_column::add_default(shown, name, &spec.ty, &otherwise);
    let words = if fails {
        words::add_required_column::no_value(&format!("{shown}.{name}"), "existing rows", help)
    } else {
        let value = implicit(family);
        let message = format!(
            "existing rows of `{shown}` get {value} in `{name}`, because it has no default"
        );
        Words::new(message, "no default", help)
    };
    if fails {
        check.report(altered.span, words);
    } else {
        let remedy = Remedy::Filled(altered.table.key, name.text.clone());
        check.report_unless(remedy, altered.span, words);
    }
}

/// What the server writes where there is no default.
fn implicit(family: Family) -> &'static str {
    match family {
        Family::Enum => "the first member of the enum",
        Family::Char
        | Family::Varchar
        | Family::Text(_)
        | Family::Binary
        | Family::Varbinary
        | Family::Blob(_)
        | Family::Set => "an empty value",
        Family::Json => "the JSON `null`",
        _ => "zero",
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn existing_rows_get_an_empty_value() {
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN label VARCHAR(80) NOT NULL;",
        );
        assert_snapshot!(found, @r"
        existing rows of `t` get an empty value in `label`, because it has no default [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN label VARCHAR(80) NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no default
          |
          = help: give it a default: `ALTER TABLE t ADD COLUMN label varchar(80) NOT NULL DEFAULT <value>`; or add it without NOT NULL, fill it, and then run `ALTER TABLE t MODIFY label varchar(80) NOT NULL`; if this is intended, write above the statement: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn a_date_has_no_value_to_fall_back_to() {
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD paid_on DATE NOT NULL;",
        );
        assert_snapshot!(found, @r"
        `t.paid_on` requires a value, and existing rows have none [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD paid_on DATE NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: give it a default: `ALTER TABLE t ADD COLUMN paid_on date NOT NULL DEFAULT <value>`; or add it without NOT NULL, fill it, and then run `ALTER TABLE t MODIFY paid_on date NOT NULL`; if this is intended, write above the statement: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn a_default() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL DEFAULT 0;",
        );
    }

    #[test]
    fn rows_that_are_filled_in_the_file() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL; UPDATE t SET e = a;",
        );
    }

    #[test]
    fn auto_increment_numbers_the_rows() {
        lint_ok(
            Code::AddRequiredColumn,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY;",
        );
    }

    #[test]
    fn the_current_time_as_default() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP;",
        );
    }
}
