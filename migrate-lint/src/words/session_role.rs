use super::session_setting::LABEL;
use crate::finding::Words;

pub(crate) fn stays(role: &str, help: String) -> Words {
    let message = format!("the connection keeps {role} after the migration");
    Words::new(message, LABEL, help)
}
