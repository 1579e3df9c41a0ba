use super::support::{added_constraints, bare, constraint_name, fill};
use crate::finding::Words;
use crate::postgres::catalog::ConstraintState;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::{Ident, Name, quoted};
use crate::postgres::table::ConstraintKind;
use crate::words;

/// A validated foreign key over rows that may refer to a missing row.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::ForeignKey {
            columns,
            table: target,
            referenced,
        } = &constraint.kind
        else {
            continue;
        };
        let may_fail = match column {
            Some(column) => fill(check, column).is_some(),
            // A foreign key allows NULL.
            None => {
                !columns
                    .iter()
                    .any(|column| table.is_empty_column(&column.text))
                    && !was_there(check, &table, columns, target)
                    && !is_cleaned(check, &table, columns, target)
            }
        };
        if constraint.not_valid || constraint.not_enforced || !may_fail {
            continue;
        }
        let shown = &table.shown;
        let names: Vec<String> = columns.iter().map(|column| column.text.clone()).collect();
        let name = constraint_name(constraint, shown, &names, "fkey");
        let not_valid = format!(
            "; or check only new rows: `ALTER TABLE {shown} ADD CONSTRAINT {name} {} NOT VALID`",
            bare(constraint)
        );
        let query = orphans(check, shown, columns, target, referenced);
        let words = words::foreign_key_on_existing::orphans(shown, target, &query, &not_valid);
        let words = match column {
            Some(_) => Words {
                help: words::foreign_key_on_existing::FILL_LATER.to_owned(),
                ..words
            },
            None => words,
        };
        check.report(&constraint.span, words);
    }
}

/// A query for the rows that refer to a missing row.
fn orphans(
    check: &Check<'_>,
    table: &str,
    columns: &[Ident],
    target: &Name,
    referenced: &[Ident],
) -> String {
    let found = check
        .catalog
        .relation(target)
        .yes()
        .and_then(|(_, relation)| relation.table());
    let key = found.and_then(|table| {
        let mut constraints = table.constraints.iter();
        constraints.find(|one| matches!(one.state, ConstraintState::PrimaryKey))
    });
    let referenced: Vec<String> = match key {
        // Without columns, it refers to the primary key.
        Some(key) if referenced.is_empty() => key.columns.iter().map(|one| quoted(one)).collect(),
        _ => referenced.iter().map(Ident::to_string).collect(),
    };
    let own = || columns.iter().map(Ident::to_string);
    let there: Vec<String> = own()
        .map(|column| format!("{column} IS NOT NULL"))
        .collect();
    let pairs = own().enumerate().map(|(at, column)| {
        let key = referenced.get(at).map_or("<key>", String::as_str);
        format!("p.{key} = c.{column}")
    });
    let pairs: Vec<String> = pairs.collect();
    format!(
        "SELECT * FROM {table} AS c WHERE {} AND NOT EXISTS (SELECT FROM {target} AS p WHERE {})",
        there.join(" AND "),
        pairs.join(" AND ")
    )
}

/// Whether the file corrected or deleted rows by what they refer to.
fn is_cleaned(check: &Check<'_>, table: &Existing<'_>, columns: &[Ident], target: &Name) -> bool {
    let columns: Vec<String> = columns.iter().map(|column| column.text.clone()).collect();
    let target = check.catalog.relation(target).yes();
    target.is_some_and(|(target, _)| check.file.is_cleaned(&table.name, &columns, Some(&target)))
}

/// Whether the file dropped the same foreign key.
fn was_there(check: &Check<'_>, table: &Existing<'_>, columns: &[Ident], target: &Name) -> bool {
    let Some((target, _)) = check.catalog.relation(target).yes() else {
        return false;
    };
    check.file.dropped_references.iter().any(|(of, over, to)| {
        let same = over.iter().eq(columns.iter().map(|column| &column.text));
        *of == table.name && same && *to == target
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_row_may_refer_to_a_missing_row() {
        let found = lint_errors(
            Code::ForeignKeyOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id);",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` refers to a missing row of `t` [foreign-key-on-existing]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id);
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that refer to a missing row
          |
          = help: find such rows and correct them first: `SELECT * FROM t AS c WHERE a IS NOT NULL AND NOT EXISTS (SELECT FROM t AS p WHERE p.id = c.a)`; or check only new rows: `ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id) NOT VALID`; if this is intended, write above the statement: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_statement_that_leaves_such_rows() {
        let before = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p_id int);";
        let sql =
            "DELETE FROM c WHERE p_id = 0; ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p (id);";
        lint_errors(Code::ForeignKeyOnExisting, before, sql);
    }

    #[test]
    fn rows_that_were_corrected() {
        let before = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p_id int);";
        let add = "ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p (id);";
        for cleaned in [
            "DELETE FROM c WHERE NOT EXISTS (SELECT FROM p WHERE p.id = c.p_id);",
            "UPDATE c SET p_id = NULL WHERE p_id NOT IN (SELECT id FROM p);",
        ] {
            lint_ok(
                Code::ForeignKeyOnExisting,
                before,
                &format!("{cleaned} {add}"),
            );
        }
    }

    #[test]
    fn not_valid_checks_no_row() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id) NOT VALID;",
        );
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int REFERENCES t (id);",
        );
    }
}
