//! What the rules say that two or three databases share: a file for each code, worded once.

pub(crate) mod add_required_column;
pub(crate) mod check_on_existing;
pub(crate) mod delete_all;
pub(crate) mod drop_column;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod drop_database;
pub(crate) mod drop_table;
pub(crate) mod foreign_key_on_existing;
pub(crate) mod lossy_type_change;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod narrowing_type_change;
pub(crate) mod not_null_on_existing;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod partition_on_existing;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod session_lock;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod session_role;
pub(crate) mod session_setting;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod truncate;
pub(crate) mod unique_on_existing;
pub(crate) mod update_all;
