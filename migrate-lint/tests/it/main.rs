//! What users rely on: verdicts over whole directories, and the corpus.

#[cfg(feature = "postgres")]
mod accepted;
mod corpus;
#[cfg(feature = "postgres")]
mod measure;
#[cfg(feature = "postgres")]
mod pages;
