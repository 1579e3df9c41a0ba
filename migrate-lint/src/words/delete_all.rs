use std::fmt::Display;

use crate::finding::Words;

pub(crate) fn every_row(table: impl Display) -> Words {
    Words::new(
        format!("this deletes every row of `{table}`"),
        "its rows are lost",
        format!(
            "delete only the rows that you no longer need: `DELETE FROM {table} WHERE <condition>`"
        ),
    )
}
