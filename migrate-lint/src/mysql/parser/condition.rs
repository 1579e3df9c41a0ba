//! Whether a CHECK lets the value through that a new column gives to every row.

use std::cmp::Ordering;

use migrate_directory::Kind;

use super::super::name::Ident;
use super::super::table::{ColumnSpec, DefaultValue};
use super::cursor::Cursor;

/// Whether it certainly does not.
pub(super) fn refuses(condition: &Cursor<'_>, column: &Ident, spec: &ColumnSpec) -> bool {
    // What is read as a name or a sign here would join what is cut apart.
    let is_plain =
        !condition.clone().has_any(&["XOR", "CASE"]) && !condition.compact().contains(['|', '&']);
    let Some(value) = Value::of(spec).filter(|_| is_plain) else {
        return false;
    };
    let given = Given { column, value };
    given.truth(condition.clone()) == Truth::False
}

/// What a condition can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    True,
    False,
    /// SQL's third value, which a CHECK lets through.
    Null,
    /// It cannot be told.
    Unsure,
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            other => other,
        }
    }

    /// The first of `ranks` that is among them, or `otherwise`.
    fn first(all: &[Self], ranks: [Self; 3], otherwise: Self) -> Self {
        let mut found = ranks.into_iter().filter(|rank| all.contains(rank));
        found.next().unwrap_or(otherwise)
    }

    fn any(all: &[Self]) -> Self {
        Self::first(all, [Self::True, Self::Unsure, Self::Null], Self::False)
    }

    fn all(all: &[Self]) -> Self {
        Self::first(all, [Self::False, Self::Unsure, Self::Null], Self::True)
    }
}

fn is_floating(spec: &ColumnSpec) -> bool {
    matches!(spec.ty.name.as_str(), "float" | "double")
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Number(f64),
    Text(String),
}

impl Value {
    /// What rows get that were there before.
    fn of(spec: &ColumnSpec) -> Option<Self> {
        match &spec.default {
            // The server rounds what the type cannot hold.
            Some(DefaultValue::Literal(text)) => {
                Self::literal(text).filter(|value| !value.is_fraction() || is_floating(spec))
            }
            Some(DefaultValue::Null) => Some(Self::Null),
            None if !spec.is_not_null() && !spec.fills_itself() => Some(Self::Null),
            _ => None,
        }
    }

    fn literal(text: &str) -> Option<Self> {
        let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
        if let Some(text) = inside('\'').or_else(|| inside('"')) {
            return Some(Self::Text(text.to_owned()));
        }
        match text.to_ascii_uppercase().as_str() {
            "TRUE" => Some(Self::Number(1.0)),
            "FALSE" => Some(Self::Number(0.0)),
            "NULL" => Some(Self::Null),
            number if number.ends_with(|last: char| last.is_ascii_digit()) => {
                number.parse().ok().map(Self::Number)
            }
            _ => None,
        }
    }

    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let mut text = String::new();
        if cursor.is_symbol("-") {
            text.push('-');
            cursor.advance(1);
        }
        let is_constant = matches!(cursor.kind_at(0)?, Kind::Word | Kind::String);
        text.push_str(cursor.word().filter(|_| is_constant)?);
        cursor.advance(1);
        while cursor.eat_symbol(".") {
            text.push('.');
            text.push_str(cursor.word()?);
            cursor.advance(1);
        }
        Self::literal(&text)
    }

    fn is_fraction(&self) -> bool {
        matches!(self, Self::Number(number) if number.fract() != 0.0)
    }

    fn compares(&self, operator: &str, other: &Self) -> Truth {
        let order = match (self, other) {
            (Self::Null, _) | (_, Self::Null) => return Truth::Null,
            (Self::Number(one), Self::Number(other)) => one.partial_cmp(other),
            // Whether case or accents count is the collation's matter.
            (Self::Text(one), Self::Text(other)) if matches!(operator, "=" | "<>" | "!=") => {
                let is_sure = one == other
                    || one.is_ascii() && other.is_ascii() && !one.eq_ignore_ascii_case(other);
                is_sure.then(|| one.cmp(other))
            }
            _ => None,
        };
        let is = match (operator, order) {
            ("=", Some(order)) => order == Ordering::Equal,
            ("<>" | "!=", Some(order)) => order != Ordering::Equal,
            ("<", Some(order)) => order == Ordering::Less,
            ("<=", Some(order)) => order != Ordering::Greater,
            (">", Some(order)) => order == Ordering::Greater,
            (">=", Some(order)) => order != Ordering::Less,
            _ => return Truth::Unsure,
        };
        if is { Truth::True } else { Truth::False }
    }
}

