use crate::postgres::catalog::{Catalog, ConstraintState};
use crate::postgres::check::{Check, Existing};
use crate::postgres::expression::Expr;
use crate::postgres::name::QName;
use crate::postgres::table::{ColumnDef, ConstraintDef, ConstraintKind};

/// A unique key that a statement creates over existing rows.
pub(in crate::postgres::rules) struct Key {
    pub(in crate::postgres::rules) columns: Vec<String>,
    /// It has expressions, not only columns.
    pub(in crate::postgres::rules) expressions: bool,
    pub(in crate::postgres::rules) primary: bool,
}

impl Key {
    /// The unique keys of a table: their columns.
    pub(in crate::postgres::rules) fn of(catalog: &Catalog, table: &QName) -> Vec<Vec<String>> {
        let Some(known) = catalog.table_at(table) else {
            return Vec::new();
        };
        let constraints = known.constraints.iter().filter(|one| {
            matches!(
                one.state,
                ConstraintState::Unique | ConstraintState::PrimaryKey
            )
        });
        let constraints = constraints.map(|one| one.columns.clone());
        let indexes = catalog.indexes(table);
        let indexes = indexes.filter(|(_, index)| index.unique && !index.partial);
        let indexes = indexes.filter_map(|(_, index)| index.columns.iter().cloned().collect());
        constraints
            .chain(indexes)
            .filter(|key| !key.is_empty())
            .collect()
    }

    /// The key of a constraint that builds its own index.
    pub(in crate::postgres::rules) fn of_constraint(
        constraint: &ConstraintDef,
        column: Option<&ColumnDef>,
    ) -> Option<Self> {
        let (columns, primary) = match &constraint.kind {
            ConstraintKind::Unique {
                columns,
                using_index: None,
            } => (columns, false),
            ConstraintKind::PrimaryKey {
                columns,
                using_index: None,
            } => (columns, true),
            _ => return None,
        };
        let own = column.map(|column| column.name.text.clone());
        let columns = columns.iter().map(|column| column.text.clone());
        Some(Self {
            columns: own.into_iter().chain(columns).collect(),
            expressions: false,
            primary,
        })
    }

    pub(in crate::postgres::rules) fn of_index(items: &[Expr]) -> Self {
        let columns = items.iter().filter_map(Expr::column);
        let columns: Vec<String> = columns.map(|column| column.text.clone()).collect();
        Self {
            expressions: columns.len() < items.len(),
            columns,
            primary: false,
        }
    }

    /// Whether existing rows may hold equal values.
    pub(in crate::postgres::rules) fn may_fail(
        &self,
        check: &Check<'_>,
        table: &Existing<'_>,
    ) -> bool {
        if self.expressions {
            return true;
        }
        // NULLs are not equal to each other.
        if !self.primary
            && self
                .columns
                .iter()
                .any(|column| table.is_empty_column(column))
        {
            return false;
        }
        let covers = |key: &Vec<String>| key.iter().all(|column| self.columns.contains(column));
        let known = Self::of(check.catalog, &table.name);
        let dropped = check.file.dropped_keys.iter();
        let dropped = dropped.filter(|(of, _)| *of == table.name);
        let is_covered = known.iter().any(covers) || dropped.map(|(_, key)| key).any(covers);
        // The file deleted duplicates.
        let is_cleaned = check
            .file
            .is_cleaned(&table.name, &self.columns, Some(&table.name));
        !is_covered && !is_cleaned
    }
}
