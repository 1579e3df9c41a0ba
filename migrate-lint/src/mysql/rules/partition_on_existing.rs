use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::{Action, PartitionAction};

/// `PARTITION BY` finds a partition for every row; `EXCHANGE PARTITION` compares every row of the table
/// with the partition's bounds.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    if *altered.action == Action::Partition(PartitionAction::By { bounded: true }) {
        let message = format!(
            "this fails if a row of `{}` is outside of all partitions",
            altered.table.shown
        );
        let help = "add one for all others: `PARTITION <name> VALUES LESS THAN MAXVALUE`";
        check.report(
            altered.span,
            Words::new(message, "fails on rows outside of them", help),
        );
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
    let message = format!("this fails if a row of `{other}` is outside of the partition");
    let help = format!("look for such rows first: `SELECT * FROM {other} WHERE NOT (…)`");
    check.report(
        altered.span,
        Words::new(message, "fails on rows outside of it", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::PartitionOnExisting,
            "CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10)); CREATE TABLE u (id INT);",
            "ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u;",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `u` is outside of the partition [partition-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows outside of it
          |
          = help: look for such rows first: `SELECT * FROM u WHERE NOT (…)`; or say above it why it may stay: `-- migrate: allow(partition-on-existing) <reason>`
        ");
    }

    #[test]
    fn finds_bounds_of_all() {
        let sql = "ALTER TABLE u PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10));";
        let found = lint_errors(Code::PartitionOnExisting, "CREATE TABLE u (id INT);", sql);
        assert!(found.contains("outside of all partitions"), "{found}");
    }

    #[test]
    fn leaves() {
        for by in [
            "HASH (id) PARTITIONS 3",
            "RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        ] {
            let sql = format!("ALTER TABLE u PARTITION BY {by};");
            lint_ok(Code::PartitionOnExisting, "CREATE TABLE u (id INT);", &sql);
        }
        lint_ok(
            Code::PartitionOnExisting,
            "CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10)); CREATE TABLE u (id INT);",
            "ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u WITHOUT VALIDATION;",
        );
    }
}
