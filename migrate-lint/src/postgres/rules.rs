//! The rules. Each is a file that is named for its code; its page is `migrate-core/pages/<code>.md`.

mod support;

use super::check::Check;

rules! {
    drop_table DropTable
    drop_column DropColumn
    drop_schema DropSchema
    drop_database DropDatabase
    drop_cascade DropCascade
    truncate Truncate
    delete_all DeleteAll
    update_all UpdateAll
    lossy_type_change LossyTypeChange
    add_required_column AddRequiredColumn
    not_null_on_existing NotNullOnExisting
    unique_on_existing UniqueOnExisting
    check_on_existing CheckOnExisting
    foreign_key_on_existing ForeignKeyOnExisting
    exclusion_on_existing ExclusionOnExisting
    domain_on_existing DomainOnExisting
    partition_on_existing PartitionOnExisting
    narrowing_type_change NarrowingTypeChange
    enum_value_in_transaction EnumValueInTransaction
    transaction_in_body TransactionInBody
    set_local_outside_transaction SetLocalOutsideTransaction
    session_setting SessionSetting
    session_role SessionRole
    session_lock SessionLock
    removed_table RemovedTable
    removed_column RemovedColumn
    removed_object RemovedObject
    renamed_table RenamedTable
    renamed_column RenamedColumn
    renamed_object RenamedObject
    changed_type ChangedType
    required_on_insert RequiredOnInsert
    generated_always GeneratedAlways
    json_column JsonColumn
    new_restriction NewRestriction
    dropped_guarantee DroppedGuarantee
    added_enum_value AddedEnumValue
    index_not_concurrent IndexNotConcurrent
    reindex_not_concurrent ReindexNotConcurrent
    validated_check ValidatedCheck
    validated_foreign_key ValidatedForeignKey
    unique_constraint UniqueConstraint
    primary_key_constraint PrimaryKeyConstraint
    exclusion_constraint ExclusionConstraint
    set_not_null SetNotNull
    validate_in_same_transaction ValidateInSameTransaction
    volatile_default VolatileDefault
    stored_generated_column StoredGeneratedColumn
    serial_column SerialColumn
    identity_column IdentityColumn
    domain_column DomainColumn
    rewriting_type_change RewritingTypeChange
    table_rewrite TableRewrite
    refresh_not_concurrent RefreshNotConcurrent
    attach_partition AttachPartition
    lock_table LockTable
    work_under_lock WorkUnderLock
    domain_constraint DomainConstraint
    drop_index_not_concurrent DropIndexNotConcurrent
    detach_not_concurrent DetachNotConcurrent
    repeated_scan RepeatedScan
    foreign_key_without_index ForeignKeyWithoutIndex
}

pub(super) use support::follow;
pub(super) use transaction_in_body::control as control_in_body;
