use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::name::Span;
use crate::mysql::statement::Statement;
use crate::mysql::table::{ColumnDef, Definition};

/// `REFERENCES` behind a column, which MySQL before 9.0 reads over.
pub(super) fn check(check: &mut Check<'_>) {
    if !check.file.servers.ignores_inline_references() {
        return;
    }
    let columns: Vec<&ColumnDef> = match &check.parsed.statement {
        Statement::CreateTable(create) => {
            let definitions = create.definitions.iter();
            let columns = definitions.filter_map(|one| match one {
                Definition::Column(column) => Some(&**column),
                _ => None,
            });
            columns.collect()
        }
        _ => added_column(check)
            .map(|(_, column)| column)
            .into_iter()
            .collect(),
    };
    for column in columns {
        if let Some((table, _, span)) = &column.references {
            report(check, &column.name.to_string(), &table.to_string(), span);
        }
    }
}

fn report(check: &mut Check<'_>, column: &str, table: &str, span: &Span) {
    let message =
        format!("MySQL before 9.0 reads over this: there is no foreign key from `{column}`");
    let help = format!("write a key of its own: `FOREIGN KEY ({column}) REFERENCES {table} (…)`");
    check.report(span, Words::new(message, "without effect", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::IgnoredReference,
            &format!("-- lint: mysql-version = 8.0\n{TABLE}"),
            "CREATE TABLE u (id INT PRIMARY KEY, t_id INT REFERENCES t (id) ON DELETE CASCADE);",
        );
        assert_snapshot!(found, @r"
        MySQL before 9.0 reads over this: there is no foreign key from `t_id` [ignored-reference]
         --> m/2_draft.sql:1:46
          |
        1 | CREATE TABLE u (id INT PRIMARY KEY, t_id INT REFERENCES t (id) ON DELETE CASCADE);
          |                                              ^^^^^^^^^^^^^^^^^ without effect
          |
          = help: write a key of its own: `FOREIGN KEY (t_id) REFERENCES t (…)`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::IgnoredReference,
            &format!("-- lint: mariadb-version = 10.6\n{TABLE}"),
            "CREATE TABLE u (t_id INT REFERENCES t (id));",
        );
        lint_ok(
            Code::IgnoredReference,
            &format!("-- lint: mysql-version = 8.0\n{TABLE}"),
            "CREATE TABLE u (t_id INT, FOREIGN KEY (t_id) REFERENCES t (id));",
        );
        lint_ok(
            Code::IgnoredReference,
            TABLE,
            "CREATE TABLE u (t_id INT REFERENCES t (id));",
        );
    }
}
