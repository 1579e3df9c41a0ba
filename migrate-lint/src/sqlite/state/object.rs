//! What the schema state notes of an object, and the tables in which a virtual table keeps its
//! rows.

use std::collections::BTreeMap;

use crate::born::Born;
use crate::sqlite::name;
use crate::sqlite::statement::ObjectKind;

#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    /// The key of the table that it belongs to.
    pub(crate) table: String,
    pub(crate) born: Born,
}

/// What the modules of virtual tables call the tables they store things in.
const SHADOWS: [&str; 12] = [
    "data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "parent",
    "rowid", "instance",
];

/// What a virtual table may have.
pub(super) fn shadows(table: &str) -> Vec<String> {
    SHADOWS.map(|part| format!("{table}_{part}")).into()
}

pub(super) fn is_shadow(objects: &BTreeMap<String, Object>, name: &str) -> bool {
    let key = name::key(name);
    let of_virtual = key.rsplit_once('_').is_some_and(|(table, part)| {
        let owner = objects.get(table);
        SHADOWS.contains(&part) && owner.is_some_and(|one| one.kind == ObjectKind::Virtual)
    });
    of_virtual || key.starts_with("sqlite_")
}
