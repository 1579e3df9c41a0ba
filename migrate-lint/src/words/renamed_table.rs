use super::removed::fail;
use crate::finding::Words;

pub(crate) fn words(from: &str, to: &str) -> Words {
    Words::new(
        fail(&format!("the old name `{from}`")),
        "the old name is gone",
        format!(
            "keep the old name as a view until no release uses it: \
             `CREATE VIEW {from} AS SELECT * FROM {to}`"
        ),
    )
}
