//! `INSERT INTO new SELECT … FROM old` and `CREATE TABLE new AS SELECT … FROM old`: which rows and
//! values of a table reach another.

use migrate_directory::{Kind, Words};

use super::definition::{close, condition};
use super::name::{self, Span, is_same};
use super::statement::{find, pieces};
use super::table::{Table, is_covered};

/// A table, whatever it is called.
pub(crate) type Id = usize;

/// Rows of an existing table that a statement copies into another.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    /// The table that they are from.
    pub(crate) from: Id,
    pub(crate) to: Id,
    /// The statement.
    pub(crate) span: Span,
    /// The clause that leaves rows out.
    pub(crate) loses: Option<String>,
    /// What each column gets; `None` if the query is not a plain one.
    pub(crate) columns: Option<Vec<Mapped>>,
    /// In which columns no two rows that are copied are equal.
    pub(crate) keys: Vec<Vec<String>>,
}

/// What a column of the new table gets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mapped {
    pub(crate) column: String,
    /// The columns of the old table that its value is made of.
    pub(crate) sources: Vec<String>,
    /// It gets the value of `sources` as it is.
    pub(crate) plain: bool,
    /// Another value replaces NULL.
    pub(crate) guarded: bool,
    /// It is NULL.
    pub(crate) null: bool,
    /// The type that the value is turned into, in upper case.
    pub(crate) cast: Option<String>,
}

/// A query of one table.
pub(crate) struct Query<'q> {
    pub(crate) table: String,
    alias: Option<String>,
    items: Vec<Words<'q>>,
    /// The clause that leaves rows out.
    loses: Option<&'static str>,
    filter: Option<Words<'q>>,
}

impl<'q> Query<'q> {
    /// `None` if it reads more than one table, or something else than a table.
    pub(crate) fn read(words: Words<'q>, is_true: impl Fn(Words<'q>) -> bool) -> Option<Self> {
        let words = strip(words);
        if !words.is(0, "SELECT") {
            return None;
        }
        let several = ["UNION", "INTERSECT", "EXCEPT", "JOIN"];
        let from = find(words, 0, "FROM")?;
        if several.iter().any(|word| find(words, 0, word).is_some()) {
            return None;
        }
        let place = |keyword: &str| find(words, from, keyword);
        let clauses = ["WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "WINDOW"];
        let end = clauses.iter().filter_map(|one| place(one)).min();
        let end = end.unwrap_or(words.len());
        let source = words.slice(from + 1..end);
        let (table, alias) = source_of(source)?;
        let after_filter = clauses[1..].iter().filter_map(|one| place(one)).min();
        let filter = place("WHERE")
            .map(|at| words.slice(at + 1..after_filter.unwrap_or(words.len())))
            .filter(|filter| !is_true(*filter));
        let distinct = words.is(1, "DISTINCT");
        let loses = [
            ("WHERE", filter.is_some()),
            ("DISTINCT", distinct),
            ("GROUP BY", place("GROUP").is_some()),
            ("LIMIT", place("LIMIT").is_some()),
        ];
        let start = if distinct || words.is(1, "ALL") { 2 } else { 1 };
        Some(Self {
            table,
            alias,
            items: pieces(words.slice(start..from)),
            loses: loses
                .into_iter()
                .find_map(|(clause, is_there)| is_there.then_some(clause)),
            filter,
        })
    }

    /// The copy of these rows into columns of another table; `from` is the table it reads, as it
    /// is.
    pub(crate) fn into_copy(
        self,
        (from, to): (Id, Id),
        span: Span,
        source: &Table,
        targets: &[String],
    ) -> Copy {
        let values = self.values(source);
        let columns = (values.len() == targets.len()).then(|| {
            let pairs = targets.iter().zip(values);
            let named = pairs.map(|(column, value)| Mapped {
                column: column.clone(),
                ..value
            });
            named.collect::<Vec<Mapped>>()
        });
        let known = columns.as_deref().unwrap_or_default();
        let keys = source.keys().into_iter();
        Copy {
            from,
            to,
            span,
            loses: self.loses.map(str::to_owned),
            keys: keys.filter_map(|key| translated(&key, known)).collect(),
            columns,
        }
    }

    fn values(&self, source: &Table) -> Vec<Mapped> {
        let all = || {
            source.columns.iter().map(|column| Mapped {
                sources: vec![column.name.clone()],
                plain: true,
                ..Mapped::default()
            })
        };
        let mut values = Vec::new();
        for item in &self.items {
            let last = item.len().saturating_sub(1);
            if item.is_symbol(last, "*") && (last == 0 || last == 2 && item.is_symbol(1, ".")) {
                values.extend(all());
            } else {
                values.push(self.value(without_alias(*item), source));
            }
        }
        values
    }

    fn value(&self, item: Words<'_>, source: &Table) -> Mapped {
        let mut sources: Vec<String> = Vec::new();
        for at in 0..item.len() {
            let is_name = matches!(item.kind(at), Some(Kind::Word | Kind::QuotedName));
            let calls = item.is_symbol(at + 1, "(") || item.is_symbol(at + 1, ".");
            let named = name::at(item, at).filter(|_| is_name && !calls);
            let column = named.and_then(|name| source.column(&name));
            sources.extend(column.map(|column| column.name.clone()));
        }
        let qualified = item.len() == 3 && item.is_symbol(1, ".") && self.is_own(item);
        let stands_in = ["COALESCE", "IFNULL", "IIF", "ELSE"];
        let checks_null = self.filter.is_some_and(|filter| {
            let words = condition(filter).text;
            let is_checked =
                |column: &String| words.contains(&format!("{} is not null", name::key(column)));
            !sources.is_empty() && sources.iter().all(is_checked)
        });
        Mapped {
            column: String::new(),
            plain: sources.len() == 1 && (item.len() == 1 || qualified),
            guarded: checks_null || stands_in.iter().any(|word| item.find(word).is_some()),
            null: item.len() == 1 && item.is(0, "NULL"),
            cast: cast(item),
            sources,
        }
    }

    fn is_own(&self, item: Words<'_>) -> bool {
        let qualifier = name::at(item, 0).unwrap_or_default();
        let alias = self.alias.as_deref();
        is_same(&qualifier, &self.table) || alias.is_some_and(|alias| is_same(alias, &qualifier))
    }
}

