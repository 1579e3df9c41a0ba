//! Tests of the command as users run it.

mod adopt;
mod adopt_consolidated;
mod ci;
mod commands;
mod consolidate;
mod database;
mod documents;
mod drift;
mod git;
mod histories;
#[cfg(unix)]
mod interrupted;
mod killed;
mod lint;
mod live;
#[cfg(unix)]
mod prelude;
mod project;
mod rebase;
mod recorded;
mod scratch;
#[cfg(unix)]
mod story;
mod transcripts;
mod walk;
