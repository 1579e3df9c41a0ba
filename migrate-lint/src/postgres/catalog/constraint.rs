use super::change::Change;
use super::relation::{Constraint, ConstraintState, Index, Relation, RelationState};
use crate::postgres::expression::Expr;
use crate::postgres::name::{Ident, Name, QName};
use crate::postgres::table::{ConstraintDef, ConstraintKind};

impl Change<'_> {
    pub(super) fn add_constraint(&mut self, table: &QName, def: &ConstraintDef) {
        self.add_constraint_of(table, def, None);
    }

    pub(super) fn add_constraint_of(
        &mut self,
        table: &QName,
        def: &ConstraintDef,
        of: Option<&Ident>,
    ) {
        let own = |columns: &[Ident]| -> Vec<String> {
            let columns = if columns.is_empty() {
                of.into_iter().collect()
            } else {
                columns.iter().collect::<Vec<_>>()
            };
            columns
                .into_iter()
                .map(|column| column.text.clone())
                .collect()
        };
        let valid = !def.not_valid && !def.not_enforced;
        let (state, columns) = match &def.kind {
            ConstraintKind::Check(expression) => {
                let state = ConstraintState::Check {
                    proves: expression.columns_not_null(),
                    conditions: expression
                        .conjuncts()
                        .iter()
                        .map(|part| compact(&part.text))
                        .collect(),
                };
                let columns = expression.columns().into_iter().map(|one| one.text.clone());
                (state, columns.collect())
            }
            ConstraintKind::Unique {
                columns,
                using_index,
            } => {
                let columns = self.key(table, own(columns), using_index.as_ref());
                (ConstraintState::Unique, columns)
            }
            ConstraintKind::PrimaryKey {
                columns,
                using_index,
            } => {
                let columns = self.key(table, own(columns), using_index.as_ref());
                (ConstraintState::PrimaryKey, columns)
            }
            ConstraintKind::ForeignKey { columns, table, .. } => {
                let table = self.catalog.relation(table).yes().map(|(name, _)| name);
                (ConstraintState::ForeignKey { table }, own(columns))
            }
            ConstraintKind::Exclude(expressions) => {
                let columns = expressions.iter().flat_map(Expr::columns);
                let columns = columns.map(|column| column.text.clone()).collect();
                (ConstraintState::Exclude, columns)
            }
            ConstraintKind::NotNull(Some(column)) => {
                (ConstraintState::NotNull, vec![column.text.clone()])
            }
            _ => return,
        };
        let name = def.name.as_ref().map(|name| name.text.clone());
        let name = name.unwrap_or_else(|| self.implied_name(table, &state, &columns));
        self.index_of_constraint(table, &name, def, &state, &columns);
        let born = self.born;
        let Some(known) = self.catalog.table_at_mut(table) else {
            return;
        };
        let makes_not_null = valid
            && matches!(
                state,
                ConstraintState::PrimaryKey | ConstraintState::NotNull
            );
        for column in known.columns.iter_mut().filter(|_| makes_not_null) {
            column.not_null |= columns.contains(&column.name);
        }
        known.constraints.push(Constraint {
            name,
            state,
            columns,
            valid,
            born,
        });
    }

    /// The columns of a key, which may be those of an index.
    fn key(&self, table: &QName, columns: Vec<String>, index: Option<&Name>) -> Vec<String> {
        let Some(index) = index else { return columns };
        let name = table.sibling(&index.name);
        match self.catalog.at(&name).map(|relation| &relation.state) {
            Some(RelationState::Index(index)) => index.columns.iter().flatten().cloned().collect(),
            _ => columns,
        }
    }

    /// The name that the server gives a constraint without one.
    pub(super) fn implied_name(
        &self,
        table: &QName,
        state: &ConstraintState,
        columns: &[String],
    ) -> String {
        let suffix = match state {
            ConstraintState::PrimaryKey => return format!("{}_pkey", table.name),
            ConstraintState::Unique => "key",
            ConstraintState::ForeignKey { .. } => "fkey",
            ConstraintState::Check { .. } => "check",
            ConstraintState::Exclude => "excl",
            ConstraintState::NotNull => "not_null",
        };
        let columns = match state {
            // A CHECK is named for its column if that is the only one.
            ConstraintState::Check { .. } if columns.iter().any(|one| *one != columns[0]) => "",
            ConstraintState::Check { .. } => columns.first().map_or("", String::as_str),
            _ => &columns.join("_"),
        };
        let base = if columns.is_empty() {
            format!("{}_{suffix}", table.name)
        } else {
            format!("{}_{columns}_{suffix}", table.name)
        };
        let taken = |name: &str| {
            let known = self.catalog.table_at(table);
            known.is_some_and(|known| known.constraint(name).is_some())
        };
        let mut name = base.clone();
        let mut number = 1;
        while taken(&name) {
            name = format!("{base}{number}");
            number += 1;
        }
        name
    }

    fn index_of_constraint(
        &mut self,
        table: &QName,
        name: &str,
        def: &ConstraintDef,
        state: &ConstraintState,
        columns: &[String],
    ) {
        let using = match &def.kind {
            ConstraintKind::Unique { using_index, .. }
            | ConstraintKind::PrimaryKey { using_index, .. } => using_index.as_ref(),
            ConstraintKind::Exclude(_) => None,
            _ => return,
        };
        if let Some(using) = using {
            // The index gets the constraint's name.
            self.rename_relation(&table.sibling(&using.name), &table.sibling(name));
            if let Some(Relation {
                state: RelationState::Index(index),
                ..
            }) = self.catalog.at_mut(&table.sibling(name))
            {
                index.of_constraint = true;
            }
            return;
        }
        let index = Index {
            table: table.clone(),
            columns: columns.iter().cloned().map(Some).collect(),
            depends_on: columns.to_vec(),
            unique: !matches!(state, ConstraintState::Exclude),
            partial: false,
            of_constraint: true,
        };
        self.insert_index(table, name, index);
    }
}

/// A condition's text to compare with: in lower case, without space and parentheses around it.
pub(crate) fn compact(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.to_lowercase().replace(['(', ')', '"'], "")
}
