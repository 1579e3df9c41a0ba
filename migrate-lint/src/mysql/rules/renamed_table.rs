use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::{Name, Span};
use crate::mysql::statement::Statement;
use crate::mysql::table::Action;
use crate::words::renamed_table;

/// A table gets another name than the running release knows.
pub(super) fn check(check: &mut Check<'_>) {
    let (from, to, span): (&Name, &Name, &Span) = match &check.parsed.statement {
        Statement::RenameTable(pairs) => {
            let Some((from, to)) = pairs.get(check.part) else {
                return;
            };
            (from, to, &from.span)
        }
        Statement::AlterTable(alter) => match alter.actions.get(check.part) {
            Some((Action::RenameTable(to), span)) => (&alter.table, to, span),
            _ => return,
        },
        _ => return,
    };
    let Some(table) = check.existing(from) else {
        return;
    };
    if check.catalog.key(to) == table.key {
        return;
    }
    let words = renamed_table::words(&from.to_string(), &to.to_string());
    let columns = table.columns();
    check.report_unless(Remedy::Relation(table.key, columns), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_renamed_table_fails_statements_that_use_the_old_name() {
        let found = lint_errors(Code::RenamedTable, TABLE, "ALTER TABLE t RENAME TO u;");
        assert_snapshot!(found, @r"
        statements of the running release that use the old name `t` fail [renamed-table]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME TO u;
          |               ^^^^^^^^^^^ the old name is gone
          |
          = help: keep the old name as a view until no release uses it: `CREATE VIEW t AS SELECT * FROM u`; if this is intended, write above the statement: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn a_copy_takes_the_old_name() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "CREATE TABLE t_new LIKE t; RENAME TABLE t TO t_old, t_new TO t;",
        );
    }

    #[test]
    fn a_view_keeps_the_old_name() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "RENAME TABLE t TO u; CREATE VIEW t AS SELECT * FROM u;",
        );
    }
}
