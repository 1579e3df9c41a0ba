use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::{Action, PartitionAction};
use crate::words;

/// `PARTITION BY`, which needs a partition for every row, and `EXCHANGE PARTITION`, which compares
/// every row with the partition's bounds.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    if *altered.action == Action::Partition(PartitionAction::By { bounded: true }) {
        let words = Words::new(
            format!(
                "this fails if a row of `{}` belongs to no partition",
                altered.table.shown
            ),
            words::partition_on_existing::LABEL,
            "add a partition for all other rows: `PARTITION <name> VALUES LESS THAN MAXVALUE`",
        );
        check.report(altered.span, words);
        return;
    }
    let Action::Partition(PartitionAction::Exchange {
        table: Some(other),
        validation: true,
    }) = altered.action
    else {
        return;
    };
    if check.existing(other).is_none() {
        return;
    }
    let words = words::partition_on_existing::rows(other, "NOT (<the bounds>)");
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_row_may_be_outside_the_bounds() {
        let found = lint_errors(
            Code::PartitionOnExisting,
            "CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10)); CREATE TABLE u (id INT);",
            "ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u;",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `u` is outside the partition's bounds [partition-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows outside the bounds
          |
          = help: find such rows and move them first: `SELECT * FROM u WHERE NOT (<the bounds>)`; if this is intended, write above the statement: `-- migrate: allow(partition-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_row_may_belong_to_no_partition() {
        let sql = "ALTER TABLE u PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10));";
        let found = lint_errors(Code::PartitionOnExisting, "CREATE TABLE u (id INT);", sql);
        assert!(found.contains("belongs to no partition"), "{found}");
    }

    #[test]
    fn partitions_for_every_row() {
        for by in [
            "HASH (id) PARTITIONS 3",
            "RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        ] {
            let sql = format!("ALTER TABLE u PARTITION BY {by};");
            lint_ok(Code::PartitionOnExisting, "CREATE TABLE u (id INT);", &sql);
        }
    }

    #[test]
    fn exchange_without_validation() {
        lint_ok(
            Code::PartitionOnExisting,
            "CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10)); CREATE TABLE u (id INT);",
            "ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u WITHOUT VALIDATION;",
        );
    }
}
