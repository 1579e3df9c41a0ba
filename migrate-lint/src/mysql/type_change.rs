//! What another type does to the values of a column.

use super::data_type::{DataType, Family, holds};

/// The old and the new type, with the character sets that their text is stored in.
pub(super) struct Types<'t> {
    pub(super) from: &'t DataType,
    pub(super) to: &'t DataType,
    pub(super) from_charset: Option<&'t str>,
    pub(super) to_charset: Option<&'t str>,
    /// The order of the text, where it is known.
    pub(super) from_collation: Option<&'t str>,
    pub(super) to_collation: Option<&'t str>,
}

impl Types<'_> {
    /// Whether the values stay as they are stored.
    pub(super) fn are_stored_alike(&self) -> bool {
        self.is_same_charset() && self.is_same_storage()
    }

    fn is_same_storage(&self) -> bool {
        let (from, to) = (self.from, self.to);
        if from.unsigned != to.unsigned {
            return false;
        }
        match (from.family(), to.family()) {
            // What is in parentheses is for display.
            (Family::Int(one), Family::Int(other)) => one == other,
            (Family::Decimal, Family::Decimal) => {
                from.size() == to.size() && from.scale() == to.scale()
            }
            (Family::Varchar, Family::Varchar) => self.is_same_length_class(),
            (Family::Varbinary, Family::Varbinary) => {
                to.size() >= from.size() && (from.size() <= 255) == (to.size() <= 255)
            }
            (Family::Enum, Family::Enum) => self.appends(|count| usize::from(count > 255)),
            (Family::Set, Family::Set) => self.appends(|count| match count.div_ceil(8) {
                bytes @ 0..=4 => bytes,
                _ => 8,
            }),
            (Family::Float | Family::Double | Family::Year, other) => from.family() == other,
            (Family::Other, _) => from.name == to.name && from.sizes == to.sizes,
            (one, other) => one == other && from.size() == to.size(),
        }
    }

    /// A longer VARCHAR is stored alike as long as its length still fits one byte, or two.
    fn is_same_length_class(&self) -> bool {
        let (from, to) = (self.from.size(), self.to.size());
        let bytes = DataType::character_bytes(self.to_charset);
        to >= from && (from * bytes <= 255) == (to * bytes <= 255)
    }

    fn appends(&self, bytes: fn(usize) -> usize) -> bool {
        let (from, to) = (&self.from.members, &self.to.members);
        to.starts_with(from) && bytes(from.len()) == bytes(to.len())
    }

    fn is_same_charset(&self) -> bool {
        if !self.from.is_text() || !self.to.is_text() {
            return true;
        }
        let charsets = self.from_charset.zip(self.to_charset);
        charsets.is_none_or(|(one, other)| one == other) && self.is_same_order()
    }

    /// What is not said is the order that the character set begins with.
    fn is_same_order(&self) -> bool {
        match (self.from_collation, self.to_collation) {
            (None, None) => true,
            (Some(one), Some(other)) => one == other,
            (Some(said), None) | (None, Some(said)) => {
                said.ends_with("_general_ci")
                    || matches!(said, "utf8mb4_0900_ai_ci" | "latin1_swedish_ci")
            }
        }
    }

    /// What the server takes from values without a word.
    pub(super) fn loses(&self) -> Option<&'static str> {
        let (from, to) = (self.from, self.to);
        Some(match (from.family(), to.family()) {
            (Family::Decimal, Family::Decimal) if to.scale() < from.scale() => {
                "digits behind the point are rounded away"
            }
            (Family::Decimal, Family::Int(_)) if from.scale() > 0 => "fractions are rounded away",
            (Family::Float | Family::Double, Family::Int(_)) => "fractions are rounded away",
            (Family::Float | Family::Double, Family::Decimal)
            | (Family::Double | Family::Decimal | Family::Int(4 | 8), Family::Float)
            | (Family::Decimal | Family::Int(8), Family::Double) => "digits are rounded away",
            (Family::Datetime | Family::Timestamp, Family::Date) => "the time of day is cut off",
            (Family::Datetime | Family::Timestamp, Family::Time) => "the date is cut off",
            (Family::Date | Family::Datetime | Family::Timestamp, Family::Year) => {
                "all but the year is cut off"
            }
            (
                Family::Datetime | Family::Timestamp | Family::Time,
                Family::Datetime | Family::Timestamp | Family::Time,
            ) if to.size() < from.size() => "fractions of seconds are rounded away",
            (Family::Enum | Family::Set, Family::Int(_)) => "values become numbers",
            _ => return None,
        })
    }

    /// Why values may not fit, so that the statement fails on them.
    pub(super) fn narrows(&self) -> Option<&'static str> {
        let (from, to) = (self.from, self.to);
        if from.is_text()
            && to.is_text()
            && let (Some(one), Some(other)) = (self.from_charset, self.to_charset)
            && !holds(other, one)
        {
            return Some("holds characters that the new character set lacks");
        }
        let fits = match (from.family(), to.family()) {
            (Family::Int(one), Family::Int(other)) => {
                other >= one && from.unsigned == to.unsigned || from.unsigned && other > one
            }
            (Family::Int(_), Family::Decimal) => {
                let digits = to.size() - to.scale().min(to.size());
                digits + 1 >= from.characters().unwrap_or(0) && (!to.unsigned || from.unsigned)
            }
            (Family::Decimal, Family::Decimal) => {
                let digits = |one: &DataType| one.size().saturating_sub(one.scale());
                digits(to) >= digits(from) && (!to.unsigned || from.unsigned)
            }
            (Family::Decimal, Family::Int(bytes)) => {
                let most = [0, 2, 4, 6, 9, 0, 0, 0, 18][bytes as usize];
                from.size().saturating_sub(from.scale()) <= most && (!to.unsigned || from.unsigned)
            }
            (Family::Float | Family::Double, Family::Int(_) | Family::Decimal) => false,
            (
                Family::Int(_) | Family::Decimal | Family::Float | Family::Double,
                Family::Float | Family::Double,
            ) => !to.unsigned || from.unsigned,
            (one, other) if is_string(other) => return self.text_fits(one, other),
            (one, other) if is_string(one) => {
                let is_same = matches!(
                    (one, other),
                    (Family::Enum, Family::Enum) | (Family::Set, Family::Set)
                );
                let is_number = one == Family::Enum && matches!(other, Family::Int(_));
                if is_same {
                    from.members
                        .iter()
                        .all(|member| to.members.contains(member))
                } else {
                    is_number
                }
            }
            (Family::Datetime, Family::Timestamp) => false,
            (
                Family::Date | Family::Datetime | Family::Timestamp | Family::Time | Family::Year,
                Family::Date | Family::Datetime | Family::Timestamp | Family::Time,
            ) => true,
            (Family::Bit, Family::Bit) => to.size() >= from.size(),
            (one, other) => one == other && from.name == to.name,
        };
        (!fits).then_some("holds values that the new type does not")
    }

    /// Whether values of the old type fit text or bytes.
    fn text_fits(&self, one: Family, other: Family) -> Option<&'static str> {
        let (from, to) = (self.from, self.to);
        let longer = Some("holds values that are longer");
        let other_kind = Some("holds values that are not of the new type");
        match (one, other) {
            (Family::Enum, Family::Enum) | (Family::Set, Family::Set) => {
                let keeps = from
                    .members
                    .iter()
                    .all(|member| to.members.contains(member));
                return (!keeps).then_some("holds a member that the new type lacks");
            }
            (_, Family::Enum | Family::Set) | (Family::Spatial, _) => return other_kind,
            (Family::Json, Family::Text(bytes) | Family::Blob(bytes)) if bytes > 16_777_215 => {
                return None;
            }
            (Family::Float | Family::Double, _) => {
                return (to_capacity(to) < 24).then_some(longer).flatten();
            }
            (
                Family::Binary | Family::Varbinary | Family::Blob(_),
                Family::Char | Family::Varchar | Family::Text(_),
            ) => {
                return other_kind;
            }
            _ => {}
        }
        let Some(characters) = from.characters() else {
            return longer;
        };
        let in_bytes = matches!(
            other,
            Family::Text(_) | Family::Blob(_) | Family::Binary | Family::Varbinary
        );
        let is_text = matches!(
            one,
            Family::Char | Family::Varchar | Family::Enum | Family::Set
        );
        let needed = if in_bytes && is_text {
            characters * DataType::character_bytes(self.from_charset)
        } else {
            characters
        };
        if needed > to_capacity(to) {
            longer
        } else {
            None
        }
    }

    /// Whether a program that reads the column gets another type.
    pub(super) fn show(&self) -> bool {
        let kind = |ty: &DataType| match ty.family() {
            Family::Char | Family::Varchar | Family::Text(_) | Family::Enum | Family::Set => {
                "text".to_owned()
            }
            Family::Binary | Family::Varbinary | Family::Blob(_) => "bytes".to_owned(),
            Family::Int(1) if ty.sizes == [1] && !ty.unsigned => "bool".to_owned(),
            _ => format!("{} {}", ty.name, ty.unsigned),
        };
        kind(self.from) != kind(self.to)
    }
}

