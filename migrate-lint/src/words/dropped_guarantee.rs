use crate::finding::Words;

/// `guarantee` is what no longer holds, such as "NOT NULL of `t.a`".
pub(crate) fn words(guarantee: &str) -> Words {
    Words::new(
        format!("the running release may rely on {guarantee}, which this removes"),
        "no longer guaranteed",
        "make sure that no running release relies on it, and mark this migration \
         `-- migrate: compatible`",
    )
}

/// The same for a constraint or index that an INSERT may name.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn unique(guarantee: &str) -> Words {
    let mut words = words(guarantee);
    words.message.push_str(": `ON CONFLICT` with it fails");
    words
}
