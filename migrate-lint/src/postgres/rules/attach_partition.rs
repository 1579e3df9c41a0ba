use migrate_core::Code;


use super::support::partition::{Attached, attached};
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
        check.report(Code::AttachPartition, &span, message, "looks at every row", help);
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
        check.report(Code::AttachPartition, &span, message, "looks at every row of the default", help);
    }
}
