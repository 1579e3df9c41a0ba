use super::{altered, domain};
use crate::postgres::catalog::{ConstraintState, TypeState};
use crate::postgres::check::{Check, Existing};
use crate::postgres::data_type::DataType;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::{Ident, Span};
use crate::postgres::table::Action;

/// `ALTER COLUMN … TYPE` of a column of an existing table.
pub(in crate::postgres::rules) struct TypeChange<'c> {
    pub(in crate::postgres::rules) table: Existing<'c>,
    pub(in crate::postgres::rules) column: &'c Ident,
    /// `None` if it cannot be known.
    pub(in crate::postgres::rules) from: Option<DataType>,
    pub(in crate::postgres::rules) to: DataType,
    pub(in crate::postgres::rules) using: Using<'c>,
    pub(in crate::postgres::rules) span: &'c Span,
    /// Converting between timestamps with and without zone leaves the bytes as they are.
    utc: bool,
    domain: bool,
    /// Indexes of the column are rebuilt, because they sort it another way.
    sorts: bool,
}

/// How each value is converted.
pub(in crate::postgres::rules) enum Using<'c> {
    /// An assignment cast.
    Assignment,
    /// `USING column::type`.
    Cast,
    Expression(&'c Expr),
}

const TEXTS: [&str; 5] = ["text", "varchar", "bpchar", "name", "citext"];
const INTEGERS: [&str; 3] = ["int2", "int4", "int8"];

impl<'c> TypeChange<'c> {
    pub(in crate::postgres::rules) fn of(check: &Check<'c>) -> Option<Self> {
        let (table, action, span) = altered(check)?;
        let Action::SetType {
            column,
            ty: Some((to, _)),
            using,
            collates,
        } = action
        else {
            return None;
        };
        if table.is_new_column(&column.text) {
            return None;
        }
        let from = table
            .column(&column.text)
            .and_then(|column| column.ty.clone());
        let base = |ty: DataType| match check.catalog.type_of(&ty).map(|(_, known)| &known.kind) {
            Some(TypeState::Domain {
                base: Some(base), ..
            }) => base.clone(),
            _ => ty,
        };
        let constrained = domain(check, to).is_some_and(|(_, constrained)| constrained);
        let same_domain = from.as_ref() == Some(to);
        let citext = from.as_ref().is_some_and(|from| from.is("citext")) != to.is("citext");
        let is_indexed = {
            let mut indexes = check.catalog.indexes(&table.name);
            indexes.any(|(_, index)| index.depends_on.contains(&column.text))
        };
        Some(Self {
            using: Using::of(using.as_ref(), column, to),
            column,
            to: base(to.clone()),
            span,
            utc: check.file.utc,
            domain: constrained && !same_domain,
            sorts: is_indexed && (*collates || from.is_some() && citext),
            from: from.map(base),
            table,
        })
    }

    /// The types in a message.
    pub(in crate::postgres::rules) fn types(&self) -> String {
        let from = self.from.as_ref();
        let from = from.map_or(String::new(), |from| format!("from {from} "));
        format!("{from}to {}", self.to)
    }

    /// Whether the table is rewritten.
    pub(in crate::postgres::rules) fn rewrites(&self) -> bool {
        if matches!(self.using, Using::Expression(_)) || self.domain {
            return true;
        }
        match &self.from {
            Some(from) => !keeps_bytes(from, &self.to, self.utc),
            // Most columns that become text were varchar.
            None => !self.to.is("text"),
        }
    }

    /// Whether indexes are rebuilt, though the table is not rewritten.
    pub(in crate::postgres::rules) fn sorts_again(&self) -> bool {
        self.sorts
    }

    /// Whether every row is checked again against a CHECK on the column.
    pub(in crate::postgres::rules) fn checks_again(&self) -> bool {
        let constraints = self.table.table().map(|table| &table.constraints);
        constraints.into_iter().flatten().any(|one| {
            let is_check = matches!(one.state, ConstraintState::Check { .. });
            is_check && one.valid && one.columns.contains(&self.column.text)
        })
    }

