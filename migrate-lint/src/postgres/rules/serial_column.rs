use super::support::added_column;
use crate::postgres::check::Check;
use crate::postgres::data_type::DataType;
use crate::words::lock::Lock;

/// A serial column, whose default numbers every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some(base) = column.ty.as_ref().and_then(|(ty, _)| ty.serial_base()) else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let sequence = format!("{}_{}_seq", table.name.name, column.name.text);
    let ty = DataType::plain(base);
    let help = format!(
        "write `ALTER TABLE {shown} ADD COLUMN {name} {ty}`, `CREATE SEQUENCE {sequence} OWNED BY \
         {shown}.{name}`, `ALTER TABLE {shown} ALTER COLUMN {name} SET DEFAULT \
         nextval('{sequence}')`, and number the existing rows in batches in later migrations"
    );
    let words = Lock::AccessExclusive.rewrite(shown, "to number every row", help);
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_serial_column_numbers_every_row() {
        let found = lint_errors(
            Code::SerialColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c serial;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten to number every row, under an ACCESS EXCLUSIVE lock [serial-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c serial;
          |               ^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: write `ALTER TABLE t ADD COLUMN c integer`, `CREATE SEQUENCE t_c_seq OWNED BY t.c`, `ALTER TABLE t ALTER COLUMN c SET DEFAULT nextval('t_c_seq')`, and number the existing rows in batches in later migrations; if this is intended, write above the statement: `-- migrate: allow(serial-column) <reason>`
        ");
    }

    #[test]
    fn a_new_table_has_no_rows_to_number() {
        lint_ok(Code::SerialColumn, TABLE, "CREATE TABLE n (id bigserial);");
    }
}
