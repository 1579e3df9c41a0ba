//! What the engine has done, as the schema state notes it.

use super::State;
use super::object::{Object, shadows};
use crate::born::Born;
use crate::sqlite::engine::{self, Error};
use crate::sqlite::name::{self, Name};
use crate::sqlite::statement::{Action, Create, ObjectKind, Statement};

impl State {
    /// Notes what the engine has done.
    pub(super) fn follow(&mut self, statement: &Statement<'_>, born: Born) -> Result<(), Error> {
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
            let shadows = shadows(key);
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
            let shadows = shadows(from);
            self.objects.retain(|name, _| !shadows.contains(name));
            self.list(&self.engine.objects()?, born);
        }
        Ok(())
    }

    /// Notes the objects that it does not know yet.
    pub(super) fn list<'o>(
        &mut self,
        objects: impl IntoIterator<Item = &'o engine::Object>,
        born: Born,
    ) {
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
