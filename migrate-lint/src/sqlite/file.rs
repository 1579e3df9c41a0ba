use std::collections::HashMap;

use migrate_directory::{Kind, Words};

use super::copy::{Copy, Id};
use super::engine::Error;
use super::name::{self, Name, Span};
use super::state::State;
use super::statement::{Action, ObjectKind, Statement};
use super::table::Table;
use crate::born::{self, Born};
use crate::finding::Finding;
use crate::pending::Said;

/// What is known of the migration that is being judged.
pub(crate) struct File<'d> {
    /// Its number.
    pub(crate) number: Born,
    /// Whether each migration is a draft; empty without a lock.
    drafts: &'d [bool],
    /// The runner's transaction is around the whole file.
    pub(crate) whole: bool,
    /// What refers to a deleted row is deleted, or refuses it.
    pub(crate) foreign_keys: bool,
    /// Which table a name refers to by now.
    ids: HashMap<String, Id>,
    next: Id,
    /// The tables from before the file, as they were when it first touched them.
    pub(crate) originals: HashMap<Id, Original>,
    pub(crate) copies: Vec<Copy>,
    pub(crate) dropped: Vec<Dropped>,
    /// Columns that the file gave values to, by table and name.
    filled: Vec<(Id, String)>,
    /// In which columns no two rows of a table are equal, because the file deleted those that were.
    pub(crate) distinct: Vec<(Id, Vec<String>)>,
    /// What is said of it so far.
    pub(crate) said: Said<Remedy>,
}

/// A table from before the file.
#[derive(Debug, Clone)]
pub(crate) struct Original {
    /// What it was called when the file began.
    pub(crate) name: String,
    pub(crate) born: Born,
    /// `None` if it is not known.
    pub(crate) table: Option<Table>,
}

/// A table from before the file, which the file dropped.
#[derive(Debug, Clone)]
pub(crate) struct Dropped {
    pub(crate) id: Id,
    /// The statement.
    pub(crate) span: Span,
    /// As it was then.
    pub(crate) table: Option<Table>,
    pub(crate) triggers: Vec<String>,
    /// Its columns that no release has used.
    pub(crate) new_columns: Vec<String>,
}

/// What makes up for a finding. It is looked at when the file ends.
pub(crate) enum Remedy {
    /// A table or view of that name has these columns at least.
    Relation(String, Vec<String>),
    /// The table has a column of that name.
    Column(String, String),
    /// The same for a table that was renamed. With no other under its name, or with the table
    /// dropped, others report it.
    Successor(Id, String, String),
    Trigger(String),
    Index(String),
    /// A table of that name is there, or none refers to it.
    Unreferenced(String),
}

impl<'d> File<'d> {
    pub(crate) fn new(number: Born, drafts: &'d [bool], whole: bool, foreign_keys: bool) -> Self {
        Self {
            number,
            drafts,
            whole,
            foreign_keys,
            ids: HashMap::new(),
            next: 0,
            originals: HashMap::new(),
            copies: Vec::new(),
            dropped: Vec::new(),
            filled: Vec::new(),
            distinct: Vec::new(),
            said: Said::default(),
        }
    }

    /// Whether what was made there is new here: no release has used it.
    pub(crate) fn is_new(&self, born: Born) -> bool {
        born::is_new(born, self.number, self.drafts)
    }

    pub(crate) fn is_new_column(&self, state: &State, table: &str, column: &str) -> bool {
        let born = state.column_born(table, column);
        born.is_some_and(|born| self.is_new(born))
    }

    /// The table that the name refers to.
    pub(crate) fn id(&mut self, name: &str) -> Id {
        let key = name::key(name);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        self.next += 1;
        self.ids.insert(key, self.next);
        self.next
    }

    /// The same, if the file named it before.
    pub(crate) fn known_id(&self, name: &str) -> Option<Id> {
        self.ids.get(&name::key(name)).copied()
    }

    /// Whether a name refers to the table.
    pub(crate) fn is_alive(&self, id: Id) -> bool {
        self.ids.values().any(|one| *one == id)
    }

