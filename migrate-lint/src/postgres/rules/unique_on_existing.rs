use super::support::{Key, added_constraints, created_index, fill};
use crate::finding::Words;
use crate::postgres::catalog::DefaultValue;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::{Span, list};

/// A unique key over rows that may hold equal values.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, index)) = created_index(check) {
        let key = Key::of_index(&index.items);
        if index.unique && key.may_fail(check, &table) {
            let span = check.parsed.span.clone();
            report(check, &table, &key, &span);
        }
        return;
    }
    for (table, constraint, column) in added_constraints(check) {
        let Some(key) = Key::of_constraint(constraint, column) else {
            continue;
        };
        let may_fail = match column {
            // The same value in every row.
            Some(column) => fill(check, column) == Some(DefaultValue::Stable),
            None => key.may_fail(check, &table),
        };
        if may_fail {
            let span = check.parsed.span.clone();
            report(check, &table, &key, &span);
        }
    }
}

fn report(check: &mut Check<'_>, table: &Existing<'_>, key: &Key, span: &Span) {
    let shown = &table.shown;
    let columns = list(key.columns.iter().map(String::as_str));
    let what = if columns.is_empty() {
        "the expression".to_owned()
    } else {
        format!("({columns})")
    };
    let message = format!("this fails if two rows of `{shown}` are equal in {what}");
    let by = if columns.is_empty() {
        "<expression>"
    } else {
        &columns
    };
    let help = format!(
        "look for them and merge them first: \
         `SELECT {by}, count(*) FROM {shown} GROUP BY {by} HAVING count(*) > 1`"
    );
    check.report(span, Words::new(message, "fails on equal rows", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);",
        );
        assert_snapshot!(found, @r"
        this fails if two rows of `t` are equal in (a) [unique-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on equal rows
          |
          = help: look for them and merge them first: `SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1`; or say above it why it may stay: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves_rows_of_which_one_was_kept() {
        let before = "CREATE TABLE t (id int PRIMARY KEY, a text);";
        let add = "ALTER TABLE t ADD UNIQUE (a);";
        for kept in [
            "DELETE FROM t x USING t y WHERE x.id > y.id AND x.a = y.a;",
            "DELETE FROM t WHERE id NOT IN (SELECT min(id) FROM t GROUP BY a);",
        ] {
            lint_ok(Code::UniqueOnExisting, before, &format!("{kept} {add}"));
        }
        lint_errors(
            Code::UniqueOnExisting,
            before,
            &format!("DELETE FROM t WHERE a = 'x'; {add}"),
        );
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE UNIQUE INDEX i ON t (id, a);",
        );
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; CREATE UNIQUE INDEX i ON t (c);",
        );
        lint_ok(Code::UniqueOnExisting, TABLE, "CREATE INDEX i ON t (a);");
    }
}
