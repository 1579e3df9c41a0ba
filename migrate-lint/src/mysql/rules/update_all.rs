use crate::mysql::check::Check;
use crate::mysql::statement::{Assignment, Filter, Statement, Value};
use crate::words;

/// `UPDATE` of every row that overwrites an existing column.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Update(update) = &check.parsed.statement else {
        return;
    };
    if update.joined || update.filter != Filter::All {
        return;
    }
    let Some(table) = check.existing(&update.table) else {
        return;
    };
    let overwrites =
        |set: &&Assignment| set.value != Value::Kept && !table.is_new_column(&set.column.text);
    let Some(first) = update.sets.iter().find(overwrites) else {
        return;
    };
    let column = &first.column;
    let differs = format!("NOT {column} <=> <new value>");
    let words = words::update_all::old_values(&table.shown, column, &differs);
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_update_without_a_condition_overwrites_every_row() {
        let found = lint_errors(Code::UpdateAll, TABLE, "UPDATE t SET a = 0;");
        assert_snapshot!(found, @r"
        this overwrites `a` in every row of `t` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE t SET a = 0;
          | ^^^^^^^^^^^^^^^^^^ the old values are lost
          |
          = help: update only the rows that change: `UPDATE t SET … WHERE NOT a <=> <new value>`; if this is intended, write above the statement: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn a_condition() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL;",
        );
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "ALTER TABLE t ADD e INT; UPDATE t SET e = a;",
        );
    }

    #[test]
    fn ifnull_keeps_values() {
        lint_ok(Code::UpdateAll, TABLE, "UPDATE t SET a = IFNULL(a, 0);");
    }

    #[test]
    fn a_join_is_a_condition() {
        lint_ok(
            Code::UpdateAll,
            "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);",
            "UPDATE t JOIN t AS u ON u.id = t.a SET t.b = u.b;",
        );
    }
}
