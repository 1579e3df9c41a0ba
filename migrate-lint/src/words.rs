//! What the rules say that two or three databases share: a file for each code, worded once.

pub(crate) mod add_required_column;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod added_enum_value;
pub(crate) mod changed_type;
pub(crate) mod check_on_existing;
pub(crate) mod delete_all;
pub(crate) mod drop_column;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod drop_database;
pub(crate) mod drop_table;
pub(crate) mod dropped_guarantee;
pub(crate) mod foreign_key_on_existing;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod generated_always;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod lock;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod lock_table;
pub(crate) mod lossy_type_change;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod narrowing_type_change;
pub(crate) mod new_restriction;
pub(crate) mod not_null_on_existing;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod partition_on_existing;
mod removed;
pub(crate) mod removed_column;
pub(crate) mod removed_object;
pub(crate) mod removed_table;
pub(crate) mod renamed_column;
pub(crate) mod renamed_table;
pub(crate) mod required_on_insert;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod rewriting_type_change;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod session_lock;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod session_role;
pub(crate) mod session_setting;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod stored_generated_column;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod truncate;
pub(crate) mod unique_on_existing;
pub(crate) mod update_all;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod validated_check;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod validated_foreign_key;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod volatile_default;
