//! What people who type `cargo migrate` rely on.

mod commands;
mod transcripts;
