//! One file per command.

pub(crate) mod check;
pub(crate) mod init;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod seal;
pub(crate) mod statements;
pub(crate) mod status;
pub(crate) mod up;
