use crate::finding::Words;

/// `of` is the type, or the column, that can hold the value.
pub(crate) fn words(value: &str, of: &str) -> Words {
    Words::new(
        format!("the running release cannot decode the new value '{value}' of `{of}`"),
        "unknown to the running release",
        "write the value only when every running release knows it, and mark this migration \
         `-- migrate: compatible`",
    )
}
