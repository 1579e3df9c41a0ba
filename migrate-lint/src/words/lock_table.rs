use crate::finding::Words;

/// `waiting` is what others wait with, such as "writes to `t`".
pub(crate) fn words(waiting: &str, until: &str) -> Words {
    Words::new(
        format!("{waiting} wait until {until}"),
        "explicit table lock",
        "remove it: each statement takes the lock that it needs",
    )
}