/// A column and its value.
struct Given<'g> {
    column: &'g Ident,
    value: Value,
}

impl Given<'_> {
    fn truth(&self, mut condition: Cursor<'_>) -> Truth {
        let mut rest = condition.clone();
        if let Some(inside) = rest.parentheses().filter(|_| rest.is_empty()) {
            return self.truth(inside);
        }
        let parts = |word| {
            let parts = split(&condition, word).into_iter();
            let truths: Vec<Truth> = parts.map(|part| self.truth(part)).collect();
            truths
        };
        if condition.clone().seek("OR") {
            return Truth::any(&parts("OR"));
        }
        if split(&condition, "AND").len() > 1 {
            return Truth::all(&parts("AND"));
        }
        if condition.eat("NOT") {
            return self.truth(condition).not();
        }
        self.test(condition).unwrap_or(Truth::Unsure)
    }

    /// `None` if it is none that is known.
    fn test(&self, mut test: Cursor<'_>) -> Option<Truth> {
        if !self.eat_column(&mut test) {
            let value = Value::read(&mut test)?;
            let operator = operator(&mut test);
            let is_whole = self.eat_column(&mut test) && test.is_empty();
            return is_whole.then(|| value.compares(&operator, &self.value));
        }
        if test.eat("IS") {
            let is_not = test.eat("NOT");
            let is_null = if self.value == Value::Null {
                Truth::True
            } else {
                Truth::False
            };
            let truth = if is_not { is_null.not() } else { is_null };
            return (test.eat("NULL") && test.is_empty()).then_some(truth);
        }
        let is_not = test.eat("NOT");
        let truth = if test.eat("IN") {
            let items = test.parentheses()?.list().into_iter();
            let equal = items.map(|mut item| {
                let other = Value::read(&mut item).filter(|_| item.is_empty())?;
                Some(self.value.compares("=", &other))
            });
            Truth::any(&equal.collect::<Option<Vec<Truth>>>()?)
        } else if test.eat("BETWEEN") {
            let low = Value::read(&mut test)?;
            test.eat("AND").then_some(())?;
            let high = Value::read(&mut test)?;
            Truth::all(&[
                self.value.compares(">=", &low),
                self.value.compares("<=", &high),
            ])
        } else {
            let operator = operator(&mut test);
            self.value.compares(&operator, &Value::read(&mut test)?)
        };
        let truth = if is_not { truth.not() } else { truth };
        test.is_empty().then_some(truth)
    }

    fn eat_column(&self, cursor: &mut Cursor<'_>) -> bool {
        let mut ahead = cursor.clone();
        let found = ahead.ident().is_some_and(|name| name.is(&self.column.text))
            && cursor.kind_at(0) != Some(Kind::String);
        if found {
            *cursor = ahead;
        }
        found
    }
}

fn operator(cursor: &mut Cursor<'_>) -> String {
    let mut operator = String::new();
    while let Some(symbol) = ["=", "<", ">", "!"]
        .into_iter()
        .find(|symbol| cursor.is_symbol(symbol))
    {
        operator.push_str(symbol);
        cursor.advance(1);
    }
    operator
}

/// The parts between a word that stands outside of parentheses; the AND of a BETWEEN is no such
/// word.
fn split<'t>(condition: &Cursor<'t>, word: &str) -> Vec<Cursor<'t>> {
    let mut parts = Vec::new();
    let mut start = condition.clone();
    let mut rest = condition.clone();
    let mut in_between = false;
    while !rest.is_empty() {
        if rest.is(word) && !in_between {
            parts.push(start.before(&rest));
            rest.advance(1);
            start = rest.clone();
            continue;
        }
        in_between = rest.is("BETWEEN") || in_between && !rest.is("AND");
        rest.step();
    }
    parts.push(start);
    parts
}
