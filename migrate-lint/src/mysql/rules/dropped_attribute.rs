use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::catalog::{Column, Table};
use crate::mysql::check::Check;
use crate::mysql::table::ColumnDef;

/// `MODIFY` and `CHANGE` define the whole column: they drop every attribute that they do not
/// repeat.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(known) = change.from else { return };
    let table = change.altered.table.table();
    let is_key = table
        .and_then(Table::primary_key)
        .is_some_and(|key| key.has(&known.name));
    let mut lost = lost(known, change.to);
    // A key column is NOT NULL even if the statement does not repeat it.
    if is_key || change.to.primary || change.to.spec.auto_increment {
        lost.retain(|what| *what != "NOT NULL");
    }
    lost.extend(table.and_then(|table| lost_order(known, change.to, table)));
    if lost.is_empty() {
        return;
    }
    let (shown, name) = (&change.altered.table.shown, change.name);
    let message = format!(
        "`{shown}.{name}` loses {}: MODIFY and CHANGE drop what they do not repeat",
        lost.join(", ")
    );
    let help = format!(
        "repeat what the column keeps, as `SHOW CREATE TABLE {shown}` shows it; to drop only the \
         default, write `ALTER TABLE {shown} ALTER COLUMN {name} DROP DEFAULT`; to allow NULL, \
         write `NULL`"
    );
    check.report(
        change.altered.span,
        Words::new(message, "not repeated here", help),
    );
}

fn lost(from: &Column, to: &ColumnDef) -> Vec<&'static str> {
    let (from, to) = (&from.spec, &to.spec);
    let is_generated = to.generated.is_some();
    let lost = [
        (
            from.not_null == Some(true) && to.not_null.is_none(),
            "NOT NULL",
        ),
        (
            from.has_default() && to.default.is_none() && !to.auto_increment,
            "DEFAULT",
        ),
        (from.auto_increment && !to.auto_increment, "AUTO_INCREMENT"),
        (from.on_update && !to.on_update, "ON UPDATE"),
        (
            from.generated.is_some() && to.generated.is_none(),
            "GENERATED ALWAYS AS",
        ),
    ];
    let lost = lost
        .into_iter()
        .filter(|(is_lost, _)| *is_lost && !is_generated);
    lost.map(|(_, what)| what).collect()
}

/// The column's own character set or collation, which becomes the table's.
fn lost_order(from: &Column, to: &ColumnDef, table: &Table) -> Option<&'static str> {
    let (from, to) = (&from.spec.ty, &to.spec.ty);
    let is_lost = |own: &Option<String>, said: &Option<String>, of_table: &Option<String>| {
        own.is_some() && said.is_none() && own != of_table
    };
    if !to.is_text() {
        None
    } else if is_lost(&from.charset, &to.charset, &table.charset) {
        Some("CHARACTER SET")
    } else if is_lost(&from.collation, &to.collation, &table.collation) {
        Some("COLLATE")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn modify_drops_not_null_and_the_default_that_it_does_not_repeat() {
        let found = lint_errors(
            Code::DroppedAttribute,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60);",
        );
        assert_snapshot!(found, @r"
        `t.b` loses NOT NULL, DEFAULT: MODIFY and CHANGE drop what they do not repeat [dropped-attribute]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY b VARCHAR(60);
          |               ^^^^^^^^^^^^^^^^^^^^ not repeated here
          |
          = help: repeat what the column keeps, as `SHOW CREATE TABLE t` shows it; to drop only the default, write `ALTER TABLE t ALTER COLUMN b DROP DEFAULT`; to allow NULL, write `NULL`; if this is intended, write above the statement: `-- migrate: allow(dropped-attribute) <reason>`
        ");
    }

    #[test]
    fn change_drops_auto_increment_that_it_does_not_repeat() {
        let found = lint_errors(
            Code::DroppedAttribute,
            TABLE,
            "ALTER TABLE t CHANGE id id BIGINT NOT NULL;",
        );
        assert_snapshot!(found, @r"
        `t.id` loses AUTO_INCREMENT: MODIFY and CHANGE drop what they do not repeat [dropped-attribute]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CHANGE id id BIGINT NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not repeated here
          |
          = help: repeat what the column keeps, as `SHOW CREATE TABLE t` shows it; to drop only the default, write `ALTER TABLE t ALTER COLUMN id DROP DEFAULT`; to allow NULL, write `NULL`; if this is intended, write above the statement: `-- migrate: allow(dropped-attribute) <reason>`
        ");
    }

    #[test]
    fn repeated_attributes_stay() {
        lint_ok(
            Code::DroppedAttribute,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60) NOT NULL DEFAULT 'y';",
        );
    }

    #[test]
    fn a_column_without_attributes_loses_none() {
        lint_ok(
            Code::DroppedAttribute,
            TABLE,
            "ALTER TABLE t MODIFY a INT NOT NULL;",
        );
    }

    #[test]
    fn an_explicit_null_is_meant() {
        lint_ok(
            Code::DroppedAttribute,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(50) NULL DEFAULT NULL;",
        );
    }
}
