use super::support::{ColumnChange, converted};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::data_type::holds;

/// A type or character set that some values may not fit.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(conversion) = converted(check) {
        let before = conversion.charsets.iter();
        let Some(lost) = before.flatten().find(|one| !holds(conversion.to, one)) else {
            return;
        };
        let (shown, to) = (&conversion.altered.table.shown, conversion.to);
        let message =
            format!("this fails if a row of `{shown}` holds a character of {lost} that {to} lacks");
        let help = format!(
            "look for such rows first: `SELECT * FROM {shown} WHERE <column> <> CONVERT(<column> USING {to})`"
        );
        check.report(
            conversion.altered.span,
            Words::new(message, "fails on rows that do not fit", help),
        );
        return;
    }
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types() else { return };
    // Numbers that the server gives are not negative.
    let is_counted = change.from.is_some_and(|known| known.spec.auto_increment);
    let grows = || types.to.characters() >= types.from.characters();
    if is_counted && types.to.unsigned && grows() {
        return;
    }
    let Some(reason) = types.narrows() else {
        return;
    };
    let (shown, name) = (&change.altered.table.shown, change.name);
    let message = format!(
        "this fails if `{shown}.{name}` {reason}: from {} to {}",
        types.from, types.to
    );
    let help =
        format!("look for such rows first, and correct them: `SELECT * FROM {shown} WHERE …`");
    check.report(
        change.altered.span,
        Words::new(message, "fails on rows that do not fit", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t CHANGE b b VARCHAR(20) NOT NULL DEFAULT 'x';",
        );
        assert_snapshot!(found, @r"
        this fails if `t.b` holds values that are longer: from varchar(50) to varchar(20) [narrowing-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CHANGE b b VARCHAR(20) NOT NULL DEFAULT 'x';
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that do not fit
          |
          = help: look for such rows first, and correct them: `SELECT * FROM t WHERE …`; or say above it why it may stay: `-- migrate: allow(narrowing-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NarrowingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a BIGINT;",
        );
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (a VARCHAR(9)) CHARSET utf8;",
            "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
        );
    }
}
