use super::change::Change;
use super::{Type, TypeState};
use crate::postgres::name::Name;
use crate::postgres::statement::TypeKind;
use crate::postgres::table::ConstraintKind;

impl Change<'_> {
    pub(super) fn create_type(&mut self, name: &Name, kind: &TypeKind) {
        let state = match kind {
            TypeKind::Enum(values) => TypeState::Enum(values.clone()),
            TypeKind::Domain { base, constraints } => {
                let mut not_null = false;
                let mut checks = Vec::new();
                for constraint in constraints {
                    match &constraint.kind {
                        ConstraintKind::NotNull(_) => not_null = true,
                        ConstraintKind::Check(_) => {
                            let name = constraint.name.as_ref().map(|name| name.text.clone());
                            checks.push(name.unwrap_or_default());
                        }
                        _ => {}
                    }
                }
                TypeState::Domain {
                    base: base.clone(),
                    not_null,
                    checks,
                }
            }
            TypeKind::Composite(fields) => TypeState::Composite(
                fields
                    .iter()
                    .map(|(name, ty)| (name.text.clone(), ty.clone()))
                    .collect(),
            ),
            TypeKind::Shell => TypeState::Shell,
            TypeKind::Other => TypeState::Other,
        };
        let name = self.catalog.target(name, false);
        let (born, certain) = (self.born, self.certain);
        let types = &mut self.catalog.schema_mut(&name.schema).types;
        let known = types.get(&name.name);
        if known.is_none_or(|known| matches!(known.kind, TypeState::Shell)) {
            let kind = state;
            types.insert(
                name.name,
                Type {
                    kind,
                    born,
                    certain,
                },
            );
        }
    }
}
