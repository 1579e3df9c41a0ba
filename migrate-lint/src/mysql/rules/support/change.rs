use crate::mysql::catalog::Column;
use crate::mysql::check::{Altered, Check};
use crate::mysql::table::{Action, ColumnDef, ColumnSpec, Generated};
use crate::mysql::type_change::Types;

/// `MODIFY` or `CHANGE` of an existing column.
pub(in crate::mysql::rules) struct ColumnChange<'c> {
    pub(in crate::mysql::rules) altered: Altered<'c>,
    pub(in crate::mysql::rules) name: &'c str,
    /// `None` if the column is not known.
    pub(in crate::mysql::rules) from: Option<&'c Column>,
    pub(in crate::mysql::rules) to: &'c ColumnDef,
    to_charset: Option<String>,
    from_charset: Option<String>,
    to_collation: Option<String>,
    from_collation: Option<String>,
}

impl<'c> ColumnChange<'c> {
    pub(in crate::mysql::rules) fn of(check: &Check<'c>) -> Option<Self> {
        let altered = check.altered()?;
        let Action::ChangeColumn { from, column, .. } = altered.action else {
            return None;
        };
        let table = &altered.table;
        if table.lacks(&from.text) || table.is_new_column(&from.text) {
            return None;
        }
        let known = table.column(&from.text);
        let own = table.table();
        let charset = |spec| {
            own.and_then(|table| table.charset_of(spec))
                .map(str::to_owned)
        };
        let collation = |spec: &ColumnSpec| match (&spec.ty.collation, &spec.ty.charset) {
            (None, None) => own.and_then(|table| table.collation.clone()),
            (said, _) => said.clone(),
        };
        Some(Self {
            to_collation: collation(&column.spec),
            from_collation: known.and_then(|known| collation(&known.spec)),
            name: &from.text,
            from: known,
            to: column,
            to_charset: charset(&column.spec).or_else(|| column.spec.ty.charset.clone()),
            from_charset: known.and_then(|known| charset(&known.spec)),
            altered,
        })
    }

    pub(in crate::mysql::rules) fn types(&self) -> Option<Types<'_>> {
        Some(Types {
            from: &self.from?.spec.ty,
            to: &self.to.spec.ty,
            from_charset: self.from_charset.as_deref(),
            to_charset: self.to_charset.as_deref(),
            from_collation: self.from_collation.as_deref(),
            to_collation: self.to_collation.as_deref(),
        })
    }

    /// Whether values of a unique key may become equal in the new collation.
    pub(in crate::mysql::rules) fn ignores_more(&self) -> bool {
        let ends = |collation: &Option<String>, ends: &[&str]| {
            let collation = collation.as_deref().unwrap_or_default();
            ends.iter().any(|end| collation.ends_with(end))
        };
        let mut keys = self
            .altered
            .table
            .table()
            .into_iter()
            .flat_map(|table| &table.keys);
        keys.any(|key| key.is_unique() && key.has(self.name))
            && ends(&self.from_collation, &["_bin", "_cs"])
            && ends(&self.to_collation, &["_ci", "_ai"])
    }

    /// Whether the table is copied.
    pub(in crate::mysql::rules) fn copies(&self) -> bool {
        let Some(known) = self.from else { return true };
        let was = known.spec.generated == Some(Generated::Stored);
        let is = self.to.spec.generated == Some(Generated::Stored);
        let alike = self.types().is_some_and(|types| types.are_stored_alike());
        // A virtual column is stored nowhere.
        let is_virtual = known.spec.generated == Some(Generated::Virtual)
            && known.spec.generated == self.to.spec.generated;
        let gains_number = self.to.spec.auto_increment && !known.spec.auto_increment;
        // The expressions of two stored columns cannot be compared.
        was || is || gains_number || !alike && !is_virtual
    }

    /// Whether rows that hold NULL are rejected.
    pub(in crate::mysql::rules) fn requires(&self) -> bool {
        self.to.spec.is_not_null() && !self.altered.table.is_not_null(self.name)
    }
}
