use std::fmt;

use migrate_format::Dialect;

use crate::kind::Kind;

/// The name of an object: the parts of it and of what it belongs to.
///
/// `Display` leaves out the schema `public`, for people; [`qualified`](Self::qualified) is the whole
/// name, which patterns of [`Ignore`](crate::Ignore) match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    parts: Vec<String>,
    has_schema: bool,
}

impl Name {
    pub(crate) fn new(dialect: Dialect, kind: Kind, parts: Vec<String>) -> Self {
        Self {
            parts,
            has_schema: dialect == Dialect::Postgres && kind.is_in_schema(),
        }
    }

    /// The parts, outermost first: schema (PostgreSQL), table, column. They are not quoted.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// All parts with dots between them, not quoted: `public.bookings.notes`.
    pub fn qualified(&self) -> String {
        self.parts.join(".")
    }

    /// The name of the table, view or domain that this is a part of.
    pub(crate) fn whole(&self) -> Option<&[String]> {
        let length = usize::from(self.has_schema) + 1;
        (self.parts.len() > length).then(|| &self.parts[..length])
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts.split_first() {
            Some((schema, rest)) if self.has_schema && schema == "public" => {
                f.write_str(&rest.join("."))
            }
            _ => f.write_str(&self.qualified()),
        }
    }
}
