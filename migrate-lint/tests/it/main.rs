//! What users rely on: verdicts over whole directories, the corpus, the pages.

mod accepted;
mod corpus;
mod directory;
mod measure;
mod measure_mysql;
mod measure_sqlite;
mod pages;
mod still_used;
