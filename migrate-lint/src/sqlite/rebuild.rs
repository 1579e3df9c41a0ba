//! What a rule sees of a table that was dropped and of what took its place.

use migrate_directory::Code;

use super::copy::Copy;
use super::name::{Span, is_same};
use super::table::{Column, Table};
use crate::finding::{Finding, Words};

/// A table that was dropped.
pub(crate) struct Rebuild<'r> {
    /// What it was called when the file began.
    pub(crate) name: &'r str,
    /// `DROP TABLE`.
    pub(crate) span: &'r Span,
    /// As it was; `None` if it is not known.
    pub(crate) before: Option<&'r Table>,
    /// What has its name when the file ends.
    pub(crate) after: Option<Table>,
    /// That is a view.
    pub(crate) is_view: bool,
    /// Where its rows went, if that is still there.
    pub(crate) copy: Option<&'r Copy>,
    /// Its columns that no release has used.
    pub(crate) new_columns: &'r [String],
    /// Indexes and triggers that were not recreated: the kind and the name.
    pub(crate) lost: Vec<(&'static str, String)>,
    /// The code of the rule that looks.
    pub(crate) code: Code,
    pub(crate) found: Vec<Finding>,
}

impl Rebuild<'_> {
    /// Reports it at the `DROP TABLE`.
    pub(crate) fn report(&mut self, words: Words) {
        self.report_at(self.span.clone(), words);
    }

    pub(crate) fn report_at(&mut self, span: Span, words: Words) {
        self.found.push(words.at(self.code, &span));
    }

    /// The columns that a release may use, with what has their names now.
    pub(crate) fn columns(&self) -> Vec<(&Column, Option<&Column>)> {
        let before = self.before.into_iter().flat_map(|table| &table.columns);
        let used = before.filter(|column| {
            let mut new = self.new_columns.iter();
            !new.any(|name| is_same(name, &column.name))
        });
        let after = |column: &Column| self.after.as_ref()?.column(&column.name);
        used.map(|column| (column, after(column))).collect()
    }

    /// The same for a table that took its place, whose constraints can be compared.
    pub(crate) fn pairs(&self) -> Vec<(&Column, &Column)> {
        if self.is_view {
            return Vec::new();
        }
        let columns = self.columns().into_iter();
        columns
            .filter_map(|(before, after)| Some((before, after?)))
            .collect()
    }
}
