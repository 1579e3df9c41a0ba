//! The rules. Each is a file that is named for its code; its page is
//! `migrate-directory/pages/<code>.md`.

mod add_required_column;
mod changed_type;
mod check_on_existing;
mod delete_all;
mod drop_cascade;
mod drop_column;
mod drop_table;
mod dropped_guarantee;
mod foreign_key_on_existing;
mod generated_always;
mod lossy_copy;
mod lossy_type_change;
mod lost_in_rebuild;
mod narrowing_type_change;
mod new_restriction;
mod non_constant_default;
mod not_null_on_existing;
mod referenced_rows;
mod removed_column;
mod removed_object;
mod removed_table;
mod renamed_column;
mod renamed_table;
mod required_on_insert;
mod session_setting;
mod support;
mod unique_on_existing;
mod update_all;
mod writable_schema;

use migrate_directory::Code;

use super::check::Check;
use super::rebuild::Rebuild;

pub(super) use session_setting::follow as follow_pragma;
pub(super) use support::is_true;

/// Looks at one statement.
type Rule = fn(&mut Check<'_>);

/// Every rule that looks at single statements, with the code that it reports.
const RULES: &[(Code, Rule)] = &[
    (Code::DropColumn, drop_column::check),
    (Code::DropCascade, drop_cascade::check),
    (Code::DeleteAll, delete_all::check),
    (Code::UpdateAll, update_all::check),
    (Code::LossyTypeChange, lossy_type_change::check),
    (Code::WritableSchema, writable_schema::check),
    (Code::AddRequiredColumn, add_required_column::check),
    (Code::NonConstantDefault, non_constant_default::check),
    (Code::NotNullOnExisting, not_null_on_existing::check),
    (Code::UniqueOnExisting, unique_on_existing::check),
    (Code::CheckOnExisting, check_on_existing::check),
    (Code::ForeignKeyOnExisting, foreign_key_on_existing::check),
    (Code::ReferencedRows, referenced_rows::check),
    (Code::NarrowingTypeChange, narrowing_type_change::check),
    (Code::SessionSetting, session_setting::check),
    (Code::RemovedTable, removed_table::check),
    (Code::RemovedColumn, removed_column::check),
    (Code::RemovedObject, removed_object::check),
    (Code::RenamedTable, renamed_table::check),
    (Code::RenamedColumn, renamed_column::check),
    (Code::RequiredOnInsert, required_on_insert::check),
    (Code::NewRestriction, new_restriction::check),
    (Code::DroppedGuarantee, dropped_guarantee::check),
];

/// Looks at a table that was dropped and at what took its place.
type RebuildRule = fn(&mut Rebuild<'_>);

/// The rules for a table that was dropped and what took its place.
const REBUILT: &[(Code, RebuildRule)] = &[
    (Code::DropColumn, drop_column::rebuilt),
    (Code::RemovedTable, removed_table::rebuilt),
    (Code::RemovedColumn, removed_column::rebuilt),
    (Code::RenamedColumn, renamed_column::rebuilt),
    (Code::RequiredOnInsert, required_on_insert::rebuilt),
    (Code::NewRestriction, new_restriction::rebuilt),
    (Code::DroppedGuarantee, dropped_guarantee::rebuilt),
    (Code::DropTable, drop_table::rebuilt),
    (Code::LossyCopy, lossy_copy::rebuilt),
    (Code::ChangedType, changed_type::rebuilt),
    (Code::GeneratedAlways, generated_always::rebuilt),
    (Code::LostInRebuild, lost_in_rebuild::rebuilt),
];

/// Asks every rule about the statement.
pub(super) fn check(check: &mut Check<'_>) {
    for (code, rule) in RULES {
        check.code = *code;
        rule(check);
    }
}

/// Asks every rule about a table that was dropped.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    for (code, rule) in REBUILT {
        rebuild.code = *code;
        rule(rebuild);
    }
}
