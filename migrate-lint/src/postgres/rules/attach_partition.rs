use super::support::partition::{Attached, attached};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::words::lock::Lock;

/// A new partition whose bounds existing rows are checked against.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(attached) = attached(check) else {
        return;
    };
    let Attached {
        parent,
        partition,
        scans_partition,
        default,
        check: bounds,
    } = attached;
    let span = check.parsed.span.clone();
    if scans_partition {
        let work = "its rows are checked against the bounds";
        let message = Lock::AccessExclusive.wait(&partition, work);
        let bounds = bounds.unwrap_or_else(|| "CHECK (<the bounds>)".to_owned());
        let help = format!(
            "prove the bounds first: `ALTER TABLE {partition} ADD CONSTRAINT {}_bounds {bounds} \
             NOT VALID` and, in a later migration, `ALTER TABLE {partition} VALIDATE CONSTRAINT \
             {0}_bounds`",
            partition.replace(['.', '"'], "_")
        );
        check.report(&span, Words::new(message, "scans every row", help));
    } else if let Some(default) = default {
        let work = "the rows of this default partition are checked against the new bounds";
        let message = Lock::AccessExclusive.wait(&default, work);
        let help = format!(
            "prove that it holds no such row: `ALTER TABLE {default} ADD CONSTRAINT {}_rest CHECK \
             (NOT (<the new bounds>)) NOT VALID` and, in a later migration, `ALTER TABLE {default} \
             VALIDATE CONSTRAINT {0}_rest`; or detach `{default}` from `{parent}` first",
            default.replace(['.', '"'], "_")
        );
        check.report(
            &span,
            Words::new(message, "scans the default partition", help),
        );
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn an_attached_partition_is_scanned_under_the_lock() {
        let found = lint_errors(
            Code::AttachPartition,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
        assert_snapshot!(found, @r"
        reads and writes of `p24` wait while its rows are checked against the bounds, under an ACCESS EXCLUSIVE lock [attach-partition]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ scans every row
          |
          = help: prove the bounds first: `ALTER TABLE p24 ADD CONSTRAINT p24_bounds CHECK (<key> IS NOT NULL AND <key> >= '2024-01-01' AND <key> < '2025-01-01') NOT VALID` and, in a later migration, `ALTER TABLE p24 VALIDATE CONSTRAINT p24_bounds`; if this is intended, write above the statement: `-- migrate: allow(attach-partition) <reason>`
        ");
    }

    #[test]
    fn a_check_that_proves_the_bounds_saves_the_scan() {
        lint_ok(
            Code::AttachPartition,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL); ALTER TABLE p24 ADD CHECK (day >= '2024-01-01' AND day < '2025-01-01');",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
    }
}
