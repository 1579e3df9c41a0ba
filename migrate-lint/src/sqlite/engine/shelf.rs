//! What the engine does not hold in memory now. SQLite reads its whole schema again on each
//! `ALTER TABLE`, so it holds only what the migrations at hand are about.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Object;
use crate::sqlite::name;

/// Relations, each with its indexes and triggers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Shelf {
    groups: Vec<Group>,
    /// The group of a relation, by its key.
    relations: BTreeMap<String, usize>,
    /// The groups that have an object of a name, by its first word.
    names: BTreeMap<String, Vec<usize>>,
    /// The groups that mention a word.
    mentions: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Group {
    /// The relation's key.
    key: String,
    /// In the order in which they were made.
    objects: Vec<Object>,
    /// The engine holds it.
    taken: bool,
    /// The engine holds what depends on it, too.
    reached: bool,
}

impl Shelf {
    pub(super) fn put(&mut self, objects: Vec<Object>) {
        for group in self.groups.iter_mut().filter(|group| group.taken) {
            group.reached = false;
        }
        let mut changed = BTreeSet::new();
        for object in objects {
            let at = self.group(&object.table);
            note(&mut self.names, first_word(&name::key(&object.name)), at);
            self.groups[at].taken = false;
            self.groups[at].objects.push(object);
            changed.insert(at);
        }
        for at in changed {
            let text = self.groups[at].text();
            for word in words(&text) {
                note(&mut self.mentions, word, at);
            }
        }
    }

    fn group(&mut self, relation: &str) -> usize {
        let key = name::key(relation);
        if let Some(at) = self.relations.get(&key) {
            return *at;
        }
        let at = self.groups.len();
        self.relations.insert(key.clone(), at);
        self.groups.push(Group {
            key,
            ..Group::default()
        });
        at
    }

    /// What lies here.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &Object> {
        self.groups.iter().flat_map(|group| &group.objects)
    }

    /// Takes what a text mentions, and what that needs.
    pub(super) fn take(&mut self, text: &str) -> Vec<Object> {
        let mut taken = Vec::new();
        let mut found = self.named(&name::key(text));
        while let Some(at) = found.pop() {
            if std::mem::replace(&mut self.groups[at].taken, true) {
                continue;
            }
            found.extend(self.named(&self.groups[at].text()));
            taken.append(&mut self.groups[at].objects);
        }
        taken
    }

    /// Takes what has the name, and what depends on it.
    pub(super) fn reach(&mut self, name: &str) -> Vec<Object> {
        let key = name::key(name);
        let mut taken = self.take(&key);
        let mut found = self.named(&key);
        found.extend(self.mentioning(&key));
        while let Some(at) = found.pop() {
            if std::mem::replace(&mut self.groups[at].reached, true) {
                continue;
            }
            let key = self.groups[at].key.clone();
            taken.extend(self.take(&key));
            found.extend(self.mentioning(&key));
        }
        taken
    }

    fn mentioning(&self, key: &str) -> impl Iterator<Item = usize> {
        let groups = self.mentions.get(first_word(key)).into_iter();
        groups.flatten().copied()
    }

    /// The groups that the text, in lower case, may name: too many rather than too few.
    fn named(&self, text: &str) -> Vec<usize> {
        let mut groups = Vec::new();
        for word in words(text) {
            // The engine makes that table with the first that needs it.
            if word == "sqlite_sequence" {
                groups.extend(self.mentioning("autoincrement"));
            }
            let Some(own) = self.names.get(word) else {
                continue;
            };
            groups.extend(own);
            // It may be where a virtual table stores its rows.
            let owner = word.rsplit_once('_').map(|(owner, _)| owner);
            let owners = owner.and_then(|owner| self.names.get(owner));
            groups.extend(owners.into_iter().flatten());
        }
        groups
    }
}

impl Group {
    /// Its statements, in lower case.
    fn text(&self) -> String {
        let statements = self.objects.iter();
        let statements = statements.filter_map(|object| object.sql.as_deref());
        let statements: Vec<&str> = statements.collect();
        name::key(&statements.join("\n"))
    }
}

/// A group may be in the list more than once.
fn note(groups: &mut BTreeMap<String, Vec<usize>>, word: &str, at: usize) {
    match groups.get_mut(word) {
        Some(known) if known.last() == Some(&at) => {}
        Some(known) => known.push(at),
        None => {
            groups.insert(word.to_owned(), vec![at]);
        }
    }
}

/// Whatever can be a name, or a part of one that is quoted. The empty one is for
/// names of other characters.
fn words(text: &str) -> BTreeSet<&str> {
    parts(text).chain([""]).collect()
}

fn first_word(name: &str) -> &str {
    parts(name).find(|part| !part.is_empty()).unwrap_or("")
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |one: char| one.is_ascii_alphanumeric() || one == '_' || !one.is_ascii();
    text.split(move |one: char| !is_word(one))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use migrate_directory::Code;

    use crate::sqlite::testing::{lint_errors, lint_ok};

    /// So many tables that the engine does not keep them, and what else there is.
    fn many(more: &str) -> String {
        (0..100).fold(more.to_owned(), |mut sql, number| {
            let _ = write!(
                sql,
                "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, a TEXT);"
            );
            sql
        })
    }

    #[test]
    fn brings_back_what_depends_on_a_table() {
        let before = many("CREATE TABLE \"old users\" (id INTEGER PRIMARY KEY, a TEXT, b TEXT);")
            + "CREATE VIEW shown AS SELECT a FROM \"old users\"; CREATE VIEW again AS SELECT a FROM shown;";
        let drop = "ALTER TABLE \"Old Users\" DROP COLUMN a;";
        let found = lint_errors(Code::Syntax, &before, drop);
        assert!(found.contains("needs the column `a`"), "{found}");
        lint_ok(
            Code::Syntax,
            &before,
            "ALTER TABLE \"Old Users\" DROP COLUMN b;",
        );
    }

    #[test]
    fn brings_back_the_tables_that_refer_to_one() {
        let before = many("CREATE TABLE parents (id INTEGER PRIMARY KEY);")
            + "CREATE TABLE children (parent INTEGER REFERENCES parents ON DELETE CASCADE);";
        let found = lint_errors(Code::DropCascade, &before, "DROP TABLE parents;");
        assert!(found.contains("children"), "{found}");
    }

    #[test]
    fn a_broken_view_stays_in_the_way() {
        let before = many("CREATE TABLE gone (a TEXT); CREATE VIEW broken AS SELECT a FROM gone;")
            + "DROP TABLE gone;";
        let rename = "ALTER TABLE t1 RENAME TO other;";
        let found = lint_errors(Code::UnknownObject, &before, rename);
        assert!(found.contains("view broken needs the table"), "{found}");
    }

    #[test]
    fn brings_back_what_the_engine_made() {
        let before = many("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);")
            + "CREATE VIRTUAL TABLE docs USING fts5(body);";
        lint_ok(
            Code::UnknownObject,
            &before,
            "DELETE FROM sqlite_sequence; SELECT count(*) FROM docs_content;",
        );
    }
}
