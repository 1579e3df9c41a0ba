use crate::finding::Words;

pub(crate) fn every_row(table: &str) -> Words {
    Words::new(
        format!("this deletes every row of `{table}`"),
        "its rows are lost",
        format!("name the rows to delete: `DELETE FROM {table} WHERE <condition>`"),
    )
}
