//! What users rely on: verdicts over whole directories, and the corpus.

mod corpus;
#[cfg(feature = "postgres")]
mod measure;
