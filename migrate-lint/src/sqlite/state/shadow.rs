//! Tables in which a virtual table keeps its rows.

use std::collections::BTreeMap;

use super::Object;
use crate::sqlite::name;
use crate::sqlite::statement::ObjectKind;

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
