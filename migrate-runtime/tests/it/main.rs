//! What users of the runtime rely on, on real databases.

mod apply;
mod cancel;
mod code;
mod concurrent;
mod drift;
mod engines;
mod fleet;
mod history;
mod kill;
mod look;
mod mysql;
mod mysql_session;
mod record;
mod repair;
mod restart;
mod secrets;
mod session;
mod sqlite_file;
mod steps;
mod support;
mod testing;
mod traffic;
mod undo;
