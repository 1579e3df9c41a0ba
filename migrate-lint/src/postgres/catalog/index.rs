use super::Change;
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
            None => implied_index_name(&table, &index.columns),
        };
        self.insert_index(&table, &name, index);
    }
}

fn implied_index_name(table: &QName, columns: &[Option<String>]) -> String {
    let columns: Vec<&str> = columns
        .iter()
        .map(|column| column.as_deref().unwrap_or("expr"))
        .collect();
    format!("{}_{}_idx", table.name, columns.join("_"))
}
