use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::data_type::Family;
use crate::mysql::file::Remedy;

/// `ADD COLUMN … NOT NULL` without a default: rows get a value that nobody chose, or the server refuses
/// them where there is none.
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
    let value = implicit(family);
    let message = if fails {
        format!("this fails if `{shown}` has a row: there is no value for `{name}`")
    } else {
        format!("every row of `{shown}` gets {value} for `{name}`, a value that nobody chose")
    };
    let help = format!(
        "give it a default, or add it without NOT NULL, fill it, and require it later: \
         `ALTER TABLE {shown} MODIFY {name} {} NOT NULL`",
        spec.ty
    );
    let label = if fails {
        "fails on rows that exist"
    } else {
        "no value is given"
    };
    let words = Words::new(message, label, help);
    if fails {
        check.report(altered.span, words);
    } else {
        let remedy = Remedy::Filled(altered.table.key, name.text.clone());
        check.report_unless(remedy, altered.span, words);
    }
}

/// What the server writes where nothing is said.
fn implicit(family: Family) -> &'static str {
    match family {
        Family::Enum => "the first member",
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
    fn finds() {
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN label VARCHAR(80) NOT NULL;",
        );
        assert_snapshot!(found, @r"
        every row of `t` gets an empty value for `label`, a value that nobody chose [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN label VARCHAR(80) NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no value is given
          |
          = help: give it a default, or add it without NOT NULL, fill it, and require it later: `ALTER TABLE t MODIFY label varchar(80) NOT NULL`; or say above it why it may stay: `-- migrate: allow(add-required-column) <reason>`
        ");
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD paid_on DATE NOT NULL;",
        );
        assert_snapshot!(found, @r"
        this fails if `t` has a row: there is no value for `paid_on` [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD paid_on DATE NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that exist
          |
          = help: give it a default, or add it without NOT NULL, fill it, and require it later: `ALTER TABLE t MODIFY paid_on date NOT NULL`; or say above it why it may stay: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL DEFAULT 0;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL; UPDATE t SET e = a;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD e TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP;",
        );
    }
}
