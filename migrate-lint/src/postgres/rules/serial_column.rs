use super::support::added_column;
use crate::finding::Words;
use crate::postgres::check::Check;

/// A serial column: its default gives each row a value of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some(base) = column.ty.as_ref().and_then(|(ty, _)| ty.serial_base()) else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let sequence = format!("{}_{}_seq", table.name.name, column.name.text);
    let ty = crate::postgres::data_type::DataType::plain(base);
    let message = format!(
        "readers and writers of `{shown}` wait while it is written anew under ACCESS EXCLUSIVE to number its rows"
    );
    let help = format!(
        "write `ALTER TABLE {shown} ADD COLUMN {name} {ty}`, `CREATE SEQUENCE {sequence} OWNED BY \
         {shown}.{name}`, `ALTER TABLE {shown} ALTER COLUMN {name} SET DEFAULT nextval('{sequence}')`, and \
         number the rows in batches in later migrations"
    );
    check.report(span, Words::new(message, "rewrites the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::SerialColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c serial;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while it is written anew under ACCESS EXCLUSIVE to number its rows [serial-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c serial;
          |               ^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: write `ALTER TABLE t ADD COLUMN c integer`, `CREATE SEQUENCE t_c_seq OWNED BY t.c`, `ALTER TABLE t ALTER COLUMN c SET DEFAULT nextval('t_c_seq')`, and number the rows in batches in later migrations; or say above it why it may stay: `-- migrate: allow(serial-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::SerialColumn, TABLE, "CREATE TABLE n (id bigserial);");
    }
}
