use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::statement::{Statement, TypeChange};

/// An enum value that the running release cannot decode.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterType {
        name,
        change: TypeChange::AddValue { value, .. },
    } = &check.parsed.statement
    else {
        return;
    };
    let known = check.catalog.type_named(name.schema.as_deref(), &name.name);
    if known.is_some_and(|(_, known)| check.file.is_new(known.born)) {
        return;
    }
    let message = format!("a Rust enum of the running release does not decode '{value}' of `{name}`");
    let help = "write the value only after no release runs that does not know it";
    let span = check.parsed.span.clone();
    check.report(Code::AddedEnumValue, &span, message, "unknown to older code", help);
}