impl Copy {
    /// The column that holds the old one's value, as it was or as part of another.
    pub(crate) fn holder(&self, column: &str) -> Option<&Mapped> {
        let columns = self.columns.as_deref().unwrap_or_default();
        let holds = |one: &&Mapped| one.sources.iter().any(|source| is_same(source, column));
        let plain = columns.iter().find(|one| one.plain && holds(one));
        plain.or_else(|| columns.iter().find(holds))
    }

    /// What the new column gets.
    pub(crate) fn value(&self, column: &str) -> Option<&Mapped> {
        let columns = self.columns.as_deref().unwrap_or_default();
        columns.iter().find(|one| is_same(&one.column, column))
    }

    /// The same as read by a copy of this copy.
    pub(crate) fn after(&self, first: &Self) -> Self {
        let columns = self.columns.as_ref().zip(first.columns.as_ref());
        let columns = columns.map(|(own, _)| {
            own.iter()
                .map(|one| through(one, first))
                .collect::<Vec<Mapped>>()
        });
        let known = self.columns.as_deref().unwrap_or_default();
        let keys = first.keys.iter();
        Self {
            from: first.from,
            loses: self.loses.clone().or_else(|| first.loses.clone()),
            keys: keys.filter_map(|key| translated(key, known)).collect(),
            columns,
            ..self.clone()
        }
    }

    /// Whether rows that are copied differ in these columns of the new table.
    pub(crate) fn is_unique(&self, columns: &[String]) -> bool {
        is_covered(columns, &self.keys)
    }
}

fn through(one: &Mapped, first: &Copy) -> Mapped {
    let before: Vec<&Mapped> = one
        .sources
        .iter()
        .filter_map(|source| first.value(source))
        .collect();
    Mapped {
        column: one.column.clone(),
        sources: before.iter().flat_map(|one| one.sources.clone()).collect(),
        plain: one.plain && before.iter().all(|one| one.plain),
        guarded: one.guarded || !before.is_empty() && before.iter().all(|one| one.guarded),
        null: one.null || one.plain && before.iter().all(|one| one.null),
        cast: one
            .cast
            .clone()
            .or_else(|| before.iter().find_map(|one| one.cast.clone())),
    }
}

/// A key in the columns that hold its values.
fn translated(key: &[String], columns: &[Mapped]) -> Option<Vec<String>> {
    let holder = |column: &String| {
        let mut plain = columns.iter().filter(|one| one.plain);
        plain
            .find(|one| one.sources.iter().any(|source| is_same(source, column)))
            .map(|one| one.column.clone())
    };
    key.iter().map(holder).collect()
}

/// Without parentheses around it all.
fn strip(words: Words<'_>) -> Words<'_> {
    if words.kind(0) == Some(Kind::Open) && close(words, 0) + 1 == words.len() {
        strip(words.slice(1..words.len() - 1))
    } else {
        words
    }
}

/// `[schema.]table [[AS] alias]`.
fn source_of(source: Words<'_>) -> Option<(String, Option<String>)> {
    let qualified = source.is_symbol(1, ".");
    if qualified && !source.is(0, "main") && !source.is(0, "temp") {
        return None;
    }
    let at = if qualified { 2 } else { 0 };
    let table = name::at(source, at)?;
    let after = at + 1 + usize::from(source.is(at + 1, "AS"));
    match source.len().checked_sub(after)? {
        0 => Some((table, None)),
        1 => Some((table, name::at(source, after))),
        _ => None,
    }
}

/// Without `AS alias`, or the alias alone.
fn without_alias(item: Words<'_>) -> Words<'_> {
    if let Some(at) = find(item, 0, "AS") {
        return item.slice(0..at);
    }
    let last = item.len().saturating_sub(1);
    let is_name = matches!(item.kind(last), Some(Kind::Word | Kind::QuotedName));
    let keyword = ["END", "NULL", "ISNULL", "NOTNULL"]
        .iter()
        .any(|word| item.is(last, word));
    let ends_before = last > 0
        && matches!(
            item.kind(last - 1),
            Some(Kind::Word | Kind::QuotedName | Kind::String | Kind::Close)
        );
    if is_name && ends_before && !keyword {
        item.slice(0..last)
    } else {
        item
    }
}

/// `CAST(… AS type)` around all of it.
fn cast(item: Words<'_>) -> Option<String> {
    let whole = item.is(0, "CAST") && close(item, 1) + 1 == item.len();
    if !whole {
        return None;
    }
    let inside = item.slice(2..item.len() - 1);
    let at = find(inside, 0, "AS")?;
    Some(inside.get(at + 1)?.to_ascii_uppercase())
}
