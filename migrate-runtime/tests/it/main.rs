//! What users of the runtime rely on, on real databases.

mod apply;
mod code;
mod concurrent;
mod drift;
mod embed;
mod fleet;
mod history;
mod look;
mod repair;
mod session;
mod steps;
mod support;
mod testing;
mod undo;
