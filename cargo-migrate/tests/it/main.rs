//! What people who type `cargo migrate` rely on.

mod adopt;
mod adopt_consolidated;
mod ci;
mod commands;
mod consolidate;
mod database;
mod drift;
mod git;
mod histories;
mod killed;
mod lint;
mod project;
mod rebase;
mod recorded;
mod scratch;
#[cfg(unix)]
mod story;
mod transcripts;
mod walk;
