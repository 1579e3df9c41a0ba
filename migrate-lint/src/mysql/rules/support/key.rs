use crate::mysql::check::{Altered, Check};
use crate::mysql::name::same;
use crate::mysql::table::{Action, ColumnDef, KeyKind, KeyPart};

use super::{ColumnChange, added_column, added_key};

/// A unique key over existing rows.
pub(in crate::mysql::rules) struct UniqueKey<'c> {
    pub(in crate::mysql::rules) altered: Altered<'c>,
    pub(in crate::mysql::rules) columns: Vec<String>,
    /// It has a prefix of a column, or an expression.
    partial: bool,
    pub(in crate::mysql::rules) primary: bool,
}

impl<'c> UniqueKey<'c> {
    pub(in crate::mysql::rules) fn of(check: &Check<'c>) -> Option<Self> {
        if let Some((altered, column)) = added_column(check) {
            return Self::of_column(altered, column);
        }
        if let Some(change) = ColumnChange::of(check) {
            return Self::of_column(change.altered, change.to);
        }
        let (altered, key) = added_key(check)?;
        let (parts, primary) = match &key.kind {
            KeyKind::Unique(parts) => (parts, false),
            KeyKind::Primary(parts) => (parts, true),
            _ => return None,
        };
        let is_whole = |part: &KeyPart| part.column.is_some() && !part.prefix;
        let columns = key.kind.columns().into_iter();
        Some(Self {
            altered,
            columns: columns.map(|column| column.text.clone()).collect(),
            partial: !parts.iter().all(is_whole),
            primary,
        })
    }

    fn of_column(altered: Altered<'c>, column: &ColumnDef) -> Option<Self> {
        (column.unique || column.primary).then(|| Self {
            columns: vec![column.name.text.clone()],
            partial: false,
            primary: column.primary,
            altered,
        })
    }

    /// Whether existing rows may be equal in it.
    pub(in crate::mysql::rules) fn may_fail(&self, check: &Check<'_>) -> bool {
        let table = &self.altered.table;
        let numbered = self.columns.iter().any(|column| self.is_numbered(column));
        if numbered || self.is_all_null() {
            return false;
        }
        if self.partial {
            return true;
        }
        let covers = |key: &[String]| {
            !key.is_empty()
                && key
                    .iter()
                    .all(|own| self.columns.iter().any(|one| same(one, own)))
        };
        let keys = table.table().map(|table| table.keys.iter());
        let is_unique = keys.into_iter().flatten().any(|key| {
            let columns: Option<Vec<String>> = key.columns.iter().cloned().collect();
            key.is_unique() && columns.is_some_and(|columns| covers(&columns))
        });
        let was_unique = check
            .file
            .dropped_keys
            .iter()
            .any(|(of, columns)| *of == table.key && covers(columns));
        !is_unique && !was_unique
    }

    /// Whether the column is new and numbers the rows.
    fn is_numbered(&self, column: &str) -> bool {
        self.altered.alter.has(|action| match action {
            Action::AddColumn { column: added, .. } => {
                added.name.is(column) && added.spec.auto_increment
            }
            _ => false,
        })
    }

    /// Whether a column is new and has no default: NULLs are not equal to each other.
    fn is_all_null(&self) -> bool {
        let table = &self.altered.table;
        let is_empty = |column: &String| {
            let in_statement = self.altered.alter.has(|action| match action {
                Action::AddColumn { column: added, .. } => {
                    added.name.is(column) && !added.spec.is_not_null() && !added.spec.fills_itself()
                }
                _ => false,
            });
            let before = table.column(column).is_some_and(|known| {
                table.is_new_column(column)
                    && !known.spec.is_not_null()
                    && !known.spec.fills_itself()
                    && known.filled.is_none()
            });
            before
                || in_statement
                    && table
                        .column(column)
                        .is_none_or(|known| known.filled.is_none())
        };
        !self.primary && self.columns.iter().any(is_empty)
    }
}
