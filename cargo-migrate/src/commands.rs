//! One file per command.

pub(crate) mod adopt;
pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod consolidate;
pub(crate) mod drift;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod hook;
pub(crate) mod init;
pub(crate) mod lint;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod rebase;
pub(crate) mod redo;
pub(crate) mod repair;
pub(crate) mod reset;
pub(crate) mod seal;
pub(crate) mod statements;
pub(crate) mod status;
pub(crate) mod undo;
pub(crate) mod up;
