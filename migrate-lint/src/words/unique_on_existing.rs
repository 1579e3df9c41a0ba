use crate::finding::Words;

/// `columns` are separated by commas; none are an expression.
pub(crate) fn duplicates(table: &str, columns: &str) -> Words {
    let (what, by) = match columns {
        "" => ("value of the expression".to_owned(), "<expression>"),
        _ => (format!("({columns})"), columns),
    };
    Words::new(
        format!("this fails if two rows of `{table}` have the same {what}"),
        "fails on duplicates",
        format!(
            "find duplicates and merge them first: \
             `SELECT {by}, count(*) FROM {table} GROUP BY {by} HAVING count(*) > 1`"
        ),
    )
}
