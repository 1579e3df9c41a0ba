//! The splitter never panics, and its ranges tile the text. Run it with
//! `cargo +nightly fuzz run split` in `migrate-directory`.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/tiling.rs"]
mod tiling;

fuzz_target!(|text: &str| tiling::check(text));
