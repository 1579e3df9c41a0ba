use crate::finding::Words;

/// `restriction` is what rejects rows, such as "the CHECK".
pub(crate) fn words(restriction: &str, table: &str) -> Words {
    Words::new(
        format!("{restriction} rejects rows of `{table}` that the running release may write"),
        "stricter than before",
        "make sure that no running release writes such rows, and mark this migration \
         `-- migrate: compatible`",
    )
}
