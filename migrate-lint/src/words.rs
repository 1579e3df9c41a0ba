//! What the rules say that two or three databases share: a file for each code, worded once.

pub(crate) mod delete_all;
