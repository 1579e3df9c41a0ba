//! The schema state: what the migrations before a statement have made.

mod alter;
mod change;
mod constraint;
mod create;
mod drop;
mod function;
mod index;
mod knowledge;
mod relation;
mod remove;
mod result;
mod types;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::data_type::DataType;
use super::name::{Name, QName};
use super::statement::Volatility;
pub(crate) use constraint::compact;
pub(crate) use relation::{
    Column, Constraint, ConstraintState, DefaultValue, Identity, Index, PartitionKind, Relation,
    RelationState, Table,
};

pub(crate) use crate::born::Born;

/// Everything that the migrations so far have made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude each other"
)]
pub(crate) struct Catalog {
    schemas: BTreeMap<String, Schema>,
    /// Where names without a schema are looked for, in order.
    search_path: Vec<String>,
    /// Something may have been made or removed that cannot be seen: SQL that a body puts together,
    /// a function that is not known.
    opaque: bool,
    /// Objects other than tables and views may be there, or be gone, that cannot be known.
    loose: bool,
    /// The migrations bring extensions, whose types and functions have names of their own.
    extensions: bool,
    /// One of them may bring tables and views, too.
    extension_tables: bool,
    /// The migration whose statements are applied.
    current: Born,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Schema {
    /// The migrations made it.
    created: bool,
    /// The first migration that made a table in it.
    filled: Option<Born>,
    /// It holds what the migrations did not make.
    open: bool,
    pub(crate) relations: BTreeMap<String, Relation>,
    pub(crate) types: BTreeMap<String, Type>,
    pub(crate) functions: BTreeMap<String, Vec<Function>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Type {
    pub(crate) kind: TypeState,
    pub(crate) born: Born,
    pub(crate) certain: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum TypeState {
    Enum(Vec<String>),
    Domain {
        base: Option<DataType>,
        not_null: bool,
        /// The names of its CHECKs.
        checks: Vec<String>,
    },
    Composite(Vec<(String, Option<DataType>)>),
    /// Named, not defined yet.
    Shell,
    Other,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) arguments: Vec<Option<DataType>>,
    pub(crate) volatility: Volatility,
    pub(crate) ends_transaction: bool,
    pub(crate) changes_schema: bool,
    pub(crate) born: Born,
}

/// What a name refers to.
#[derive(Debug)]
pub(crate) enum Found<'c, T> {
    Yes(QName, &'c T),
    /// Nothing, and there is nothing that could have made it.
    No,
    /// Nothing that the migrations made; somebody else may have.
    Unknown,
}

impl<'c, T> Found<'c, T> {
    pub(crate) fn yes(self) -> Option<(QName, &'c T)> {
        match self {
            Self::Yes(name, found) => Some((name, found)),
            Self::No | Self::Unknown => None,
        }
    }
}

impl Default for Catalog {
    fn default() -> Self {
        let schemas = [
            ("public".to_owned(), Schema::default()),
            (TEMPORARY.to_owned(), Schema::default()),
        ];
        Self {
            schemas: BTreeMap::from(schemas),
            search_path: vec!["public".to_owned()],
            opaque: false,
            loose: false,
            extensions: false,
            extension_tables: false,
            current: 0,
        }
    }
}

/// The schema of temporary tables.
pub(crate) const TEMPORARY: &str = "pg_temp";

impl Catalog {
    /// Forgets what ended with the session that ran the migration before.
    pub(crate) fn begin_migration(&mut self, number: Born) {
        self.current = number;
        self.search_path = vec!["public".to_owned()];
        self.schemas.insert(TEMPORARY.to_owned(), Schema::default());
    }

    /// From here on nothing that is not known is wrong.
    pub(crate) fn lose_sight(&mut self) {
        self.opaque = true;
    }

    /// Other sets of migrations share the database.
    pub(crate) fn share(&mut self) {
        self.schema_mut("public").open = true;
    }

    pub(crate) fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// From here on only what is nearly right is wrong with the name of an index, a constraint, …
    pub(crate) fn doubt(&mut self) {
        self.loose = true;
    }

    pub(crate) fn is_loose(&self) -> bool {
        self.loose
    }

    pub(crate) fn has_extensions(&self) -> bool {
        self.extensions
    }

    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.schemas
            .iter()
            .map(|(name, schema)| (name.as_str(), schema))
    }

    pub(crate) fn has_created_schema(&self, name: &str) -> bool {
        name == "public" || self.schemas.get(name).is_some_and(|schema| schema.created)
    }

    fn schema_mut(&mut self, name: &str) -> &mut Schema {
        self.schemas.entry(name.to_owned()).or_default()
    }

    /// Where a new object without a schema goes, or where it is said to go.
    pub(crate) fn target(&self, name: &Name, temporary: bool) -> QName {
        let schema = match &name.schema {
            Some(schema) => schema.as_str(),
            None if temporary => TEMPORARY,
            None => self.search_path.first().map_or("public", String::as_str),
        };
        QName::new(schema, &name.name)
    }

    /// The schemas in which a name is looked for.
    fn path<'c>(&'c self, name: &'c Name) -> Vec<&'c str> {
        match &name.schema {
            Some(schema) => vec![schema],
            None => std::iter::once(TEMPORARY)
                .chain(self.search_path.iter().map(String::as_str))
                .collect(),
        }
    }

    pub(crate) fn at(&self, name: &QName) -> Option<&Relation> {
        self.schemas.get(&name.schema)?.relations.get(&name.name)
    }

    pub(crate) fn at_mut(&mut self, name: &QName) -> Option<&mut Relation> {
        let schema = self.schemas.get_mut(&name.schema)?;
        schema.relations.get_mut(&name.name)
    }

    pub(crate) fn table(&self, name: &Name) -> Option<(QName, &Table)> {
        let (name, relation) = self.relation(name).yes()?;
        Some((name, relation.table()?))
    }

    pub(crate) fn table_at(&self, name: &QName) -> Option<&Table> {
        self.at(name)?.table()
    }

    fn table_at_mut(&mut self, name: &QName) -> Option<&mut Table> {
        self.at_mut(name)?.table_mut()
    }

    /// Every relation.
    pub(crate) fn relations(&self) -> impl Iterator<Item = (QName, &Relation)> {
        self.schemas.iter().flat_map(|(schema, known)| {
            let relations = known.relations.iter();
            relations.map(move |(name, relation)| (QName::new(schema, name), relation))
        })
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (QName, &Table)> {
        self.relations()
            .filter_map(|(name, relation)| Some((name, relation.table()?)))
    }

    /// The indexes of a table.
    pub(crate) fn indexes<'c>(
        &'c self,
        name: &'c QName,
    ) -> impl Iterator<Item = (&'c str, &'c Index)> {
        // A table knows its own; a materialized view does not.
        let table = self.table_at(name);
        let names = table.into_iter().flat_map(|table| &table.indexes);
        let of_view = match self.at(name).map(|relation| &relation.state) {
            Some(RelationState::View(_)) => self.schemas.get(&name.schema),
            _ => None,
        };
        let of_view = of_view
            .into_iter()
            .flat_map(|schema| schema.relations.keys());
        names
            .chain(of_view)
            .filter_map(move |index| match &self.at(&name.sibling(index))?.state {
                RelationState::Index(found) if found.table == *name => {
                    Some((index.as_str(), found))
                }
                _ => None,
            })
    }

    pub(crate) fn index(&self, name: &Name) -> Option<(QName, &Index)> {
        let (name, relation) = self.relation(name).yes()?;
        match &relation.state {
            RelationState::Index(index) => Some((name, index)),
            _ => None,
        }
    }

    /// The default partition of a table.
    pub(crate) fn default_partition(&self, parent: &Table) -> Option<(QName, &Relation)> {
        parent.partitions.iter().find_map(|name| {
            let relation = self.at(name)?;
            let (_, kind) = relation.table()?.partition_of.as_ref()?;
            (*kind == PartitionKind::Default).then(|| (name.clone(), relation))
        })
    }

    /// The type, if the migrations made it.
    pub(crate) fn type_named(&self, schema: Option<&str>, name: &str) -> Option<(QName, &Type)> {
        let search = schema.map_or_else(
            || self.search_path.iter().map(String::as_str).collect(),
            |schema| vec![schema],
        );
        search.into_iter().find_map(|schema| {
            let found = self.schemas.get(schema)?.types.get(name)?;
            Some((QName::new(schema, name), found))
        })
    }

    pub(crate) fn type_of(&self, ty: &DataType) -> Option<(QName, &Type)> {
        self.type_named(ty.schema.as_deref(), &ty.name)
    }

    pub(crate) fn functions(&self, schema: Option<&str>, name: &str) -> &[Function] {
        let search = schema.map_or_else(
            || self.search_path.iter().map(String::as_str).collect(),
            |schema| vec![schema],
        );
        let found = search
            .into_iter()
            .find_map(|schema| self.schemas.get(schema)?.functions.get(name));
        found.map_or(&[], Vec::as_slice)
    }

    /// Takes note of a table that somebody else made, so that it is not called missing again.
    pub(crate) fn assume(&mut self, name: &Name) {
        if matches!(self.relation(name), Found::Yes(..)) {
            return;
        }
        let name = self.target(name, false);
        let schema = self.schema_mut(&name.schema);
        schema.relations.insert(name.name, Relation::assumed());
    }

    /// The same, where it is evidence that the schema holds more than the migrations made.
    pub(crate) fn learn(&mut self, name: &Name) {
        if matches!(self.relation(name), Found::Yes(..)) {
            return;
        }
        let target = self.target(name, false);
        self.schema_mut(&target.schema).open = true;
        self.assume(name);
    }

    pub(crate) fn set_search_path(&mut self, path: &[String]) {
        self.search_path = path
            .iter()
            .flat_map(|part| part.split(','))
            .map(|part| part.trim().trim_matches('"').to_owned())
            .filter(|part| !part.is_empty() && part != "$user" && part != "pg_catalog")
            .collect();
    }
}