    /// Whether a driver sees another type.
    pub(in crate::postgres::rules) fn shows(&self) -> bool {
        let Some(from) = &self.from else {
            return !self.to.is_one_of(&TEXTS);
        };
        !self.to.reads_like(from)
    }

    /// Whether some values do not fit the new type.
    pub(in crate::postgres::rules) fn narrows(&self) -> bool {
        if self.domain {
            return true;
        }
        let Some(from) = &self.from else { return false };
        match &self.using {
            Using::Expression(expression) => from.is_one_of(&TEXTS) && parses(expression),
            Using::Cast => narrows(from, &self.to, true),
            Using::Assignment => narrows(from, &self.to, false),
        }
    }

    /// Whether values are rounded or cut without an error.
    pub(in crate::postgres::rules) fn loses(&self) -> bool {
        if let Using::Expression(expression) = &self.using
            && cuts(expression)
        {
            return true;
        }
        let Some(from) = &self.from else { return false };
        match &self.using {
            Using::Expression(_) => false,
            Using::Cast => loses(from, &self.to, true),
            Using::Assignment => loses(from, &self.to, false),
        }
    }
}

impl<'c> Using<'c> {
    fn of(using: Option<&'c Expr>, column: &Ident, to: &DataType) -> Self {
        let Some(using) = using else {
            return Self::Assignment;
        };
        let is_column = |expression: &Expr| {
            expression
                .column()
                .is_some_and(|one| one.text == column.text)
        };
        match &using.kind {
            _ if is_column(using) => Self::Assignment,
            ExprKind::Cast { inner, to: cast } if cast == to => match &inner.kind {
                _ if is_column(inner) => Self::Cast,
                // `column::text::type`, as between enums.
                ExprKind::Cast { inner, .. } if is_column(inner) => Self::Cast,
                _ => Self::Expression(using),
            },
            _ => Self::Expression(using),
        }
    }
}

/// Whether the expression calls a function that cuts or rounds its argument.
fn cuts(expression: &Expr) -> bool {
    const CUTTING: [&str; 12] = [
        "left",
        "right",
        "substr",
        "substring",
        "trunc",
        "round",
        "floor",
        "ceil",
        "ceiling",
        "date_trunc",
        "split_part",
        "date",
    ];
    let mut found = false;
    expression.walk(&mut |inner| {
        if let ExprKind::Call { name, .. } = &inner.kind {
            found |= name
                .last()
                .is_some_and(|name| CUTTING.contains(&name.as_str()));
        }
    });
    found
}

/// Whether the expression parses a column's text, which may fail. A CASE is taken to test it first.
fn parses(expression: &Expr) -> bool {
    const READING: [&str; 3] = ["to_date", "to_number", "to_timestamp"];
    if expression.text.to_ascii_lowercase().contains("case") {
        return false;
    }
    let mut found = false;
    expression.walk(&mut |inner| {
        let reads = match &inner.kind {
            ExprKind::Cast { to, .. } => !to.array && !to.is_one_of(&TEXTS),
            ExprKind::Call { name, .. } => {
                let name = name.last();
                name.is_some_and(|name| READING.contains(&name.as_str()))
            }
            _ => false,
        };
        found |= reads && !inner.columns().is_empty();
    });
    found
}

/// The length or precision; the largest one if there is no limit.
fn limit(ty: &DataType) -> i32 {
    ty.modifiers.first().copied().unwrap_or(i32::MAX)
}

/// The fractional digits of seconds.
fn precision(ty: &DataType) -> i32 {
    ty.modifiers.first().copied().unwrap_or(6)
}

