use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::name::list;
use crate::mysql::table::{Action, PartitionAction};

/// `DROP PARTITION` and `TRUNCATE PARTITION`, which delete rows, and MariaDB's
/// `DROP SYSTEM VERSIONING`, which deletes their history.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let shown = &altered.table.shown;
    let (what, names) = match altered.action {
        Action::Partition(PartitionAction::Drop(names)) => ("dropping", names),
        Action::Partition(PartitionAction::Truncate(names)) => ("emptying", names),
        Action::DropHistory => {
            let words = Words::new(
                format!(
                    "dropping the system versioning of `{shown}` deletes the history of its rows"
                ),
                "the history is lost",
                "copy the history that you need into another table first",
            );
            check.report(altered.span, words);
            return;
        }
        _ => return,
    };
    let names = list(names.iter().map(|name| name.text.as_str()));
    let message = format!("{what} `{names}` deletes rows of `{shown}`");
    let help = format!(
        "move the rows into a table of their own first: \
         `ALTER TABLE {shown} EXCHANGE PARTITION <name> WITH TABLE <table>`"
    );
    check.report(altered.span, Words::new(message, "its rows are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_dropped_partition_loses_its_rows() {
        let found = lint_errors(
            Code::DropPartition,
            "CREATE TABLE t (id INT, at DATE) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN (2021));",
            "ALTER TABLE t DROP PARTITION p0, p1;",
        );
        assert_snapshot!(found, @r"
        dropping `p0, p1` deletes rows of `t` [drop-partition]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t DROP PARTITION p0, p1;
          |               ^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: move the rows into a table of their own first: `ALTER TABLE t EXCHANGE PARTITION <name> WITH TABLE <table>`; if this is intended, write above the statement: `-- migrate: allow(drop-partition) <reason>`
        ");
    }

    #[test]
    fn removed_partitioning_keeps_the_rows() {
        lint_ok(
            Code::DropPartition,
            "CREATE TABLE t (id INT) PARTITION BY HASH (id) PARTITIONS 4;",
            "ALTER TABLE t REMOVE PARTITIONING;",
        );
    }
}
