//! The rules. Each is a file that is named for its code; its page is `migrate-core/pages/<code>.md`.

mod support;

use migrate_core::Code;

use super::check::Check;
use super::rebuild::Rebuild;

macro_rules! rules {
    (statements { $($file:ident $code:ident)* } rebuilt { $($again:ident $same:ident)* } only rebuilt { $($more:ident $own:ident)* }) => {
        $(mod $file;)*
        $(mod $more;)*

        /// Every rule that looks at single statements, with the code that it reports.
        const STATEMENTS: &[(Code, fn(&mut Check<'_>))] = &[$((Code::$code, $file::check),)*];

        /// Every rule that looks at a table that was dropped and what took its place.
        const REBUILT: &[(Code, fn(&mut Rebuild<'_>))] = &[
            $((Code::$same, $again::rebuilt),)*
            $((Code::$own, $more::rebuilt),)*
        ];
    };
}

rules! {
    statements {
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
        removed_column RemovedColumn
        removed_object RemovedObject
        renamed_table RenamedTable
        renamed_column RenamedColumn
        required_on_insert RequiredOnInsert
        new_restriction NewRestriction
        dropped_guarantee DroppedGuarantee
    }
    rebuilt {
        drop_column DropColumn
        removed_column RemovedColumn
        renamed_column RenamedColumn
        required_on_insert RequiredOnInsert
        new_restriction NewRestriction
        dropped_guarantee DroppedGuarantee
    }
    only rebuilt {
        drop_table DropTable
        lossy_copy LossyCopy
        removed_table RemovedTable
        changed_type ChangedType
        generated_always GeneratedAlways
        lost_in_rebuild LostInRebuild
    }
}

pub(super) use session_setting::follow as follow_pragma;
pub(super) use support::is_true;

/// Asks every rule about the statement.
pub(super) fn check(check: &mut Check<'_>) {
    for (code, rule) in STATEMENTS {
        let before = check.found.len();
        rule(check);
        debug_assert!(check.found[before..].iter().all(|one| one.code == *code));
    }
}

/// Asks every rule about a table that was dropped.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    for (code, rule) in REBUILT {
        let before = rebuild.found.len();
        rule(rebuild);
        debug_assert!(rebuild.found[before..].iter().all(|one| one.code == *code));
    }
}
