use super::support::{ColumnChange, added_column};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::quoted;
use crate::mysql::table::Action;
use crate::words::required_on_insert;

/// INSERTs of the running release do not name a column that must hold a value.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((altered, column)) = added_column(check) {
        if column.spec.is_not_null() && !column.spec.fills_itself() {
            let words = words(&altered.table.shown, &column.name.text);
            let remedy = Remedy::Default(altered.table.key, column.name.text.clone());
            check.report_unless(remedy, altered.span, words);
        }
        return;
    }
    let Some(altered) = check.altered() else {
        return;
    };
    let column = match altered.action {
        Action::DropDefault(column) => {
            let known = altered.table.column(&column.text);
            known
                .filter(|known| known.spec.has_default() && known.spec.is_not_null())
                .map(|_| column.text.clone())
        }
        Action::ChangeColumn { from, column, .. } => {
            let known = altered.table.column(&from.text);
            let is_required = column.spec.is_not_null() && !column.spec.fills_itself();
            // The running release does not know a new column; a lost default is told elsewhere.
            let was_optional = altered.table.is_new_column(&from.text)
                && known.is_some_and(|known| !known.spec.is_not_null());
            (is_required && was_optional && ColumnChange::of(check).is_none())
                .then(|| column.name.text.clone())
        }
        _ => None,
    };
    if let Some(column) = column {
        let words = words(&altered.table.shown, &column);
        let remedy = Remedy::Default(altered.table.key, column);
        check.report_unless(remedy, altered.span, words);
    }
}

fn words(table: &str, column: &str) -> Words {
    let column = quoted(column);
    let default = format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT <value>");
    required_on_insert::words(table, &column, &default)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_new_column_without_a_default_fails_inserts_without_it() {
        let found = lint_errors(
            Code::RequiredOnInsert,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL;",
        );
        assert_snapshot!(found, @r"
        INSERTs of the running release that leave out `t.e` fail: it must have a value [required-on-insert]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD e INT NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^ has no default
          |
          = help: give it a default until every running release writes it: `ALTER TABLE t ALTER COLUMN e SET DEFAULT <value>`; if this is intended, write above the statement: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn a_dropped_default_fails_inserts_without_the_column() {
        let found = lint_errors(
            Code::RequiredOnInsert,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t ALTER b DROP DEFAULT;",
        );
        assert_snapshot!(found, @r"
        INSERTs of the running release that leave out `t.b` fail: it must have a value [required-on-insert]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER b DROP DEFAULT;
          |               ^^^^^^^^^^^^^^^^^^^^ has no default
          |
          = help: give it a default until every running release writes it: `ALTER TABLE t ALTER COLUMN b SET DEFAULT <value>`; if this is intended, write above the statement: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn a_new_column_with_a_default_may_be_left_out() {
        lint_ok(
            Code::RequiredOnInsert,
            TABLE,
            "ALTER TABLE t ADD e INT NOT NULL DEFAULT 1;",
        );
    }

    #[test]
    fn a_nullable_column_needs_no_default() {
        lint_ok(
            Code::RequiredOnInsert,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
        );
    }

    #[test]
    fn another_default_replaces_the_dropped_one() {
        lint_ok(
            Code::RequiredOnInsert,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t ALTER b DROP DEFAULT; ALTER TABLE t ALTER b SET DEFAULT 'z';",
        );
    }
}
