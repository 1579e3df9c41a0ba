use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::{Assignment, Filter, Statement, Value};

/// `UPDATE` of every row that overwrites a column that was there before.
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
    let (shown, column) = (&table.shown, &first.column);
    let message = format!("this overwrites `{column}` in every row of `{shown}`");
    let help =
        format!("say which rows change: `UPDATE {shown} SET … WHERE NOT {column} <=> <new value>`");
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "what they held is lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::UpdateAll, TABLE, "UPDATE t SET a = 0;");
        assert_snapshot!(found, @r"
        this overwrites `a` in every row of `t` [update-all]
         --> m/2_draft.sql:1:1
          |
        1 | UPDATE t SET a = 0;
          | ^^^^^^^^^^^^^^^^^^ what they held is lost
          |
          = help: say which rows change: `UPDATE t SET … WHERE NOT a <=> <new value>`; or say above it why it may stay: `-- migrate: allow(update-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL;",
        );
        lint_ok(
            Code::UpdateAll,
            TABLE,
            "ALTER TABLE t ADD e INT; UPDATE t SET e = a;",
        );
        lint_ok(Code::UpdateAll, TABLE, "UPDATE t SET a = IFNULL(a, 0);");
        lint_ok(
            Code::UpdateAll,
            "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);",
            "UPDATE t JOIN t AS u ON u.id = t.a SET t.b = u.b;",
        );
    }
}
