use super::lock::Lock;
use crate::finding::Words;

/// `ty` and `default` are the column's, as SQL.
pub(crate) fn words(lock: Lock, table: &str, column: &str, ty: &str, default: &str) -> Words {
    lock.rewrite(
        table,
        &format!("to compute the default of `{column}` for every row"),
        format!(
            "add it without a default (`ALTER TABLE {table} ADD COLUMN {column} {ty}`), set the \
             default for new rows (`ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT \
             {default}`), and fill the existing rows in batches in later migrations"
        ),
    )
}
