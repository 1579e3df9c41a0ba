use crate::mysql::check::{Altered, Check};
use crate::mysql::name::Name;
use crate::mysql::table::{Action, KeyKind};

use super::{added_column, added_key};

/// A foreign key that is added to an existing table.
pub(in crate::mysql::rules) struct NewForeignKey<'c> {
    pub(in crate::mysql::rules) altered: Altered<'c>,
    pub(in crate::mysql::rules) parent: &'c Name,
    /// No row can lack its parent: a column of the key is new and empty, or the file dropped a key
    /// over the same columns.
    pub(in crate::mysql::rules) is_safe: bool,
}

pub(in crate::mysql::rules) fn added_foreign_key<'c>(
    check: &Check<'c>,
) -> Option<NewForeignKey<'c>> {
    if let Some((altered, column)) = added_column(check) {
        let (parent, ..) = column.references.as_ref()?;
        let is_all_null = !column.spec.is_not_null() && !column.spec.fills_itself();
        return check
            .file
            .servers
            .has_inline_references()
            .then_some(NewForeignKey {
                altered,
                parent,
                is_safe: is_all_null,
            });
    }
    let (altered, key) = added_key(check)?;
    let KeyKind::ForeignKey { columns, table, .. } = &key.kind else {
        return None;
    };
    let is_empty = |column: &str| {
        let in_statement = altered.alter.has(|action| match action {
            Action::AddColumn { column: added, .. } => {
                added.name.is(column) && !added.spec.is_not_null() && !added.spec.fills_itself()
            }
            _ => false,
        });
        let known = altered.table.column(column);
        let is_filled = known.is_some_and(|known| known.filled.is_some());
        let in_file = altered.table.is_new_column(column)
            && known.is_some_and(|known| !known.spec.is_not_null() && !known.spec.fills_itself());
        (in_statement || in_file) && !is_filled
    };
    let is_all_null = columns.iter().any(|column| is_empty(&column.text));
    let parent = check.catalog.key(table);
    let is_replaced = check.file.dropped_foreign_keys.iter().any(|(of, own, to)| {
        let mut pairs = own.iter().zip(columns);
        let is_same = own.len() == columns.len() && pairs.all(|(own, column)| column.is(own));
        *of == altered.table.key && *to == parent && is_same
    });
    Some(NewForeignKey {
        altered,
        parent: table,
        is_safe: is_all_null || is_replaced,
    })
}
