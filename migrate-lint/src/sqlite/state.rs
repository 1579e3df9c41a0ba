use std::collections::{BTreeMap, BTreeSet, HashMap};

use migrate_core::{Kind, Words};
use serde::{Deserialize, Serialize};

use super::engine::{self, Engine, Error, Outcome};
use super::name::{self, Name};
use super::statement::{Action, Create, ObjectKind, Pragma, Statement};
use super::table::Table;
use crate::born::Born;

/// The schema that the migrations so far leave behind.
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

#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    /// The key of the table that it belongs to.
    pub(crate) table: String,
    pub(crate) born: Born,
}

/// What is kept of a state between runs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Saved {
    shelved: Vec<engine::Object>,
    /// What does not stand by itself.
    held: Vec<engine::Object>,
    unknown: BTreeSet<String>,
    unknown_columns: BTreeSet<String>,
    opaque: bool,
}

/// What the modules of virtual tables call the tables they store things in.
const SHADOWS: [&str; 12] = [
    "data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "parent",
    "rowid", "instance",
];

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
            shelved: self.engine.shelved(),
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
        state.list(&saved.shelved, 0);
        state.engine.shelve(saved.shelved);
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

    /// Notes what the engine has done.
    fn follow(&mut self, statement: &Statement<'_>, born: Born) -> Result<(), Error> {
        match statement {
            Statement::Create(create) => self.created(create, born)?,
            Statement::Drop {
                kind: ObjectKind::Trigger,
                name,
                ..
            } => {
                self.triggers.remove(&name.key());
            }
            Statement::Drop { name, .. } if self.is_temporary(name) => {
                self.temporary.remove(&name.key());
            }
            Statement::Drop { name, .. } => self.dropped(&name.key()),
            Statement::Alter { table, action } if !self.is_temporary(table) => {
                self.altered(&table.key(), action, born)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn created(&mut self, create: &Create<'_>, born: Born) -> Result<(), Error> {
        let key = create.name.key();
        if create.temporary {
            if create.kind != ObjectKind::Trigger {
                self.temporary.insert(key);
            }
            return Ok(());
        }
        let table = create.on.as_ref().map_or_else(|| key.clone(), Name::key);
        let object = Object {
            kind: create.kind,
            name: create.name.name.clone(),
            table,
            born,
        };
        let objects = if create.kind == ObjectKind::Trigger {
            &mut self.triggers
        } else {
            &mut self.objects
        };
        let is_there = create.if_not_exists && objects.contains_key(&key);
        if !is_there {
            objects.insert(key, object);
        }
        if create.kind == ObjectKind::Virtual {
            self.list(&self.engine.objects()?, born);
        }
        Ok(())
    }

    fn dropped(&mut self, key: &str) {
        let was = self.objects.remove(key);
        if was.is_some_and(|was| was.kind != ObjectKind::Index) {
            let shadows: Vec<String> = SHADOWS.map(|part| format!("{key}_{part}")).into();
            self.objects
                .retain(|name, one| one.table != key && !shadows.contains(name));
            self.triggers.retain(|_, one| one.table != key);
            self.columns.retain(|(table, _), _| table != key);
        }
    }

    fn altered(&mut self, table: &str, action: &Action<'_>, born: Born) -> Result<(), Error> {
        match action {
            Action::RenameTo(to) => self.renamed(table, to)?,
            Action::RenameColumn { from, to } => {
                let was = self.columns.remove(&(table.to_owned(), from.key()));
                if let Some(born) = was {
                    self.columns.insert((table.to_owned(), to.key()), born);
                }
            }
            Action::AddColumn { column, .. } => {
                self.columns.insert((table.to_owned(), column.key()), born);
            }
            Action::DropColumn(column) => {
                self.columns.remove(&(table.to_owned(), column.key()));
            }
            Action::Other => {}
        }
        Ok(())
    }

    fn renamed(&mut self, from: &str, to: &Name) -> Result<(), Error> {
        let key = to.key();
        let Some(mut object) = self.objects.remove(from) else {
            return Ok(());
        };
        let (kind, born) = (object.kind, object.born);
        object.name.clone_from(&to.name);
        self.objects.insert(key.clone(), object);
        let all = self.objects.values_mut().chain(self.triggers.values_mut());
        all.filter(|one| one.table == from)
            .for_each(|one| one.table.clone_from(&key));
        let columns = std::mem::take(&mut self.columns).into_iter();
        self.columns = columns
            .map(|((table, column), born)| {
                let table = if table == from { key.clone() } else { table };
                ((table, column), born)
            })
            .collect();
        if kind == ObjectKind::Virtual {
            let shadows: Vec<String> = SHADOWS.map(|part| format!("{from}_{part}")).into();
            self.objects.retain(|name, _| !shadows.contains(name));
            self.list(&self.engine.objects()?, born);
        }
        Ok(())
    }

    /// Notes the objects that it does not know yet.
    fn list(&mut self, objects: &[engine::Object], born: Born) {
        for object in objects {
            let key = name::key(&object.name);
            let kind = kind(object);
            let known = if kind == ObjectKind::Trigger {
                &mut self.triggers
            } else {
                &mut self.objects
            };
            known.entry(key).or_insert_with(|| Object {
                kind,
                table: name::key(&object.table),
                name: object.name.clone(),
                born,
            });
        }
    }

    /// A table took the place of another, and is as old as that one, but for some columns.
    pub(crate) fn inherit(&mut self, table: &str, born: Born, columns: &[String]) {
        let key = name::key(table);
        let Some(object) = self.objects.get_mut(&key) else {
            return;
        };
        let new = std::mem::replace(&mut object.born, born);
        let columns = columns.iter().map(|column| name::key(column));
        self.columns
            .extend(columns.map(|column| ((key.clone(), column), new)));
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

fn is_shadow(objects: &BTreeMap<String, Object>, name: &str) -> bool {
    let key = name::key(name);
    let of_virtual = key.rsplit_once('_').is_some_and(|(table, part)| {
        let owner = objects.get(table);
        SHADOWS.contains(&part) && owner.is_some_and(|one| one.kind == ObjectKind::Virtual)
    });
    of_virtual || key.starts_with("sqlite_")
}

fn kind(object: &engine::Object) -> ObjectKind {
    let text = object.sql.as_deref().unwrap_or_default();
    match object.kind.as_str() {
        "view" => ObjectKind::View,
        "index" => ObjectKind::Index,
        "trigger" => ObjectKind::Trigger,
        _ if starts_with(text, "CREATE VIRTUAL") => ObjectKind::Virtual,
        _ => ObjectKind::Table,
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|own| own.eq_ignore_ascii_case(start))
}

/// The value of a PRAGMA that is a switch.
pub(crate) fn is_on(value: &str) -> Option<bool> {
    match name::key(&name::unquoted(value)).as_str() {
        "1" | "on" | "yes" | "true" => Some(true),
        "0" | "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

/// Whether the statement writes to the table that holds the schema itself.
pub(crate) fn writes_schema(statement: &Statement<'_>) -> bool {
    const NAMES: [&str; 4] = [
        "sqlite_schema",
        "sqlite_master",
        "sqlite_temp_schema",
        "sqlite_temp_master",
    ];
    let table = match statement {
        Statement::Insert(insert) => &insert.table,
        Statement::Update(update) => &update.table,
        Statement::Delete { table, .. } => table,
        _ => return false,
    };
    NAMES.contains(&table.key().as_str())
}

/// The names that a text mentions, in lower case.
pub(crate) fn mentioned(words: Words<'_>) -> BTreeSet<String> {
    (0..words.len())
        .filter(|at| words.kind(*at) != Some(Kind::String))
        .filter_map(|at| name::at(words, at))
        .map(|name| name::key(&name))
        .collect()
}
