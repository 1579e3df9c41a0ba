//! What the rules say that two or three databases share: a file for each code, worded once.

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod added_enum_value;
pub(crate) mod changed_type;
pub(crate) mod delete_all;
pub(crate) mod dropped_guarantee;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod generated_always;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod lock;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod lock_table;
pub(crate) mod new_restriction;
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
pub(crate) mod stored_generated_column;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod validated_check;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod validated_foreign_key;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod volatile_default;
