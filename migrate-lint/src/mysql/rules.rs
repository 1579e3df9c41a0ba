//! The rules. Each is a file that is named for its code; its page is
//! `migrate-directory/pages/<code>.md`.

mod add_required_column;
mod added_enum_value;
mod auto_increment_column;
mod changed_type;
mod check_on_existing;
mod delete_all;
mod drop_column;
mod drop_database;
mod drop_partition;
mod drop_table;
mod dropped_attribute;
mod dropped_guarantee;
mod foreign_key_on_existing;
mod fulltext_index;
mod ignored_reference;
mod lock_table;
mod lossy_type_change;
mod narrowing_type_change;
mod new_restriction;
mod not_null_on_existing;
mod partition_on_existing;
mod removed_column;
mod removed_object;
mod removed_table;
mod renamed_column;
mod renamed_table;
mod requested_lock;
mod required_on_insert;
mod rewriting_type_change;
mod session_lock;
mod session_role;
mod session_setting;
mod stored_generated_column;
mod support;
mod table_rewrite;
mod truncate;
mod unique_on_existing;
mod update_all;
mod validated_check;
mod validated_foreign_key;
mod variable_outside_transaction;
mod volatile_default;

use migrate_directory::Code;

use super::check::Check;

pub(super) use support::follow;

/// Looks at one statement.
type Rule = fn(&mut Check<'_>);

/// Every rule that looks at single statements, with the code that it reports.
const RULES: &[(Code, Rule)] = &[
    (Code::DropTable, drop_table::check),
    (Code::DropColumn, drop_column::check),
    (Code::DropDatabase, drop_database::check),
    (Code::DropPartition, drop_partition::check),
    (Code::Truncate, truncate::check),
    (Code::DeleteAll, delete_all::check),
    (Code::UpdateAll, update_all::check),
    (Code::LossyTypeChange, lossy_type_change::check),
    (Code::AddRequiredColumn, add_required_column::check),
    (Code::NotNullOnExisting, not_null_on_existing::check),
    (Code::UniqueOnExisting, unique_on_existing::check),
    (Code::CheckOnExisting, check_on_existing::check),
    (Code::ForeignKeyOnExisting, foreign_key_on_existing::check),
    (Code::PartitionOnExisting, partition_on_existing::check),
    (Code::NarrowingTypeChange, narrowing_type_change::check),
    (
        Code::VariableOutsideTransaction,
        variable_outside_transaction::check,
    ),
    (Code::SessionSetting, session_setting::check),
    (Code::SessionRole, session_role::check),
    (Code::SessionLock, session_lock::check),
    (Code::IgnoredReference, ignored_reference::check),
    (Code::RemovedTable, removed_table::check),
    (Code::RemovedColumn, removed_column::check),
    (Code::RemovedObject, removed_object::check),
    (Code::RenamedTable, renamed_table::check),
    (Code::RenamedColumn, renamed_column::check),
    (Code::ChangedType, changed_type::check),
    (Code::DroppedAttribute, dropped_attribute::check),
    (Code::RequiredOnInsert, required_on_insert::check),
    (Code::NewRestriction, new_restriction::check),
    (Code::DroppedGuarantee, dropped_guarantee::check),
    (Code::AddedEnumValue, added_enum_value::check),
    (Code::RewritingTypeChange, rewriting_type_change::check),
    (Code::AutoIncrementColumn, auto_increment_column::check),
    (Code::StoredGeneratedColumn, stored_generated_column::check),
    (Code::VolatileDefault, volatile_default::check),
    (Code::ValidatedCheck, validated_check::check),
    (Code::ValidatedForeignKey, validated_foreign_key::check),
    (Code::FulltextIndex, fulltext_index::check),
    (Code::TableRewrite, table_rewrite::check),
    (Code::RequestedLock, requested_lock::check),
    (Code::LockTable, lock_table::check),
];

/// Asks every rule about the statement.
pub(super) fn check(check: &mut Check<'_>) {
    for (code, rule) in RULES {
        check.code = *code;
        rule(check);
    }
}
