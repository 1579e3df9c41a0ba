use crate::finding::Words;

pub(crate) fn tables(database: &str) -> Words {
    Words::new(
        format!("dropping {database} deletes every table in it"),
        "its tables are lost",
        "remove the statement, and drop the database by hand after a backup",
    )
}
