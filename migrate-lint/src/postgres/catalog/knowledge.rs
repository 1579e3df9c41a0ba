//! How much of what is there the migrations made.

use migrate_directory::misspelt;

use super::{Catalog, Found, Relation, TEMPORARY};
use crate::postgres::name::{Name, QName};

/// How well the relations of a schema are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Knowledge {
    /// Others may be there.
    None,
    /// Others may be there, but a name that is nearly right is wrong.
    Partial,
    /// All of them.
    Full,
}

impl Catalog {
    pub(crate) fn relation(&self, name: &Name) -> Found<'_, Relation> {
        let path = self.path(name);
        for schema in &path {
            let known = self.schemas.get(*schema);
            if let Some(relation) = known.and_then(|known| known.relations.get(&name.name)) {
                return Found::Yes(QName::new(schema, &name.name), relation);
            }
        }
        let is_nowhere = name.schema.is_none() && self.search_path.is_empty();
        if is_nowhere || made_by_others(name) {
            return Found::Unknown;
        }
        match path.iter().map(|schema| self.knowledge(schema)).min() {
            Some(Knowledge::Full) => Found::No,
            Some(Knowledge::Partial) if self.is_slip(&path, &name.name) => Found::No,
            _ => Found::Unknown,
        }
    }

    /// How well the relations of the schema are known.
    fn knowledge(&self, schema: &str) -> Knowledge {
        if schema == TEMPORARY {
            return Knowledge::Full;
        }
        let known = self.schemas.get(schema);
        match known.and_then(|known| known.filled.filter(|_| !known.open)) {
            Some(_) if self.opaque || !self.has_created_schema(schema) => Knowledge::None,
            // The file may be the first that makes something beside what is there.
            Some(filled) if filled == self.current || self.extension_tables => Knowledge::Partial,
            Some(_) => Knowledge::Full,
            None => Knowledge::None,
        }
    }

    /// Whether the migrations made all there is where the name is looked for.
    pub(crate) fn knows_all(&self, name: &Name) -> bool {
        let least = self.path(name).iter().map(|one| self.knowledge(one)).min();
        !self.search_path.is_empty() && least == Some(Knowledge::Full)
    }

    /// Whether a relation is missing that only a migration could have made, be it the first one.
    pub(crate) fn has_no_maker(&self, name: &Name) -> bool {
        let is_ours = |schema: &str| {
            let known = self.schemas.get(schema);
            self.has_created_schema(schema) && known.is_none_or(|known| !known.open)
        };
        let mut path = self.path(name).into_iter();
        matches!(self.relation(name), Found::Unknown)
            && !self.opaque
            && !self.extension_tables
            && !made_by_others(name)
            && (name.schema.is_some() || !self.search_path.is_empty())
            && path.all(|schema| schema == TEMPORARY || is_ours(schema))
    }

    /// Whether the name is a slip of one that is known.
    fn is_slip(&self, path: &[&str], name: &str) -> bool {
        let schemas = path.iter().filter_map(|schema| self.schemas.get(*schema));
        let known = schemas.flat_map(|schema| schema.relations.keys());
        misspelt(name, known.map(String::as_str)).is_some()
    }
}

/// What no migration makes: the catalogue, and the histories that tools keep of migrations.
fn made_by_others(name: &Name) -> bool {
    const HISTORIES: [&str; 4] = [
        "_migrations",
        "_schema_history",
        "_schema_revisions",
        "_db_version",
    ];
    let is_catalogue = name.schema.is_none() && name.name.starts_with("pg_");
    is_catalogue || HISTORIES.iter().any(|end| name.name.ends_with(end))
}

/// Extensions that bring types and functions alone.
pub(super) fn brings_no_table(extension: &str) -> bool {
    const KNOWN: [&str; 19] = [
        "btree_gin",
        "btree_gist",
        "citext",
        "cube",
        "earthdistance",
        "fuzzystrmatch",
        "hstore",
        "intarray",
        "isn",
        "lo",
        "ltree",
        "pg_trgm",
        "pgcrypto",
        "plpgsql",
        "seg",
        "tablefunc",
        "unaccent",
        "uuid-ossp",
        "vector",
    ];
    KNOWN.contains(&extension)
}
