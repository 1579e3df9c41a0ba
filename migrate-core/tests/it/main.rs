//! What a directory of files leads to, through the public interface.

mod embedded;
mod fixtures;
mod line_ends;
mod property;
mod support;
mod tiling;
