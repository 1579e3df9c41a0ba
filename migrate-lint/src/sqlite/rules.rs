//! The rules. Each is a file that is named for its code; its page is `migrate-core/pages/<code>.md`.

mod support;

use migrate_core::Code;

use super::check::Check;
use super::rebuild::Rebuild;

rules! {
    drop_column DropColumn
    drop_cascade DropCascade
    delete_all DeleteAll
    update_all UpdateAll
    lossy_type_change LossyTypeChange
    writable_schema WritableSchema
    add_required_column AddRequiredColumn
    non_constant_default NonConstantDefault
    not_null_on_existing NotNullOnExisting
    unique_on_existing UniqueOnExisting
    check_on_existing CheckOnExisting
    foreign_key_on_existing ForeignKeyOnExisting
    referenced_rows ReferencedRows
    narrowing_type_change NarrowingTypeChange
    session_setting SessionSetting
    removed_table RemovedTable
    removed_column RemovedColumn
    removed_object RemovedObject
    renamed_table RenamedTable
    renamed_column RenamedColumn
    required_on_insert RequiredOnInsert
    new_restriction NewRestriction
    dropped_guarantee DroppedGuarantee
}

/// The rules for a table that was dropped and what took its place: some of those above, and more files.
macro_rules! rebuilt {
    (again { $($again:ident $same:ident)* } only { $($file:ident $code:ident)* }) => {
        $(mod $file;)*

        const REBUILT: &[(Code, fn(&mut Rebuild<'_>))] = &[
            $((Code::$same, $again::rebuilt),)*
            $((Code::$code, $file::rebuilt),)*
        ];
    };
}

rebuilt! {
    again {
        drop_column DropColumn
        removed_table RemovedTable
        removed_column RemovedColumn
        renamed_column RenamedColumn
        required_on_insert RequiredOnInsert
        new_restriction NewRestriction
        dropped_guarantee DroppedGuarantee
    }
    only {
        drop_table DropTable
        lossy_copy LossyCopy
        changed_type ChangedType
        generated_always GeneratedAlways
        lost_in_rebuild LostInRebuild
    }
}

pub(super) use session_setting::follow as follow_pragma;
pub(super) use support::is_true;

/// Asks every rule about a table that was dropped.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    for (code, rule) in REBUILT {
        let before = rebuild.found.len();
        rule(rebuild);
        debug_assert!(rebuild.found[before..].iter().all(|one| one.code == *code));
    }
}
