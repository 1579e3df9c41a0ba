use super::Schema;
use super::change::Change;
use crate::postgres::data_type::DataType;
use crate::postgres::name::Name;
use crate::postgres::statement::{Drop, ObjectKind};

impl Change<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) {
        let is_of_table = matches!(drop.kind, ObjectKind::Trigger | ObjectKind::Policy);
        if is_of_table && !self.certain {
            self.catalog.doubt();
        }
        for name in &drop.names {
            match drop.kind {
                ObjectKind::Table
                | ObjectKind::ForeignTable
                | ObjectKind::View
                | ObjectKind::MaterializedView
                | ObjectKind::Index
                | ObjectKind::Sequence => self.drop_relation(name, drop.cascade),
                ObjectKind::Type | ObjectKind::Domain => self.drop_type(name, drop.cascade),
                ObjectKind::Function => {
                    self.drop_function(name, drop.arguments.first().and_then(Option::as_ref));
                }
                ObjectKind::Schema => self.drop_schema(name),
                ObjectKind::Trigger => {
                    let table = drop.on.as_ref().unwrap_or(name);
                    self.on_table(table, |table| {
                        table.triggers.retain(|one| *one != name.name);
                    });
                }
                ObjectKind::Policy => {
                    let table = drop.on.as_ref().unwrap_or(name);
                    self.on_table(table, |table| {
                        table.policies.retain(|one| *one != name.name);
                    });
                }
                ObjectKind::Extension | ObjectKind::Rule => {}
            }
        }
    }

    fn drop_type(&mut self, name: &Name, cascade: bool) {
        let found = self.catalog.type_named(name.schema.as_deref(), &name.name);
        let Some((found, _)) = found else { return };
        let types = &mut self.catalog.schema_mut(&found.schema).types;
        if !self.certain {
            if let Some(known) = types.get_mut(&found.name) {
                known.certain = false;
            }
            return;
        }
        types.remove(&found.name);
        if !cascade {
            return;
        }
        let using: Vec<_> = self
            .catalog
            .tables()
            .flat_map(|(table, known)| {
                let columns = known.columns.iter().filter(|column| {
                    column.ty.as_ref().is_some_and(|ty| {
                        ty.name == found.name
                            && ty
                                .schema
                                .as_deref()
                                .is_none_or(|schema| schema == found.schema)
                    })
                });
                let names = columns.map(|column| column.name.clone());
                names
                    .map(|column| (table.clone(), column))
                    .collect::<Vec<_>>()
            })
            .collect();
        for (table, column) in using {
            self.drop_column(&table, &column, true);
        }
    }

    fn drop_function(&mut self, name: &Name, arguments: Option<&Vec<Option<DataType>>>) {
        if !self.certain {
            return;
        }
        let target = self.catalog.target(name, false);
        let functions = &mut self.catalog.schema_mut(&target.schema).functions;
        let Some(known) = functions.get_mut(&target.name) else {
            return;
        };
        match arguments {
            Some(arguments) if known.len() > 1 => known.retain(|one| one.arguments != *arguments),
            _ => known.clear(),
        }
        if known.is_empty() {
            functions.remove(&target.name);
        }
    }

    fn drop_schema(&mut self, name: &Name) {
        if !self.certain {
            return;
        }
        let known = self
            .catalog
            .schemas
            .insert(name.name.clone(), Schema::default());
        // What was not made here may have gone with it, so the schema is not called empty.
        if let Some(known) = known {
            self.catalog.schema_mut(&name.name).open = known.open;
        }
    }
}
