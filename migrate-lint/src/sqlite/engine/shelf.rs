//! What the engine does not hold in memory now. SQLite reads its whole schema again on each `ALTER TABLE`, so it
//! holds only what the migrations at hand are about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Object;
use crate::sqlite::name;

/// Relations by their keys, each with its indexes and triggers.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    groups: BTreeMap<String, Group>,
    /// The groups that have an object of a name, by its first word.
    names: HashMap<String, BTreeSet<String>>,
    /// The groups that mention a word.
    mentions: HashMap<String, BTreeSet<String>>,
}

#[derive(Debug, Default)]
struct Group {
    /// In the order in which they were made.
    objects: Vec<Object>,
    /// The engine holds it.
    taken: bool,
    /// The engine holds what depends on it, too.
    reached: bool,
}

impl Shelf {
    pub(super) fn put(&mut self, objects: Vec<Object>) {
        self.groups.retain(|_, group| !group.taken);
        for object in objects {
            let key = name::key(&object.table);
            for word in words(object.sql.as_deref().unwrap_or_default()) {
                self.mentions.entry(word).or_default().insert(key.clone());
            }
            let names = self.names.entry(first_word(&object.name)).or_default();
            names.insert(key.clone());
            self.groups.entry(key).or_default().objects.push(object);
        }
    }

    /// What lies here.
    pub(super) fn objects(&self) -> Vec<Object> {
        let here = self.groups.values().filter(|group| !group.taken);
        here.flat_map(|group| group.objects.clone()).collect()
    }

    /// Takes what a text mentions, and what that needs.
    pub(super) fn take(&mut self, text: &str) -> Vec<Object> {
        let mut taken = Vec::new();
        let mut keys = self.named(text);
        while let Some(key) = keys.pop() {
            let Some(group) = self.groups.get_mut(&key).filter(|group| !group.taken) else {
                continue;
            };
            group.taken = true;
            let objects = std::mem::take(&mut group.objects);
            let texts = objects.iter().filter_map(|object| object.sql.as_deref());
            keys.extend(texts.flat_map(|text| self.named(text)));
            taken.extend(objects);
        }
        taken
    }

    /// Takes what has the name, and what depends on it.
    pub(super) fn reach(&mut self, name: &str) -> Vec<Object> {
        let mut taken = self.take(name);
        let mut keys = self.named(name);
        keys.extend(self.mentioning(name));
        while let Some(key) = keys.pop() {
            let Some(group) = self.groups.get_mut(&key).filter(|group| !group.reached) else {
                continue;
            };
            group.reached = true;
            taken.extend(self.take(&key));
            keys.extend(self.mentioning(&key));
        }
        taken
    }

    fn mentioning(&self, name: &str) -> impl Iterator<Item = String> {
        let groups = self.mentions.get(&first_word(name)).into_iter();
        groups.flatten().cloned()
    }

    /// The groups that the text may name: too many rather than too few.
    fn named(&self, text: &str) -> Vec<String> {
        let mut groups = Vec::new();
        for word in words(text) {
            // The engine makes that table with the first that needs it.
            if word == "sqlite_sequence" {
                groups.extend(self.mentioning("autoincrement"));
            }
            let Some(own) = self.names.get(&word) else {
                continue;
            };
            groups.extend(own.iter().cloned());
            // It may be where a virtual table stores its rows.
            let owner = word.rsplit_once('_').map(|(owner, _)| owner);
            let owners = owner.and_then(|owner| self.names.get(owner));
            groups.extend(owners.into_iter().flatten().cloned());
        }
        groups
    }
}

/// Whatever can be a name, or a part of one that is quoted; in lower case. The empty one stands for names of other
/// characters.
fn words(text: &str) -> BTreeSet<String> {
    let words = parts(text).map(name::key);
    words.chain([String::new()]).collect()
}

fn first_word(name: &str) -> String {
    name::key(
        parts(name)
            .find(|part| !part.is_empty())
            .unwrap_or_default(),
    )
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |one: char| one.is_ascii_alphanumeric() || one == '_' || !one.is_ascii();
    text.split(move |one: char| !is_word(one))
}
