use super::session_setting::LABEL;
use crate::finding::Words;

pub(crate) fn stays(function: &str, help: &str) -> Words {
    Words::new(
        format!("the connection keeps the lock of {function}() after the migration"),
        LABEL,
        format!("{help}; or remove it: the runner already lets only one run at a time"),
    )
}
