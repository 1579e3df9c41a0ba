use super::support::partition::{Attached, attached};
use crate::finding::Words;
use crate::postgres::check::Check;

/// A new partition whose bounds are compared with rows that exist.
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
        let message = format!(
            "readers and writers of `{partition}` wait while its rows are compared with the bounds: it is \
             held in ACCESS EXCLUSIVE"
        );
        let bounds = bounds.unwrap_or_else(|| "CHECK (<the bounds>)".to_owned());
        let help = format!(
            "prove the bounds first: `ALTER TABLE {partition} ADD CONSTRAINT {}_bounds {bounds} NOT VALID` \
             and, in a later migration, `ALTER TABLE {partition} VALIDATE CONSTRAINT {0}_bounds`",
            partition.replace(['.', '"'], "_")
        );
        check.report(&span, Words::new(message, "looks at every row", help));
    } else if let Some(default) = default {
        let message = format!(
            "readers and writers of `{default}` wait while its rows are compared with the new bounds: the \
             default partition is held in ACCESS EXCLUSIVE"
        );
        let help = format!(
            "prove that it holds no such row: `ALTER TABLE {default} ADD CONSTRAINT {}_rest CHECK (NOT (<the \
             new bounds>)) NOT VALID` and validate it in a later migration; or detach `{default}` from \
             `{parent}` first",
            default.replace(['.', '"'], "_")
        );
        check.report(
            &span,
            Words::new(message, "looks at every row of the default", help),
        );
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::AttachPartition,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
        assert_snapshot!(found, @r"
        readers and writers of `p24` wait while its rows are compared with the bounds: it is held in ACCESS EXCLUSIVE [attach-partition]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looks at every row
          |
          = help: prove the bounds first: `ALTER TABLE p24 ADD CONSTRAINT p24_bounds CHECK (<key> IS NOT NULL AND <key> >= '2024-01-01' AND <key> < '2025-01-01') NOT VALID` and, in a later migration, `ALTER TABLE p24 VALIDATE CONSTRAINT p24_bounds`; or say above it why it may stay: `-- migrate: allow(attach-partition) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AttachPartition,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL); ALTER TABLE p24 ADD CHECK (day >= '2024-01-01' AND day < '2025-01-01');",
            "ALTER TABLE p ATTACH PARTITION p24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        );
    }
}
