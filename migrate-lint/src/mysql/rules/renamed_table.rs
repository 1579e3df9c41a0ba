use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::mysql::name::{Name, Span};
use crate::mysql::statement::Statement;
use crate::mysql::table::Action;

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
    let message = format!("statements of the running release that name `{from}` fail");
    let help = format!(
        "leave a view in its place until no such release runs: `CREATE VIEW {from} AS SELECT * FROM {to}`"
    );
    let words = Words::new(message, "still in use under this name?", help);
    let columns = table.columns();
    check.report_unless(Remedy::Relation(table.key, columns), span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RenamedTable, TABLE, "ALTER TABLE t RENAME TO u;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t` fail [renamed-table]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t RENAME TO u;
          |               ^^^^^^^^^^^ still in use under this name?
          |
          = help: leave a view in its place until no such release runs: `CREATE VIEW t AS SELECT * FROM u`; or say above it why it may stay: `-- migrate: allow(renamed-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "CREATE TABLE t_new LIKE t; RENAME TABLE t TO t_old, t_new TO t;",
        );
        lint_ok(
            Code::RenamedTable,
            TABLE,
            "RENAME TABLE t TO u; CREATE VIEW t AS SELECT * FROM u;",
        );
    }
}
