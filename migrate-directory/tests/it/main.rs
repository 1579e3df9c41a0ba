//! What a directory of files leads to, through the public interface.

mod embedded;
mod example;
mod fixtures;
mod line_ends;
mod pages;
mod property;
mod support;
mod tiling;
