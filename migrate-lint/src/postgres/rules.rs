//! The rules. Each is a file that is named for its code; its page is
//! `migrate-directory/pages/<code>.md`.

mod add_required_column;
mod added_enum_value;
mod attach_partition;
mod changed_type;
mod check_on_existing;
mod delete_all;
mod detach_not_concurrent;
mod domain_column;
mod domain_constraint;
mod domain_on_existing;
mod drop_cascade;
mod drop_column;
mod drop_database;
mod drop_index_not_concurrent;
mod drop_schema;
mod drop_table;
mod dropped_guarantee;
mod enum_value_in_transaction;
mod exclusion_constraint;
mod exclusion_on_existing;
mod foreign_key_on_existing;
mod foreign_key_without_index;
mod generated_always;
mod identity_column;
mod index_not_concurrent;
mod json_column;
mod lock_table;
mod lossy_type_change;
mod narrowing_type_change;
mod new_restriction;
mod not_null_on_existing;
mod partition_on_existing;
mod primary_key_constraint;
mod refresh_not_concurrent;
mod reindex_not_concurrent;
mod removed_column;
mod removed_object;
mod removed_table;
mod renamed_column;
mod renamed_object;
mod renamed_table;
mod repeated_scan;
mod required_on_insert;
mod rewriting_type_change;
mod serial_column;
mod session_lock;
mod session_role;
mod session_setting;
mod set_local_outside_transaction;
mod set_not_null;
mod stored_generated_column;
mod support;
mod table_rewrite;
mod transaction_in_body;
mod truncate;
mod unique_constraint;
mod unique_on_existing;
mod update_all;
mod validate_in_same_transaction;
mod validated_check;
mod validated_foreign_key;
mod volatile_default;
mod work_under_lock;

use migrate_directory::Code;

use super::check::Check;
use super::name::Span;
use crate::finding::Finding;

pub(super) use support::follow;

/// Looks at one statement.
type Rule = fn(&mut Check<'_>);

/// Every rule that looks at single statements, with the code that it reports.
const RULES: &[(Code, Rule)] = &[
    (Code::DropTable, drop_table::check),
    (Code::DropColumn, drop_column::check),
    (Code::DropSchema, drop_schema::check),
    (Code::DropDatabase, drop_database::check),
    (Code::DropCascade, drop_cascade::check),
    (Code::Truncate, truncate::check),
    (Code::DeleteAll, delete_all::check),
    (Code::UpdateAll, update_all::check),
    (Code::LossyTypeChange, lossy_type_change::check),
    (Code::AddRequiredColumn, add_required_column::check),
    (Code::NotNullOnExisting, not_null_on_existing::check),
    (Code::UniqueOnExisting, unique_on_existing::check),
    (Code::CheckOnExisting, check_on_existing::check),
    (Code::ForeignKeyOnExisting, foreign_key_on_existing::check),
    (Code::ExclusionOnExisting, exclusion_on_existing::check),
    (Code::DomainOnExisting, domain_on_existing::check),
    (Code::PartitionOnExisting, partition_on_existing::check),
    (Code::NarrowingTypeChange, narrowing_type_change::check),
    (
        Code::EnumValueInTransaction,
        enum_value_in_transaction::check,
    ),
    (Code::TransactionInBody, transaction_in_body::check),
    (
        Code::SetLocalOutsideTransaction,
        set_local_outside_transaction::check,
    ),
    (Code::SessionSetting, session_setting::check),
    (Code::SessionRole, session_role::check),
    (Code::SessionLock, session_lock::check),
    (Code::RemovedTable, removed_table::check),
    (Code::RemovedColumn, removed_column::check),
    (Code::RemovedObject, removed_object::check),
    (Code::RenamedTable, renamed_table::check),
    (Code::RenamedColumn, renamed_column::check),
    (Code::RenamedObject, renamed_object::check),
    (Code::ChangedType, changed_type::check),
    (Code::RequiredOnInsert, required_on_insert::check),
    (Code::GeneratedAlways, generated_always::check),
    (Code::JsonColumn, json_column::check),
    (Code::NewRestriction, new_restriction::check),
    (Code::DroppedGuarantee, dropped_guarantee::check),
    (Code::AddedEnumValue, added_enum_value::check),
    (Code::IndexNotConcurrent, index_not_concurrent::check),
    (Code::ReindexNotConcurrent, reindex_not_concurrent::check),
    (Code::ValidatedCheck, validated_check::check),
    (Code::ValidatedForeignKey, validated_foreign_key::check),
    (Code::UniqueConstraint, unique_constraint::check),
    (Code::PrimaryKeyConstraint, primary_key_constraint::check),
    (Code::ExclusionConstraint, exclusion_constraint::check),
    (Code::SetNotNull, set_not_null::check),
    (
        Code::ValidateInSameTransaction,
        validate_in_same_transaction::check,
    ),
    (Code::VolatileDefault, volatile_default::check),
    (Code::StoredGeneratedColumn, stored_generated_column::check),
    (Code::SerialColumn, serial_column::check),
    (Code::IdentityColumn, identity_column::check),
    (Code::DomainColumn, domain_column::check),
    (Code::RewritingTypeChange, rewriting_type_change::check),
    (Code::TableRewrite, table_rewrite::check),
    (Code::RefreshNotConcurrent, refresh_not_concurrent::check),
    (Code::AttachPartition, attach_partition::check),
    (Code::LockTable, lock_table::check),
    (Code::WorkUnderLock, work_under_lock::check),
    (Code::DomainConstraint, domain_constraint::check),
    (
        Code::DropIndexNotConcurrent,
        drop_index_not_concurrent::check,
    ),
    (Code::DetachNotConcurrent, detach_not_concurrent::check),
    (Code::RepeatedScan, repeated_scan::check),
    (
        Code::ForeignKeyWithoutIndex,
        foreign_key_without_index::check,
    ),
];

/// Asks every rule about the statement.
pub(super) fn check(check: &mut Check<'_>) {
    for (code, rule) in RULES {
        check.code = *code;
        rule(check);
    }
}

/// COMMIT or ROLLBACK in a DO block.
pub(super) fn control_in_body(in_transaction: bool, span: &Span, found: &mut Vec<Finding>) {
    if in_transaction {
        found.push(transaction_in_body::control().at(Code::TransactionInBody, span));
    }
}
