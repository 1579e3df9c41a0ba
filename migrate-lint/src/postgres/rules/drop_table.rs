use super::support::dropped;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::words;

/// `DROP TABLE` of an existing table.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((_, name)) = dropped(check, &[ObjectKind::Table]) else {
        return;
    };
    let Some(table) = check.existing(name) else {
        return;
    };
    let part = table.table().and_then(|known| known.partition_of.as_ref());
    let what = part.map_or("", |_| "partition ");
    let unused = table
        .name
        .sibling(&format!("{}_unused", table.name.name))
        .name;
    let rename = format!("ALTER TABLE {name} RENAME TO {unused}");
    let help = words::drop_table::rename_first(&rename);
    check.report(
        &check.parsed.span,
        words::drop_table::rows(what, name, help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_loses_its_rows() {
        let found = lint_errors(Code::DropTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        dropping `t` deletes its rows [drop-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE t;
          | ^^^^^^^^^^^^ its rows are lost
          |
          = help: rename the table now and drop it in a later release: `ALTER TABLE t RENAME TO t_unused`; if this is intended, write above the statement: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn a_table_that_is_not_there() {
        lint_ok(Code::DropTable, TABLE, "DROP TABLE IF EXISTS other;");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DROP TABLE n;",
        );
    }

    #[test]
    fn a_temporary_table() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TEMP TABLE x (id int); DROP TABLE x;",
        );
    }
}
