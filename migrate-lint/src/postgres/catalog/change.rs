use super::knowledge::brings_no_table;
use super::{Born, Catalog};
use crate::postgres::statement::{Parsed, Statement};

impl Catalog {
    /// The state after a statement of the migration with that number.
    pub(crate) fn apply(&mut self, parsed: &Parsed, born: Born) {
        let mut change = Change {
            catalog: self,
            born,
            certain: !parsed.conditional,
        };
        change.apply(&parsed.statement);
    }
}

/// One statement's effect.
pub(super) struct Change<'c> {
    pub(super) catalog: &'c mut Catalog,
    pub(super) born: Born,
    /// The statement runs, whatever the rows say.
    pub(super) certain: bool,
}

impl Change<'_> {
    pub(super) fn apply(&mut self, statement: &Statement) {
        match statement {
            Statement::AlterTable(alter) => {
                for (action, _) in &alter.actions {
                    self.alter_table(&alter.table, alter.kind, action);
                }
            }
            Statement::Drop(drop) => self.drop(drop),
            Statement::Update(update) => self.fill(&update.table, update),
            Statement::Delete(delete) => self.clean(delete),
            Statement::Set {
                parameter, values, ..
            } if parameter == "search_path" => {
                if values.is_empty() {
                    self.catalog.search_path = vec!["public".to_owned()];
                } else {
                    self.catalog.set_search_path(values);
                }
            }
            Statement::Reset { parameter } => {
                if parameter
                    .as_deref()
                    .is_none_or(|name| name == "search_path")
                {
                    self.catalog.search_path = vec!["public".to_owned()];
                }
            }
            Statement::CreateUnknown | Statement::Unreadable => self.catalog.lose_sight(),
            Statement::CreateExtension { name } => {
                self.catalog.extensions = true;
                self.catalog.extension_tables |= !brings_no_table(&name.text);
            }
            other => self.create(other),
        }
    }
}