fn is_string(family: Family) -> bool {
    matches!(
        family,
        Family::Char
            | Family::Varchar
            | Family::Text(_)
            | Family::Binary
            | Family::Varbinary
            | Family::Blob(_)
            | Family::Enum
            | Family::Set
    )
}

/// How many characters or bytes a value may have.
fn to_capacity(ty: &DataType) -> u64 {
    match ty.family() {
        Family::Text(bytes) | Family::Blob(bytes) => bytes,
        _ => ty.size(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::parser::data_type;

    /// Which of: copied, loses, narrows, shows.
    fn of(from: &str, to: &str) -> String {
        let (from, to) = (data_type(from), data_type(to));
        let types = Types {
            from: &from,
            to: &to,
            from_charset: from.charset.as_deref(),
            to_charset: to.charset.as_deref(),
            from_collation: from.collation.as_deref(),
            to_collation: to.collation.as_deref(),
        };
        let words = [
            (!types.are_stored_alike()).then_some("copied"),
            types.loses().map(|_| "loses"),
            types.narrows().map(|_| "narrows"),
            types.show().then_some("shows"),
        ];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        words.join(" ")
    }

    #[test]
    fn what_becomes_of_values() {
        for (from, to, expected) in [
            ("int", "integer(11)", ""),
            ("int", "bigint", "copied shows"),
            ("bigint", "int", "copied narrows shows"),
            ("int", "int unsigned", "copied narrows shows"),
            ("int unsigned", "bigint", "copied shows"),
            ("bool", "tinyint", "shows"),
            ("varchar(20)", "varchar(63)", ""),
            ("varchar(63)", "varchar(64)", "copied"),
            ("varchar(64)", "varchar(255)", ""),
            (
                "varchar(100) charset latin1",
                "varchar(255) charset latin1",
                "",
            ),
            (
                "varchar(255) charset latin1",
                "varchar(256) charset latin1",
                "copied",
            ),
            ("varchar(100)", "varchar(50)", "copied narrows"),
            ("varchar(100)", "text", "copied"),
            ("text", "varchar(100)", "copied narrows"),
            ("text", "longtext", "copied"),
            ("longtext", "text", "copied narrows"),
            ("varchar(64)", "tinytext", "copied narrows"),
            ("varchar(10)", "int", "copied narrows shows"),
            ("int", "varchar(11)", "copied shows"),
            ("int", "varchar(5)", "copied narrows shows"),
            ("decimal(10,2)", "decimal(12,2)", "copied"),
            ("decimal(10,4)", "decimal(10,2)", "copied loses"),
            ("decimal(10,2)", "decimal(8,2)", "copied narrows"),
            ("decimal(10,2)", "double", "copied loses shows"),
            ("double", "int", "copied loses narrows shows"),
            ("int", "decimal(12,2)", "copied shows"),
            ("int", "decimal(10,2)", "copied narrows shows"),
            ("datetime", "date", "copied loses shows"),
            ("datetime(6)", "datetime", "copied loses"),
            ("datetime", "timestamp", "copied narrows shows"),
            ("date", "datetime", "copied shows"),
            ("enum('a','b')", "enum('a','b','c')", ""),
            ("enum('a','b')", "enum('b','a')", "copied"),
            ("enum('a','b')", "enum('a')", "copied narrows"),
            ("set('a','b')", "set('a','b','c')", ""),
            ("enum('a','bcd')", "varchar(3)", "copied"),
            ("varchar(3)", "enum('a')", "copied narrows"),
            (
                "varchar(9) charset utf8",
                "varchar(9) charset utf8mb4",
                "copied",
            ),
            (
                "varchar(9) charset utf8mb4",
                "varchar(9) charset latin1",
                "copied narrows",
            ),
            ("blob", "text", "copied narrows shows"),
            ("json", "longtext", "copied shows"),
            ("longtext", "json", "copied narrows shows"),
            ("binary(16)", "char(36)", "copied narrows shows"),
        ] {
            assert_eq!(of(from, to), expected, "{from} to {to}");
        }
    }
}
