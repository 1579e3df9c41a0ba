use super::support::{ColumnChange, converted};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::data_type::holds;
use crate::words;

/// A change of type or character set that fails on values that do not fit.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(conversion) = converted(check) {
        let before = conversion.charsets.iter();
        let Some(lost) = before.flatten().find(|one| !holds(conversion.to, one)) else {
            return;
        };
        let (shown, to) = (&conversion.altered.table.shown, conversion.to);
        let words = Words::new(
            format!("this fails if a row of `{shown}` holds a character of {lost} that {to} lacks"),
            words::narrowing_type_change::LABEL,
            format!(
                "find such rows and correct them first: \
                 `SELECT * FROM {shown} WHERE <column> <> CONVERT(<column> USING {to})`"
            ),
        );
        check.report(conversion.altered.span, words);
        return;
    }
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types() else { return };
    // The server generates no negative numbers.
    let is_counted = change.from.is_some_and(|known| known.spec.auto_increment);
    let grows = || types.to.characters() >= types.from.characters();
    if is_counted && types.to.unsigned && grows() {
        return;
    }
    let Some(cause) = types.narrows() else { return };
    let column = (change.altered.table.shown.as_str(), change.name);
    let how = format!("from {} to {}", types.from, types.to);
    let misfit = format!("<it does not fit {}>", types.to);
    let words = words::narrowing_type_change::values(column, &how, cause, &misfit);
    check.report(change.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_value_may_be_longer() {
        let found = lint_errors(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t CHANGE b b VARCHAR(20) NOT NULL DEFAULT 'x';",
        );
        assert_snapshot!(found, @r"
        changing `t.b` from varchar(50) to varchar(20) fails if a value is longer [narrowing-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CHANGE b b VARCHAR(20) NOT NULL DEFAULT 'x';
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on values that do not fit
          |
          = help: find such values and correct them first: `SELECT b FROM t WHERE <it does not fit varchar(20)>`; if this is intended, write above the statement: `-- migrate: allow(narrowing-type-change) <reason>`
        ");
    }

    #[test]
    fn a_larger_integer() {
        lint_ok(
            Code::NarrowingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a BIGINT;",
        );
    }

    #[test]
    fn one_more_enum_member() {
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
    }

    #[test]
    fn a_larger_character_set() {
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (a VARCHAR(9)) CHARSET utf8;",
            "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
        );
    }
}
