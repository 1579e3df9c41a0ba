use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;
use crate::words::lock::Lock;

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
                "write `VACUUM` without FULL; to return space to the system, use pg_repack",
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
                "use pg_repack, which blocks neither reads nor writes",
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
                "run it while nothing uses the table; or create a new table that way, copy the \
                 rows in batches, and switch over",
            )
        }
    };
    let reason = format!("by {what}");
    let words = Lock::AccessExclusive.rewrite_of(&shown, &reason, help);
    check.report(&span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn vacuum_full_rewrites_the_table() {
        let found = lint_errors(Code::TableRewrite, TABLE, "VACUUM (FULL) t;");
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten by VACUUM FULL, under an ACCESS EXCLUSIVE lock [table-rewrite]
         --> m/2_draft.sql:1:1
          |
        1 | VACUUM (FULL) t;
          | ^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: write `VACUUM` without FULL; to return space to the system, use pg_repack; if this is intended, write above the statement: `-- migrate: allow(table-rewrite) <reason>`
        ");
    }

    #[test]
    fn another_tablespace_rewrites_the_table() {
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
    fn vacuum_without_full_rewrites_nothing() {
        lint_ok(Code::TableRewrite, TABLE, "VACUUM (FULL false) t;");
    }

    #[test]
    fn a_logged_table_stays_logged() {
        lint_ok(Code::TableRewrite, TABLE, "ALTER TABLE t SET LOGGED;");
    }

    #[test]
    fn a_table_stays_in_the_default_tablespace() {
        lint_ok(
            Code::TableRewrite,
            TABLE,
            "ALTER TABLE t SET TABLESPACE pg_default;",
        );
    }

    #[test]
    fn a_table_stays_a_heap() {
        lint_ok(
            Code::TableRewrite,
            TABLE,
            "ALTER TABLE t SET ACCESS METHOD heap;",
        );
    }
}
