use super::change::Change;
use super::create::add;
use super::relation::{Index, RelationState};
use crate::postgres::expression::Expr;
use crate::postgres::name::QName;
use crate::postgres::statement::CreateIndex;

impl Change<'_> {
    pub(super) fn insert_index(&mut self, table: &QName, name: &str, index: Index) {
        self.insert(table.sibling(name), RelationState::Index(index));
        if let Some(known) = self.catalog.table_at_mut(table) {
            add(&mut known.indexes, name);
        }
    }

    pub(super) fn create_index(&mut self, create: &CreateIndex) {
        let Some((table, _)) = self.catalog.relation(&create.table).yes() else {
            return;
        };
        let columns: Vec<Option<String>> = create
            .items
            .iter()
            .map(|item| item.column().map(|column| column.text.clone()))
            .collect();
        let named = create
            .items
            .iter()
            .chain(&create.filter)
            .flat_map(Expr::columns);
        let depends_on = named.chain(&create.include).map(|one| one.text.clone());
        let index = Index {
            table: table.clone(),
            depends_on: depends_on.collect(),
            unique: create.unique,
            partial: create.filter.is_some(),
            of_constraint: false,
            columns,
        };
        let name = match &create.name {
            Some(name) => name.name.clone(),
            None => self.implied_index_name(&table, create),
        };
        self.insert_index(&table, &name, index);
    }

    /// The name that the server gives an index without one.
    fn implied_index_name(&self, table: &QName, create: &CreateIndex) -> String {
        let items = create.items.iter();
        let items = items.map(|item| item.implied_name().unwrap_or_else(|| "expr".to_owned()));
        let included = create.include.iter().map(|one| one.text.clone());
        let columns: Vec<String> = items.chain(included).collect();
        let base = format!("{}_{}_idx", table.name, columns.join("_"));
        let numbered = (1..).map(|number| format!("{base}{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let free = names.find(|name| self.catalog.at(&table.sibling(name)).is_none());
        free.unwrap_or_else(|| base.clone())
    }
}
