use super::super::name::{Key, Name};
use super::super::statement::{Drop, Filter, ObjectKind, Parsed, Statement, Update, Value};
use super::super::table::{CreateTable, Definition, Source};
use super::{Born, Catalog, Relation, RelationState, Table};

impl Catalog {
    /// The state after a statement, or one part of it, of the migration with that number.
    pub(crate) fn apply(&mut self, parsed: &Parsed, part: usize, born: Born) {
        let mut change = Change {
            catalog: self,
            born,
        };
        change.apply(&parsed.statement, part);
    }
}

/// One statement's effect.
pub(super) struct Change<'c> {
    pub(super) catalog: &'c mut Catalog,
    pub(super) born: Born,
}

impl Change<'_> {
    pub(super) fn apply(&mut self, statement: &Statement, part: usize) {
        match statement {
            Statement::CreateTable(create) => self.create_table(create),
            Statement::AlterTable(alter) => {
                if let Some((action, _)) = alter.actions.get(part) {
                    self.alter_table(&alter.table, action);
                }
            }
            Statement::RenameTable(pairs) => {
                if let Some((from, to)) = pairs.get(part) {
                    self.rename(from, to);
                }
            }
            Statement::CreateView {
                name,
                columns,
                uses,
                ..
            } => {
                let view = self.catalog.view(columns.clone(), uses);
                self.create(name, RelationState::View(view));
            }
            Statement::CreateTrigger { name, .. } => self.routine(ObjectKind::Trigger, name),
            Statement::CreateRoutine {
                kind: ObjectKind::Sequence,
                name,
                ..
            } => self.create(name, RelationState::Sequence),
            Statement::CreateRoutine { kind, name, .. } => self.routine(*kind, name),
            Statement::CreateDatabase { name, .. } => {
                let database = self.catalog.databases.entry(name.text.to_lowercase());
                let database = database.or_default();
                database.created = database.created.or(Some(self.born));
            }
            Statement::Drop(drop) => {
                if let Some(name) = drop.names.get(part) {
                    self.drop(drop, name);
                }
            }
            Statement::Update(update) => self.fill(update),
            Statement::Delete { table, filter } => self.clean(table, filter),
            Statement::Use(name) => self.catalog.database = name.text.to_lowercase(),
            Statement::Opaque => self.catalog.lose_sight(),
            _ => {}
        }
    }

    fn create(&mut self, name: &Name, state: RelationState) {
        let key = self.catalog.key(name);
        let database = self.catalog.databases.entry(key.database.clone());
        let database = database.or_default();
        database.filled = database.filled.or(Some(self.born));
        // What replaces an older one is not new to those who use it.
        let born = self
            .catalog
            .relations
            .get(&key)
            .map_or(self.born, |old| old.born);
        let relation = Relation {
            born,
            shown: name.name.clone(),
            state,
        };
        self.catalog.relations.insert(key, relation);
    }

    fn routine(&mut self, kind: ObjectKind, name: &Name) {
        let key = (kind.name().to_owned(), self.catalog.key(name));
        let born = self.born;
        self.catalog.routines.entry(key).or_insert(born);
    }

    fn create_table(&mut self, create: &CreateTable) {
        let key = self.catalog.key(&create.name);
        let is_there = self.catalog.at(&key).is_some() && !create.temporary;
        if is_there && create.if_not_exists {
            return;
        }
        let table = match &create.source {
            Source::Like(like) => self.like(like),
            Source::Nothing | Source::Query => self.defined(create),
        };
        let state = RelationState::Table(table);
        if create.temporary {
            let relation = Relation {
                born: self.born,
                shown: create.name.name.clone(),
                state,
            };
            self.catalog.temporary.insert(key.clone(), relation);
        } else {
            self.catalog.relations.remove(&key);
            self.create(&create.name, state);
        }
        for definition in &create.definitions {
            if let Definition::Key(definition) = definition {
                self.add_key(&key, definition);
            }
        }
    }

    fn like(&self, like: &Name) -> Table {
        let known = self.catalog.table_at(&self.catalog.key(like));
        known.map_or_else(Table::default, |known| Table {
            foreign_keys: Vec::new(),
            ..known.clone()
        })
    }

    fn defined(&mut self, create: &CreateTable) -> Table {
        let options = &create.options;
        let is_readable = |one: &Definition| *one != Definition::Unreadable;
        let mut table = Table {
            charset: options.charset.clone(),
            collation: options.collation.clone(),
            engine: options.engine.clone(),
            partitioned: options.partitioned,
            complete: create.source == Source::Nothing
                && create.definitions.iter().all(is_readable),
            ..Table::default()
        };
        for definition in &create.definitions {
            if let Definition::Column(column) = definition {
                self.define(&mut table, column);
            }
        }
        table
    }

    fn rename(&mut self, from: &Name, to: &Name) {
        let (from, target) = (self.catalog.key(from), self.catalog.key(to));
        if let Some(mut relation) = self.catalog.temporary.remove(&from) {
            relation.shown.clone_from(&to.name);
            self.catalog.temporary.insert(target, relation);
            return;
        }
        let Some(mut relation) = self.catalog.relations.remove(&from) else {
            self.catalog.assume(to);
            return;
        };
        relation.shown.clone_from(&to.name);
        for other in self.catalog.relations.values_mut() {
            if let RelationState::Table(table) = &mut other.state {
                table.refer(&from, &target);
            }
        }
        self.catalog.relations.insert(target, relation);
    }

    pub(super) fn rename_table(&mut self, from: &Name, to: &Name) {
        self.rename(from, to);
    }

    fn drop(&mut self, drop: &Drop, name: &Name) {
        let key = self.catalog.key(name);
        match drop.kind {
            ObjectKind::Table => {
                if self.catalog.temporary.remove(&key).is_none() && !drop.temporary {
                    self.catalog.relations.remove(&key);
                }
            }
            ObjectKind::View | ObjectKind::Sequence => {
                self.catalog.relations.remove(&key);
            }
            ObjectKind::Database => {
                let database = name.name.to_lowercase();
                self.catalog.databases.remove(&database);
                self.catalog
                    .relations
                    .retain(|key, _| key.database != database);
            }
            kind => {
                self.catalog.routines.remove(&(kind.name().to_owned(), key));
            }
        }
    }

    /// `DELETE` of the rows that lack a value.
    fn clean(&mut self, table: &Name, filter: &Filter) {
        let key = self.catalog.key(table);
        let born = self.born;
        let Some(table) = self.catalog.table_mut(&key) else {
            return;
        };
        for column in &mut table.columns {
            let is_clean = match filter {
                Filter::All => true,
                Filter::IsNull(tested) => tested.is(&column.name),
                Filter::Some => false,
            };
            if is_clean {
                column.filled = Some(born);
            }
        }
    }

    /// `UPDATE` gives rows values.
    fn fill(&mut self, update: &Update) {
        let key = self.catalog.key(&update.table);
        let born = self.born;
        let Some(table) = self.catalog.table_mut(&key) else {
            return;
        };
        for set in &update.sets {
            let all = match &update.filter {
                Filter::All => !update.joined,
                Filter::IsNull(column) => column.is(&set.column.text),
                Filter::Some => false,
            };
            if let Some(column) = table.column_mut(&set.column.text)
                && all
                && set.value != Value::Null
            {
                column.filled = Some(born);
            }
        }
    }
}

impl Table {
    /// Foreign keys follow a table's new name.
    fn refer(&mut self, from: &Key, to: &Key) {
        for key in &mut self.foreign_keys {
            if key.parent == *from {
                key.parent = to.clone();
            }
        }
    }
}
