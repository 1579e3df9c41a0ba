//! The probes of `migrate-format`, with names of their own.

pub(crate) type Probe = migrate_format::Probe<String>;
pub(crate) type Object = migrate_format::Object<String>;
