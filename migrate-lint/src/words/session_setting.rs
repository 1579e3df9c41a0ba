use crate::finding::Words;

pub(crate) const LABEL: &str = "outlives the migration";

pub(crate) fn stays_set(setting: &str, help: String) -> Words {
    let message = format!("{setting} stays set on the connection after the migration");
    Words::new(message, LABEL, help)
}

pub(crate) fn reset(statement: &str) -> String {
    format!("reset it at the end of the file: `{statement}`")
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn directive(directive: &str) -> String {
    format!("write the directive at the top of the file instead: `-- migrate: {directive}`")
}
