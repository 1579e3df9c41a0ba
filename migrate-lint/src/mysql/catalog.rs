//! The schema state: what the migrations before a statement have made.

mod alter;
mod change;
mod table;
mod uses;
mod view;

use std::collections::BTreeMap;

use migrate_directory::misspelt;
use serde::{Deserialize, Serialize};

use super::name::{Key, Name};
use super::statement::ObjectKind;
pub(crate) use table::{Column, KeyState, Table, TableKey};
pub(crate) use view::{Use, View};

pub(crate) use crate::born::Born;

/// Everything that the migrations so far have made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Catalog {
    relations: BTreeMap<Key, Relation>,
    /// They end with the session, and hide others of their name.
    temporary: BTreeMap<Key, Relation>,
    databases: BTreeMap<String, Database>,
    /// Procedures, functions, triggers and events: what each is called, and who made it.
    routines: BTreeMap<(String, Key), Born>,
    /// Where names without a database are looked for.
    database: String,
    /// Something may have been made or removed that cannot be seen.
    opaque: bool,
    /// The migration whose statements are applied.
    current: Born,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Database {
    /// The migrations made it.
    created: Option<Born>,
    /// The first migration that made a table in it.
    filled: Option<Born>,
    /// It holds what the migrations did not make.
    open: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Relation {
    pub(crate) born: Born,
    /// As the migrations spell it.
    pub(crate) shown: String,
    pub(crate) state: RelationState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum RelationState {
    Table(Table),
    View(View),
    Sequence,
    /// Somebody else made it.
    Assumed,
}

impl Relation {
    /// Whether it has a column of that name, as far as that is known.
    pub(crate) fn may_have(&self, column: &str) -> bool {
        match &self.state {
            RelationState::Table(table) => !table.complete || table.column(column).is_some(),
            RelationState::View(view) => view.may_have(column),
            _ => true,
        }
    }

    /// The columns that are known.
    pub(crate) fn columns(&self) -> Vec<&str> {
        match &self.state {
            RelationState::Table(table) => {
                let columns = table.columns.iter();
                columns.map(|column| column.name.as_str()).collect()
            }
            RelationState::View(view) => view.columns().map(String::as_str).collect(),
            RelationState::Sequence | RelationState::Assumed => Vec::new(),
        }
    }

    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.state {
            RelationState::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// What a name refers to.
#[derive(Debug)]
pub(crate) enum Found<'c> {
    Yes(&'c Relation),
    /// Nothing, and there is nothing that could have made it.
    No,
    /// Nothing that the migrations made; somebody else may have.
    Unknown,
}

/// How well the tables of a database are known.
#[derive(PartialEq, Eq)]
enum Knowledge {
    /// Others may be there.
    None,
    /// Others may be there, but a name that is nearly right is wrong.
    Partial,
    /// All of them.
    Full,
}

impl Catalog {
    /// Forgets what ended with the session that ran the migration before.
    pub(crate) fn begin_migration(&mut self, number: Born) {
        self.current = number;
        self.database.clear();
        self.temporary.clear();
    }

    /// From here on nothing that is not known is wrong.
    pub(crate) fn lose_sight(&mut self) {
        self.opaque = true;
    }

    /// Other sets of migrations share the database.
    pub(crate) fn share(&mut self) {
        self.databases.entry(String::new()).or_default().open = true;
    }

    pub(crate) fn is_opaque(&self) -> bool {
        self.opaque
    }

    pub(crate) fn key(&self, name: &Name) -> Key {
        Key::new(name.database.as_ref().unwrap_or(&self.database), &name.name)
    }

    fn knowledge(&self, database: &str) -> Knowledge {
        let Some(known) = self.databases.get(database) else {
            return Knowledge::None;
        };
        match known.filled.filter(|_| !known.open) {
            Some(_) if self.opaque || !database.is_empty() && known.created.is_none() => {
                Knowledge::None
            }
            // The file may be the first that makes something beside what is there.
            Some(filled) if filled == self.current => Knowledge::Partial,
            Some(_) => Knowledge::Full,
            None => Knowledge::None,
        }
    }

    /// Whether no migration before this one made or used
    /// anything in the database of the name, which refers to nothing.
    pub(crate) fn is_untouched(&self, key: &Key) -> bool {
        let known = self.databases.get(&key.database);
        let is_first = known.is_none_or(|known| {
            !known.open && known.filled.is_none_or(|filled| filled == self.current)
        });
        is_first && !self.opaque && self.at(key).is_none()
    }

    pub(crate) fn relation(&self, name: &Name) -> Found<'_> {
        const OF_SERVER: [&str; 4] = ["information_schema", "mysql", "performance_schema", "sys"];
        let key = self.key(name);
        if let Some(relation) = self.at(&key) {
            return Found::Yes(relation);
        }
        // MariaDB makes `seq_1_to_10` when it is named.
        let is_sequence = key.name.starts_with("seq_") && key.name.contains("_to_");
        if is_sequence || OF_SERVER.contains(&key.database.as_str()) {
            return Found::Unknown;
        }
        let known = || self.names(&key.database).map(|(key, _)| key.name.as_str());
        match self.knowledge(&key.database) {
            Knowledge::Full => Found::No,
            Knowledge::Partial if misspelt(&key.name, known()).is_some() => Found::No,
            _ => Found::Unknown,
        }
    }

    /// The relations of a database.
    pub(crate) fn names(&self, database: &str) -> impl Iterator<Item = (&Key, &Relation)> {
        let database = database.to_owned();
        let all = self.relations.iter().chain(&self.temporary);
        all.filter(move |(key, _)| key.database == database)
    }

    pub(crate) fn at(&self, key: &Key) -> Option<&Relation> {
        self.temporary.get(key).or_else(|| self.relations.get(key))
    }

    pub(crate) fn is_temporary(&self, key: &Key) -> bool {
        self.temporary.contains_key(key)
    }

    pub(crate) fn table_at(&self, key: &Key) -> Option<&Table> {
        self.at(key)?.table()
    }

    fn table_mut(&mut self, key: &Key) -> Option<&mut Table> {
        let relation = match self.temporary.get_mut(key) {
            Some(relation) => relation,
            None => self.relations.get_mut(key)?,
        };
        match &mut relation.state {
            RelationState::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Who made the procedure, function, trigger or event.
    pub(crate) fn routine(&self, kind: ObjectKind, name: &Name) -> Option<Born> {
        let key = (kind.name().to_owned(), self.key(name));
        self.routines.get(&key).copied()
    }

    /// Who made the database, if the migrations did.
    pub(crate) fn made_database(&self, name: &str) -> Option<Born> {
        self.databases.get(&name.to_lowercase())?.created
    }

    /// Takes note of a table that somebody else made, so that it is not called missing again.
    pub(crate) fn assume(&mut self, name: &Name) {
        let key = self.key(name);
        if self.at(&key).is_none() {
            let relation = Relation {
                born: Born::MAX,
                shown: name.name.clone(),
                state: RelationState::Assumed,
            };
            self.relations.insert(key, relation);
        }
    }

    /// The same, where it is evidence that the database holds more than the migrations made.
    pub(crate) fn learn(&mut self, name: &Name) {
        let key = self.key(name);
        if self.at(&key).is_none() {
            self.databases.entry(key.database).or_default().open = true;
            self.assume(name);
        }
    }
}
