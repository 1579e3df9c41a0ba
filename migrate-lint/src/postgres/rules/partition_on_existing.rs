use super::support::partition::{Attached, attached};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::words;

/// Rows outside the bounds of a new partition, or rows of the default partition inside them.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(Attached {
        partition,
        parent,
        scans_partition,
        default,
        check: bounds,
    }) = attached(check)
    else {
        return;
    };
    let words = if scans_partition {
        let bounds = bounds.as_deref();
        let bounds = bounds.map_or("(<the bounds>)", |check| check.trim_start_matches("CHECK "));
        words::partition_on_existing::rows(&partition, &format!("{bounds} IS NOT TRUE"))
    } else if let Some(default) = default {
        Words::new(
            format!(
                "this fails if a row of the default partition `{default}` belongs to the new one"
            ),
            "fails on rows of the default partition",
            format!(
                "create the table by itself, `CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL)`, \
                 move the rows, `WITH moved AS (DELETE FROM {default} WHERE <the new bounds> \
                 RETURNING *) INSERT INTO {partition} SELECT * FROM moved`, \
                 then `ALTER TABLE {parent} ATTACH PARTITION {partition} …`"
            ),
        )
    } else {
        return;
    };
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_row_may_be_outside_the_bounds() {
        let found = lint_errors(
            Code::PartitionOnExisting,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `p24` is outside the partition's bounds [partition-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows outside the bounds
          |
          = help: find such rows and move them first: `SELECT * FROM p24 WHERE (<key> IS NOT NULL AND <key> >= '2024-01-01' AND <key> < '2025-01-01') IS NOT TRUE`; if this is intended, write above the statement: `-- migrate: allow(partition-on-existing) <reason>`
        ");
    }

    #[test]
    fn rows_of_the_default_partition_must_move() {
        let before = "CREATE TABLE p (day date) PARTITION BY RANGE (day); CREATE TABLE rest PARTITION OF p DEFAULT;";
        let found = lint_errors(
            Code::PartitionOnExisting,
            before,
            "CREATE TABLE p25 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
        );
        assert!(
            found.contains("`WITH moved AS (DELETE FROM rest WHERE"),
            "{found}"
        );
    }

    #[test]
    fn a_check_proves_the_bounds() {
        lint_ok(
            Code::PartitionOnExisting,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL); ALTER TABLE p24 ADD CHECK (day >= '2024-01-01'::date AND day < '2025-01-01'::date);",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
    }

    #[test]
    fn a_new_partition_without_a_default_partition() {
        lint_ok(
            Code::PartitionOnExisting,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "CREATE TABLE p25 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
        );
    }
}
