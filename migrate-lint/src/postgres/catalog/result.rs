use super::Catalog;
use super::relation::Column;
use crate::postgres::name::Ident;
use crate::postgres::query::{Output, Query, Source, With};

impl Catalog {
    /// The columns of a query's result, under the names that a statement gives them.
    pub(crate) fn result(
        &self,
        names: Option<&[Ident]>,
        query: Option<&Query>,
    ) -> Option<Vec<Column>> {
        let mut columns = query.and_then(|query| self.outputs(query));
        let Some(names) = names else { return columns };
        let result = names.iter().enumerate().map(|(at, name)| {
            let mut column = columns
                .as_mut()
                .and_then(|columns| columns.get(at).cloned())
                .unwrap_or_else(|| Column::named(&name.text, self.current));
            column.name.clone_from(&name.text);
            column
        });
        Some(result.collect())
    }

    fn outputs(&self, query: &Query) -> Option<Vec<Column>> {
        let mut columns = Vec::new();
        // What is inside of parentheses, or the first side of a UNION, has the sources.
        let mut first = query;
        let mut with: Vec<&With> = query.with.iter().collect();
        while let Some(part) = first.parts.first() {
            first = part;
            with.extend(&part.with);
        }
        let sources = &first.sources;
        let visible = |name: &str| !with.iter().any(|one| one.name == name);
        for output in query.outputs.as_ref()? {
            match output {
                Output::All(_) if sources.is_empty() => return None,
                Output::All(qualifier) => {
                    for source in sources {
                        columns.extend(self.all_of(source, qualifier.as_deref(), &visible)?);
                    }
                }
                Output::One { name, column } => {
                    let name = name.as_ref()?;
                    let mut found = column
                        .as_ref()
                        .and_then(|(_, column)| self.source_column(sources, column, &visible))
                        .unwrap_or_else(|| Column::named(&name.text, self.current));
                    found.name.clone_from(&name.text);
                    columns.push(found);
                }
            }
        }
        Some(columns)
    }

    fn all_of(
        &self,
        source: &Source,
        qualifier: Option<&str>,
        visible: &impl Fn(&str) -> bool,
    ) -> Option<Vec<Column>> {
        let Source::Relation {
            name,
            alias,
            columns: None,
        } = source
        else {
            return None;
        };
        let shown = alias.as_deref().unwrap_or(&name.name);
        if qualifier.is_some_and(|qualifier| qualifier != shown) {
            return Some(Vec::new());
        }
        if name.schema.is_none() && !visible(&name.name) {
            return None;
        }
        let (_, relation) = self.relation(name).yes()?;
        let columns = relation.columns()?.iter();
        Some(columns.map(|column| self.handed_through(column)).collect())
    }

    fn source_column(
        &self,
        sources: &[Source],
        name: &str,
        visible: &impl Fn(&str) -> bool,
    ) -> Option<Column> {
        sources.iter().find_map(|source| {
            let columns = self.all_of(source, None, visible)?;
            columns.into_iter().find(|column| column.name == name)
        })
    }

    fn handed_through(&self, column: &Column) -> Column {
        Column {
            ty: column.ty.clone(),
            ..Column::named(&column.name, self.current)
        }
    }
}