/// Whether the server keeps the stored bytes (`ATColumnChangeRequiresRewrite`).
fn keeps_bytes(from: &DataType, to: &DataType, utc: bool) -> bool {
    if from == to {
        return true;
    }
    if from.array || to.array || from.schema != to.schema {
        return false;
    }
    let (old, new) = (from.name.as_str(), to.name.as_str());
    match (old, new) {
        ("varchar", "varchar") | ("varbit", "varbit") => limit(to) >= limit(from),
        ("varchar" | "citext" | "xml", "text")
        | ("text" | "varchar", "citext")
        | ("cidr", "inet")
        | ("int4" | "regclass", "oid")
        | ("oid", "int4" | "regclass") => true,
        ("text" | "citext", "varchar") => to.modifiers.is_empty(),
        ("numeric", "numeric") => match (from.modifiers.as_slice(), to.modifiers.as_slice()) {
            (_, []) => true,
            ([before, digits], [after, same]) => after >= before && digits == same,
            _ => false,
        },
        ("timestamp" | "timestamptz" | "time" | "timetz" | "interval", _) if old == new => {
            precision(to) >= precision(from)
        }
        ("timestamp", "timestamptz") | ("timestamptz", "timestamp") => {
            utc && precision(to) >= precision(from)
        }
        _ => false,
    }
}

/// How many digits a type holds before the decimal point.
fn digits(ty: &DataType) -> Option<i32> {
    match (ty.name.as_str(), ty.modifiers.as_slice()) {
        ("int2", _) => Some(5),
        ("int4", _) => Some(10),
        ("int8", _) => Some(19),
        ("numeric", [precision, scale]) => Some(precision - scale),
        ("numeric" | "float4" | "float8" | "money", _) => Some(i32::MAX),
        _ => None,
    }
}

fn narrows(from: &DataType, to: &DataType, cast: bool) -> bool {
    if from.array || to.array {
        return from.array == to.array && from != to && narrows(&item(from), &item(to), cast);
    }
    if let (Some(before), Some(after)) = (digits(from), digits(to)) {
        return after < before || from.is("float8") && to.is("float4");
    }
    if to.is_one_of(&["varchar", "bpchar"]) && !to.modifiers.is_empty() {
        // A cast truncates instead.
        let longer = !from.is_one_of(&["varchar", "bpchar"]) || limit(from) > limit(to);
        return !cast && longer;
    }
    if from.is("varbit") && to.is("varbit") {
        return !cast && limit(to) < limit(from);
    }
    if from.is_one_of(&TEXTS) {
        return !to.is_one_of(&TEXTS) && !to.is("bytea");
    }
    let own = |ty: &DataType| !ty.is_built_in();
    if own(to) && from != to {
        return true;
    }
    from.is("inet") && to.is("cidr") || from.is_one_of(&["json", "jsonb"]) && digits(to).is_some()
}

fn loses(from: &DataType, to: &DataType, cast: bool) -> bool {
    if from.array || to.array {
        return from.array == to.array && from != to && loses(&item(from), &item(to), cast);
    }
    let fractions = ["numeric", "float4", "float8", "money"];
    if from.is_one_of(&fractions) && to.is_one_of(&INTEGERS) {
        return from.modifiers.get(1) != Some(&0);
    }
    if to.is_one_of(&["varchar", "bpchar"]) && !to.modifiers.is_empty() && cast {
        return !from.is_one_of(&["varchar", "bpchar"]) || limit(from) > limit(to);
    }
    let (old, new) = (from.name.as_str(), to.name.as_str());
    match (old, new) {
        ("numeric", "numeric") => match (from.modifiers.get(1), to.modifiers.get(1)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(after)) => after < before,
        },
        ("numeric", "float4" | "float8")
        | ("float8", "float4")
        | ("timestamp" | "timestamptz", "date" | "time" | "timetz")
        | ("interval", "time") => true,
        ("float4" | "float8", "numeric") => to.modifiers.get(1).is_some(),
        (
            "timestamp" | "timestamptz" | "time" | "timetz" | "interval",
            "timestamp" | "timestamptz" | "time" | "timetz" | "interval",
        ) => precision(to) < precision(from),
        _ => false,
    }
}

fn item(ty: &DataType) -> DataType {
    DataType {
        array: false,
        ..ty.clone()
    }
}
