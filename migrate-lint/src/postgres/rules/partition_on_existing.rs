use migrate_core::Code;


use super::support::partition::{Attached, attached};
use crate::postgres::check::Check;

/// Rows that are outside of a new partition's bounds, or, in the default partition, inside.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(Attached {
        partition,
        scans_partition,
        default,
        ..
    }) = attached(check)
    else {
        return;
    };
    let message = if scans_partition {
        format!("this fails if a row of `{partition}` is outside of the partition's bounds")
    } else if let Some(default) = default {
        format!("this fails if a row of the default partition `{default}` belongs into the new one")
    } else {
        return;
    };
    let help = "move such rows first, in the same transaction";
    let span = check.parsed.span.clone();
    check.report(Code::PartitionOnExisting, &span, message, "fails on rows outside of the bounds", help);
}
