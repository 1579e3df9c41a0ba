use super::support::converted;
use crate::mysql::check::{Altered, Check, Existing};
use crate::mysql::name::Span;
use crate::mysql::statement::Statement;
use crate::mysql::table::{Action, KeyKind, PartitionAction};
use crate::words::lock::Lock;

/// Statements that rebuild a table while its writers wait.
pub(super) fn check(check: &mut Check<'_>) {
    if let Statement::Optimize(names) = &check.parsed.statement {
        let table = names.get(check.part).and_then(|name| check.existing(name));
        if let Some(table) = table.filter(is_rebuilt_alone) {
            let span = check.parsed.span.clone();
            report(check, &table, "it is optimized", &span);
        }
        return;
    }
    let Some(altered) = check.altered() else {
        return;
    };
    let Some(what) = reason(check, &altered) else {
        return;
    };
    report(check, &altered.table, what, altered.span);
}

fn report(check: &mut Check<'_>, table: &Existing<'_>, reason: &str, span: &Span) {
    let help = "run it while there are few writes; or create a new table, copy the rows in \
                batches, and swap the two with `RENAME TABLE`";
    let reason = format!("because {reason}");
    check.report(span, Lock::Shared.rewrite(&table.shown, &reason, help));
}

/// Why the table is copied, or rebuilt while its writers wait.
fn reason(check: &Check<'_>, altered: &Altered<'_>) -> Option<&'static str> {
    let table = &altered.table;
    let copied = match altered.action {
        Action::Copy(what) => Some(*what),
        Action::DropHistory => Some("its system versioning is dropped"),
        Action::Convert { .. } => converted(check).map(|_| "its character set changes"),
        Action::Engine(engine) => moves(table, engine).then_some("its engine changes"),
        Action::DropPrimaryKey => {
            (!adds_primary_key(altered)).then_some("its primary key is dropped")
        }
        Action::Partition(action) => match action {
            PartitionAction::By { .. } => Some("rows move into partitions"),
            PartitionAction::Remove => Some("rows move out of partitions"),
            PartitionAction::Redistribute => Some("rows move to other partitions"),
            PartitionAction::Reorganize => Some("its partitions are reorganized"),
            PartitionAction::Rebuild => Some("its partitions are rebuilt"),
            _ => None,
        },
        _ => None,
    };
    if copied.is_some() {
        return copied.filter(|_| altered.may_copy(check));
    }
    let rebuilds = match altered.action {
        Action::Rebuild | Action::Engine(_) | Action::DropColumn { .. } => true,
        Action::AddColumn { column, .. } => column.spec.generated.is_none(),
        Action::AddKey(key) => matches!(key.kind, KeyKind::Primary(_)),
        _ => false,
    };
    // A table with a FULLTEXT index is not rebuilt while others write to it.
    (rebuilds && is_rebuilt_alone(table) && altered.may_share())
        .then_some("it has a FULLTEXT index")
}

fn is_rebuilt_alone(table: &Existing<'_>) -> bool {
    table.table().is_some_and(|known| {
        known.has_fulltext()
            || known
                .engine
                .as_deref()
                .is_some_and(|engine| engine != "innodb")
    })
}

/// Whether the table changes its engine. A table that names none is in `InnoDB`.
fn moves(table: &Existing<'_>, engine: &str) -> bool {
    let now = table.table().and_then(|known| known.engine.as_deref());
    now.unwrap_or("innodb") != engine
}

fn adds_primary_key(altered: &Altered<'_>) -> bool {
    altered.alter.has(|action| match action {
        Action::AddKey(key) => matches!(key.kind, KeyKind::Primary(_)),
        Action::AddColumn { column, .. } | Action::ChangeColumn { column, .. } => column.primary,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn another_character_set_copies_the_table() {
        let found = lint_errors(
            Code::TableRewrite,
            "CREATE TABLE t (a VARCHAR(50));",
            "ALTER TABLE t CONVERT TO CHARACTER SET latin1;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied because its character set changes [table-rewrite]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t CONVERT TO CHARACTER SET latin1;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: run it while there are few writes; or create a new table, copy the rows in batches, and swap the two with `RENAME TABLE`; if this is intended, write above the statement: `-- migrate: allow(table-rewrite) <reason>`
        ");
    }

    #[test]
    fn a_default_character_set_changes_no_column() {
        lint_ok(
            Code::TableRewrite,
            "CREATE TABLE t (a VARCHAR(50));",
            "ALTER TABLE t DEFAULT CHARACTER SET utf8mb4;",
        );
    }

    #[test]
    fn the_same_engine_is_rebuilt_in_place() {
        lint_ok(Code::TableRewrite, TABLE, "ALTER TABLE t ENGINE = InnoDB;");
    }

    #[test]
    fn another_primary_key_is_rebuilt_in_place() {
        lint_ok(
            Code::TableRewrite,
            "CREATE TABLE t (id INT PRIMARY KEY, b INT);",
            "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, b);",
        );
    }

    #[test]
    fn a_table_without_text_is_not_converted() {
        lint_ok(
            Code::TableRewrite,
            "CREATE TABLE t (a INT) CHARSET latin1;",
            "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;",
        );
    }

    #[test]
    fn optimize_works_in_place() {
        lint_ok(Code::TableRewrite, TABLE, "OPTIMIZE TABLE t;");
    }
}
