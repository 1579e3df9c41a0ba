use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// VACUUM FULL, CLUSTER, and a table that moves to another place or format.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    let (what, shown, help) = match &check.parsed.statement {
        Statement::Vacuum { full: true, tables } => {
            let existing = tables.iter().find_map(|name| check.existing(name));
            if existing.is_none() && !tables.is_empty() {
                return;
            }
            let shown = existing.map_or("every table".to_owned(), |table| {
                format!("`{}`", table.shown)
            });
            (
                "VACUUM FULL",
                shown,
                "write `VACUUM` without FULL; to give space back use pg_repack",
            )
        }
        Statement::Cluster { table } => {
            let existing = table.as_ref().and_then(|name| check.existing(name));
            if existing.is_none() && table.is_some() {
                return;
            }
            let shown = existing.map_or("every table".to_owned(), |table| {
                format!("`{}`", table.shown)
            });
            (
                "CLUSTER",
                shown,
                "use pg_repack, which lets readers and writers go on",
            )
        }
        _ => {
            let Some((table, action, _)) = altered(check) else {
                return;
            };
            let unlogged = table.table().map(|known| known.unlogged);
            let placed = table.table().map(|known| known.placed);
            let what = match action {
                Action::SetLogged(true) if unlogged != Some(false) => "SET LOGGED",
                Action::SetLogged(false) if unlogged != Some(true) => "SET UNLOGGED",
                Action::SetAccessMethod(Some(method)) if method != "heap" => "SET ACCESS METHOD",
                Action::SetTablespace(to)
                    if to.as_deref() != Some("pg_default") || placed != Some(false) =>
                {
                    "SET TABLESPACE"
                }
                _ => return,
            };
            (
                what,
                format!("`{}`", table.shown),
                "do it while nobody uses the table, or fill a new table that is made so and change over",
            )
        }
    };
    let message = format!(
        "readers and writers of {shown} wait while {what} writes it anew: it holds ACCESS EXCLUSIVE"
    );
    check.report(&span, Words::new(message, "rewrites the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::TableRewrite, TABLE, "VACUUM (FULL) t;");
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while VACUUM FULL writes it anew: it holds ACCESS EXCLUSIVE [table-rewrite]
         --> m/2_draft.sql:1:1
          |
        1 | VACUUM (FULL) t;
          | ^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: write `VACUUM` without FULL; to give space back use pg_repack; or say above it why it may stay: `-- migrate: allow(table-rewrite) <reason>`
        ");
    }

    #[test]
    fn moves() {
        lint_errors(
            Code::TableRewrite,
            "CREATE TABLE t (id int);",
            "ALTER TABLE t SET TABLESPACE fast;",
        );
        let before = "CREATE TABLE t (id int) TABLESPACE fast;";
        lint_errors(
            Code::TableRewrite,
            before,
            "ALTER TABLE t SET TABLESPACE pg_default;",
        );
    }

    #[test]
    fn leaves() {
        lint_ok(Code::TableRewrite, TABLE, "VACUUM (FULL false) t;");
        lint_ok(Code::TableRewrite, TABLE, "ALTER TABLE t SET LOGGED;");
        lint_ok(
            Code::TableRewrite,
            TABLE,
            "ALTER TABLE t SET TABLESPACE pg_default;",
        );
        lint_ok(
            Code::TableRewrite,
            TABLE,
            "ALTER TABLE t SET ACCESS METHOD heap;",
        );
    }
}
