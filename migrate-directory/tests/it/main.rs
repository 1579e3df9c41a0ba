//! Tests of migrations directories through the public interface.

mod embedded;
mod example;
mod fixtures;
mod line_ends;
mod pages;
mod property;
mod support;
mod tiling;
