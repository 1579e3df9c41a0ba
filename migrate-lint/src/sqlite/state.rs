mod follow;
mod object;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub(crate) use self::object::Object;
use self::object::is_shadow;
use super::engine::{self, Engine, Error, Outcome, Shelf};
use super::name::{self, Name};
use super::statement::{Action, ObjectKind, Pragma, Statement, is_on};
use super::table::Table;
use crate::born::Born;

/// The schema that the migrations so far have made.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) engine: Engine,
    /// A database of its own for what is tried out.
    pub(crate) trial: Engine,
    /// Tables, views and indexes, which share their names.
    objects: BTreeMap<String, Object>,
    triggers: BTreeMap<String, Object>,
    /// Columns that were added to a table later, by table and name.
    columns: HashMap<(String, String), Born>,
    temporary: BTreeSet<String>,
    /// Tables and other objects that may be there, or may be other than they seem.
    unknown: BTreeSet<String>,
    /// Columns that some table may have.
    unknown_columns: BTreeSet<String>,
    /// Anything may be there.
    pub(crate) opaque: bool,
}

/// What is kept of a state between runs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Saved {
    shelf: Shelf,
    /// What depends on something that is missing.
    held: Vec<engine::Object>,
    unknown: BTreeSet<String>,
    unknown_columns: BTreeSet<String>,
    opaque: bool,
}

impl State {
    pub(crate) fn new() -> Result<Self, Error> {
        let trial = Engine::open()?;
        trial.foreign_keys(true)?;
        Ok(Self {
            engine: Engine::open()?,
            trial,
            objects: BTreeMap::new(),
            triggers: BTreeMap::new(),
            columns: HashMap::new(),
            temporary: BTreeSet::new(),
            unknown: BTreeSet::new(),
            unknown_columns: BTreeSet::new(),
            opaque: false,
        })
    }

    pub(crate) fn save(&mut self) -> Result<Saved, Error> {
        let objects = &self.objects;
        self.engine.put_all_away(|name| is_shadow(objects, name))?;
        Ok(Saved {
            shelf: self.engine.shelf().clone(),
            held: self.engine.held(|name| self.is_shadow(name))?,
            unknown: self.unknown.clone(),
            unknown_columns: self.unknown_columns.clone(),
            opaque: self.opaque,
        })
    }

    /// `None` if the engine no longer takes what it gave.
    pub(crate) fn restore(saved: Saved) -> Option<Self> {
        let mut state = Self::new().ok()?;
        state.unknown = saved.unknown;
        state.unknown_columns = saved.unknown_columns;
        state.opaque = saved.opaque;
        state.engine.make(&saved.held).ok()?;
        state.list(&saved.held, 0);
        state.list(saved.shelf.objects(), 0);
        *state.engine.shelf() = saved.shelf;
        Some(state)
    }

    /// The table, view or index of that name.
    pub(crate) fn object(&self, name: &Name) -> Option<&Object> {
        let elsewhere = name.schema.is_some() && !name.is_in("main");
        self.objects.get(&name.key()).filter(|_| !elsewhere)
    }

    /// The table or view of that name, or the one whose index has it.
    pub(crate) fn owner(&self, name: &str) -> Option<&Object> {
        let object = self.objects.get(&name::key(name))?;
        self.relation(&object.table)
    }

    pub(crate) fn trigger(&self, name: &str) -> Option<&Object> {
        self.triggers.get(&name::key(name))
    }

    pub(crate) fn triggers_of(&self, table: &str) -> Vec<&Object> {
        let table = name::key(table);
        let triggers = self.triggers.values();
        triggers.filter(|one| one.table == table).collect()
    }

    /// The table or view of that name.
    pub(crate) fn relation(&self, name: &str) -> Option<&Object> {
        let object = self.objects.get(&name::key(name))?;
        (object.kind != ObjectKind::Index).then_some(object)
    }

    /// The names of the tables and views.
    pub(crate) fn relations(&self) -> impl Iterator<Item = &Object> {
        let objects = self.objects.values();
        objects.filter(|object| object.kind != ObjectKind::Index)
    }

    pub(crate) fn indexes(&self) -> impl Iterator<Item = &Object> {
        let objects = self.objects.values();
        objects.filter(|object| object.kind == ObjectKind::Index)
    }

    pub(crate) fn triggers(&self) -> impl Iterator<Item = &Object> {
        self.triggers.values()
    }

