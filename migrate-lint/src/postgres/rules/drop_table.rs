use super::support::dropped;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;

/// `DROP TABLE` of a table that was there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((_, name)) = dropped(check, &[ObjectKind::Table]) else {
        return;
    };
    let Some(table) = check.existing(name) else {
        return;
    };
    let part = table.table().and_then(|known| known.partition_of.as_ref());
    let what = part.map_or("", |_| "partition ");
    let message = format!("dropping {what}`{name}` deletes its rows");
    let help = format!(
        "keep it for a release under a name that nobody uses: \
         `ALTER TABLE {name} RENAME TO {}`",
        table
            .name
            .sibling(&format!("{}_unused", table.name.name))
            .name
    );
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "its rows are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DropTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        dropping `t` deletes its rows [drop-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE t;
          | ^^^^^^^^^^^^ its rows are lost
          |
          = help: keep it for a release under a name that nobody uses: `ALTER TABLE t RENAME TO t_unused`; or say above it why it may stay: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::DropTable, TABLE, "DROP TABLE IF EXISTS other;");
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DROP TABLE n;",
        );
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TEMP TABLE x (id int); DROP TABLE x;",
        );
    }
}