    /// Keeps the table as it is now, when it is first touched.
    pub(crate) fn keep(&mut self, name: &str, born: Born, table: Option<Table>) {
        let id = self.id(name);
        self.originals.entry(id).or_insert_with(|| Original {
            name: name.to_owned(),
            born,
            table,
        });
    }

    /// Notes which table a name refers to after the statement.
    pub(crate) fn follow(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::Create(create) if create.on.is_none() && !create.if_not_exists => {
                self.ids.remove(&create.name.key());
                self.id(&create.name.name);
            }
            Statement::Drop {
                kind: ObjectKind::Table | ObjectKind::View,
                name,
                ..
            } => {
                self.ids.remove(&name.key());
            }
            Statement::Alter {
                table,
                action: Action::RenameTo(to),
            } => {
                let id = self.id(&table.name);
                self.ids.remove(&table.key());
                self.ids.insert(to.key(), id);
            }
            Statement::Update(update) => {
                for (column, _) in &update.sets {
                    self.fill(&update.table, &column.name);
                }
            }
            Statement::Delete {
                table,
                filter: Some(filter),
            } => {
                let id = self.id(&table.name);
                self.distinct
                    .extend(grouped(*filter).map(|columns| (id, columns)));
            }
            _ => {}
        }
    }

    fn fill(&mut self, table: &Name, column: &str) {
        let id = self.id(&table.name);
        self.filled.push((id, name::key(column)));
    }

    pub(crate) fn is_filled(&self, id: Id, column: &str) -> bool {
        self.filled.contains(&(id, name::key(column)))
    }

    /// The columns that the file made distinct in a table.
    pub(crate) fn distinct_in(&self, id: Id) -> impl Iterator<Item = Vec<String>> {
        let of_table = self.distinct.iter().filter(move |(table, _)| *table == id);
        of_table.map(|(_, columns)| columns.clone())
    }

    /// The copy that put existing rows into the table.
    pub(crate) fn copy_into(&self, id: Id) -> Option<&Copy> {
        self.copies.iter().rev().find(|copy| copy.to == id)
    }

    /// The findings that nothing made up for.
    pub(crate) fn end(self, state: &State) -> Result<Vec<Finding>, Error> {
        self.said.end(|remedy| remedy.holds(state, &self.dropped))
    }
}

/// The columns that a condition groups rows by, to keep one of each group.
fn grouped(filter: Words<'_>) -> Option<Vec<String>> {
    let by = (0..filter.len())
        .find(|at| filter.are(*at, &["GROUP", "BY"]) || filter.are(*at, &["PARTITION", "BY"]))?;
    let columns = (by + 2..filter.len()).take_while(|at| {
        filter.kind(*at) != Some(Kind::Close)
            && !filter.is(*at, "HAVING")
            && !filter.is(*at, "ORDER")
    });
    let mut names = columns.filter(|at| !filter.is_symbol(*at, ","));
    names.try_fold(Vec::new(), |mut names, at| {
        names.push(name::at(filter, at)?);
        Some(names)
    })
}

impl Remedy {
    fn holds(&self, state: &State, dropped: &[Dropped]) -> Result<bool, Error> {
        Ok(match self {
            Self::Relation(name, columns) => {
                let now = state.engine.columns("main", name)?;
                let is_there =
                    |column: &String| now.iter().any(|one| name::is_same(&one.name, column));
                !now.is_empty() && columns.iter().all(is_there)
            }
            Self::Column(table, column) => {
                let now = state.engine.columns("main", table)?;
                now.iter().any(|one| name::is_same(&one.name, column))
            }
            Self::Successor(id, table, column) => {
                let now = state.engine.columns("main", table)?;
                now.is_empty()
                    || dropped.iter().any(|one| one.id == *id)
                    || now.iter().any(|one| name::is_same(&one.name, column))
            }
            Self::Unreferenced(name) => {
                state.relation(name).is_some() || state.engine.references(name)?.is_empty()
            }
            Self::Trigger(name) => state.trigger(name).is_some(),
            Self::Index(name) => {
                let key = name::key(name);
                state.indexes().any(|one| name::key(&one.name) == key)
            }
        })
    }
}