    /// A temporary table hides another of its name.
    pub(crate) fn is_temporary(&self, name: &Name) -> bool {
        name.is_in("temp") || name.schema.is_none() && self.temporary.contains(&name.key())
    }

    pub(crate) fn is_unknown(&self, name: &str) -> bool {
        self.opaque || self.unknown.contains(&name::key(name))
    }

    /// What the engine itself makes, or what a virtual table stores its rows in.
    pub(crate) fn is_shadow(&self, name: &str) -> bool {
        is_shadow(&self.objects, name)
    }

    pub(crate) fn is_unknown_column(&self, name: &str) -> bool {
        self.unknown_columns.contains(&name::key(name))
    }

    pub(crate) fn table(&self, name: &Name) -> Result<Option<Table>, Error> {
        let schema = if self.is_temporary(name) {
            "temp"
        } else {
            "main"
        };
        self.engine.table(schema, &name.name)
    }

    /// When the column was made; `None` if it came with its table.
    pub(crate) fn column_born(&self, table: &str, column: &str) -> Option<Born> {
        let key = (name::key(table), name::key(column));
        self.columns.get(&key).copied()
    }

    /// From here on nothing about the name is wrong.
    pub(crate) fn assume(&mut self, name: &str) {
        self.unknown.insert(name::key(name));
    }

    /// The statement could not be followed: what it makes may be there, and what it changes may be
    /// other than it seems.
    pub(crate) fn assume_changed(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::Alter { table, .. } => self.assume(&table.name),
            Statement::Drop { name, .. } => self.assume(&name.name),
            _ => {}
        }
        self.assume_made(statement);
    }

    /// What the statement makes, or needs, is not to be missed again.
    pub(crate) fn assume_made(&mut self, statement: &Statement<'_>) {
        let missing = statement
            .table()
            .filter(|table| self.object(table).is_none());
        if let Some(table) = missing.map(|table| table.name.clone()) {
            self.assume(&table);
        }
        match statement {
            Statement::Create(create) => self.assume(&create.name.name),
            Statement::Alter { action, .. } => match action {
                Action::RenameTo(name) => self.assume(&name.name),
                Action::RenameColumn { to: name, .. } | Action::AddColumn { column: name, .. } => {
                    self.unknown_columns.insert(name.key());
                }
                Action::DropColumn(_) | Action::Other => {}
            },
            _ => {}
        }
    }

    /// Gives the statement to the engine. What changes no schema is only looked at: no row is ever
    /// there.
    pub(crate) fn run(
        &mut self,
        statement: &Statement<'_>,
        sql: &str,
        born: Born,
    ) -> Result<Outcome, Error> {
        self.reach(statement)?;
        let changes = matches!(
            statement,
            Statement::Create(_) | Statement::Drop { .. } | Statement::Alter { .. }
        );
        if !changes {
            return Ok(self.engine.prepare(sql));
        }
        let outcome = self.engine.execute(sql);
        if matches!(outcome, Outcome::Done) {
            self.follow(statement, born)?;
        }
        Ok(outcome)
    }

    /// Brings back what depends on what the statement is about.
    fn reach(&self, statement: &Statement<'_>) -> Result<(), Error> {
        let made = match statement {
            Statement::Create(create) => Some(&create.name),
            Statement::Drop { name, .. } => Some(name),
            Statement::Alter {
                action: Action::RenameTo(to),
                ..
            } => Some(to),
            _ => None,
        };
        for name in statement.table().into_iter().chain(made) {
            self.engine.reach(&name.name)?;
        }
        Ok(())
    }

    /// A PRAGMA that decides how later statements run.
    pub(crate) fn set(&mut self, pragma: &Pragma<'_>, inside: bool) -> Result<(), Error> {
        let Some(on) = pragma.value.and_then(is_on) else {
            return Ok(());
        };
        match pragma.name.as_str() {
            "legacy_alter_table" => self.engine.legacy_alter_table(on),
            "foreign_keys" if !inside => self.engine.foreign_keys(on),
            _ => Ok(()),
        }
    }

    /// What the connection alone has goes with it.
    pub(crate) fn end_migration(&mut self) -> Result<(), Error> {
        if !self.temporary.is_empty() {
            for (kind, table) in self.engine.temporary()? {
                self.engine
                    .execute(&format!("DROP {kind} temp.{}", name::quoted(&table)));
            }
            self.temporary.clear();
        }
        self.engine.legacy_alter_table(false)?;
        let objects = &self.objects;
        self.engine.put_away(|name| is_shadow(objects, name))
    }
}
