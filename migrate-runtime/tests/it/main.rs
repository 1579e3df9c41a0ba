//! What users of the runtime rely on, on real databases.

mod apply;
mod concurrent;
mod history;
mod look;
mod session;
mod steps;
mod support;
