use super::support::{Key, added_constraints, created_index, fill};
use crate::postgres::catalog::DefaultValue;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::list;
use crate::words;

/// A unique key over rows that may be duplicates.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, index)) = created_index(check) {
        let key = Key::of_index(&index.items);
        if index.unique && key.may_fail(check, &table) {
            report(check, &table, &key);
        }
        return;
    }
    for (table, constraint, column) in added_constraints(check) {
        let Some(key) = Key::of_constraint(constraint, column) else {
            continue;
        };
        let may_fail = match column {
            // Every row gets the same value.
            Some(column) => fill(check, column) == Some(DefaultValue::Stable),
            None => key.may_fail(check, &table),
        };
        if may_fail {
            report(check, &table, &key);
        }
    }
}

fn report(check: &mut Check<'_>, table: &Existing<'_>, key: &Key) {
    let columns = list(key.columns.iter().map(String::as_str));
    let words = words::unique_on_existing::duplicates(&table.shown, &columns);
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn rows_may_be_equal() {
        let found = lint_errors(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);",
        );
        assert_snapshot!(found, @r"
        this fails if two rows of `t` have the same (a) [unique-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on duplicates
          |
          = help: find duplicates and merge them first: `SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1`; if this is intended, write above the statement: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn duplicates_that_were_deleted() {
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
    fn a_column_is_unique_already() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE UNIQUE INDEX i ON t (id, a);",
        );
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; CREATE UNIQUE INDEX i ON t (c);",
        );
    }

    #[test]
    fn an_index_that_is_not_unique() {
        lint_ok(Code::UniqueOnExisting, TABLE, "CREATE INDEX i ON t (a);");
    }
}
