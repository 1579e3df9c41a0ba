//! The rules. Each is a file that is named for its code; its page is `migrate-core/pages/<code>.md`.

mod support;

use super::check::Check;

rules! {
    drop_table DropTable
    drop_column DropColumn
    drop_database DropDatabase
    drop_partition DropPartition
    truncate Truncate
    delete_all DeleteAll
    update_all UpdateAll
    lossy_type_change LossyTypeChange
    add_required_column AddRequiredColumn
    not_null_on_existing NotNullOnExisting
    unique_on_existing UniqueOnExisting
    check_on_existing CheckOnExisting
    foreign_key_on_existing ForeignKeyOnExisting
    partition_on_existing PartitionOnExisting
    narrowing_type_change NarrowingTypeChange
    variable_outside_transaction VariableOutsideTransaction
    session_setting SessionSetting
    session_role SessionRole
    session_lock SessionLock
    ignored_reference IgnoredReference
    removed_table RemovedTable
    removed_column RemovedColumn
    removed_object RemovedObject
    renamed_table RenamedTable
    renamed_column RenamedColumn
    changed_type ChangedType
    dropped_attribute DroppedAttribute
    required_on_insert RequiredOnInsert
    new_restriction NewRestriction
    dropped_guarantee DroppedGuarantee
    added_enum_value AddedEnumValue
    rewriting_type_change RewritingTypeChange
    auto_increment_column AutoIncrementColumn
    stored_generated_column StoredGeneratedColumn
    volatile_default VolatileDefault
    validated_check ValidatedCheck
    validated_foreign_key ValidatedForeignKey
    fulltext_index FulltextIndex
    table_rewrite TableRewrite
    requested_lock RequestedLock
    lock_table LockTable
}

pub(super) use support::follow;
