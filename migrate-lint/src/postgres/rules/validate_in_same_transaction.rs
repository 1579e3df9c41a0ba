use migrate_core::Code;


use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// VALIDATE in the transaction that added the constraint and still holds its lock.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::ValidateConstraint(name), span)) = altered(check) else {
        return;
    };
    let known = table.table().and_then(|known| known.constraint(&name.text));
    let added = check.file.transaction.not_valid.iter().any(|(of, added)| {
        *of == table.name
            && (*added == name.text
                || added.is_empty() && known.is_some_and(|known| known.born == check.file.number))
    });
    if !added {
        return;
    }
    let shown = &table.shown;
    let message = format!(
        "`{name}` is compared with every row of `{shown}` under the lock that ADD CONSTRAINT took: \
         writers wait"
    );
    let help = format!("move it to a later migration: `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`");
    check.report(Code::ValidateInSameTransaction, span, message, "still locked", help);
}
