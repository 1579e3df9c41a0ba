use std::collections::BTreeMap;

use migrate_format::Dialect;

use crate::kind::{Kind, Property};
use crate::name::Name;

/// The schema of a database: its objects, sorted by name.
///
/// A column, constraint, index, trigger or policy is an object of its own, whose name begins with
/// its table. The schema does not contain the order of columns (two databases rarely agree on it,
/// and few programs should depend on it), owners, tablespaces, versions of extensions, or data.
///
/// ```
/// # fn main() -> Result<(), migrate_schema::Error> {
/// use migrate_schema::{Ignore, Schema};
///
/// let stored = Schema::parse("schema 1 sqlite\nserver 3\ntable bookings\n")?;
/// let live = Schema::parse(
///     "schema 1 sqlite\nserver 3\ntable bookings\ncolumn bookings.notes\n  type TEXT\n",
/// )?;
/// assert_ne!(live.fingerprint(), stored.fingerprint());
///
/// let differences = live.differences(&stored, &Ignore::default());
/// assert_eq!(
///     differences[0].to_string(),
///     "column bookings.notes: TEXT in the database, not in the migrations"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    pub(crate) dialect: Dialect,
    pub(crate) server: String,
    pub(crate) with_grants: bool,
    objects: BTreeMap<(Name, Kind), Object>,
}

/// An object of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    kind: Kind,
    name: Name,
    properties: BTreeMap<Property, String>,
}

impl Schema {
    pub(crate) fn new(dialect: Dialect, with_grants: bool) -> Self {
        Self {
            dialect,
            server: "unknown".to_owned(),
            with_grants,
            objects: BTreeMap::new(),
        }
    }

    /// The kind of database.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The version of the server that printed the definitions: `15` (PostgreSQL), `3` (SQLite),
    /// `mysql 8.4`, `mariadb 11.8`. Versions may print the same expression differently. It is
    /// stored, but is not part of the fingerprint.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether it contains nothing but the schema `public`, which every database has.
    pub fn is_empty(&self) -> bool {
        self.objects()
            .all(|object| object.kind == Kind::Schema && object.name.qualified() == "public")
    }

    /// The objects, sorted by name, then kind.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// The object with a kind and a [qualified](Name::qualified) name.
    pub fn object(&self, kind: Kind, qualified: &str) -> Option<&Object> {
        self.objects()
            .find(|object| object.kind == kind && object.name.qualified() == qualified)
    }

    #[cfg(any(feature = "mysql", feature = "sqlite"))]
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        parts: &[&str],
        properties: impl IntoIterator<Item = (Property, String)>,
    ) {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        let mut object = Object::new(kind, Name::new(self.dialect, kind, parts));
        object.properties.extend(properties);
        self.insert(object);
    }

    pub(crate) fn insert(&mut self, object: Object) {
        let key = (object.name.clone(), object.kind);
        self.objects.insert(key, object);
    }

    pub(crate) fn get(&self, object: &Object) -> Option<&Object> {
        // A map cannot be searched with borrowed parts of a key.
        self.objects.get(&(object.name.clone(), object.kind))
    }
}

impl Object {
    pub(crate) fn new(kind: Kind, name: Name) -> Self {
        Self {
            kind,
            name,
            properties: BTreeMap::new(),
        }
    }

    /// The kind of the object.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the object.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The value of a property, if it has one.
    pub fn property(&self, property: Property) -> Option<&str> {
        self.properties.get(&property).map(String::as_str)
    }

    /// The properties in a fixed order.
    pub fn properties(&self) -> impl Iterator<Item = (Property, &str)> {
        self.properties
            .iter()
            .map(|(property, value)| (*property, value.as_str()))
    }

    pub(crate) fn set(&mut self, property: Property, value: impl Into<String>) {
        self.properties.insert(property, value.into());
    }
}
