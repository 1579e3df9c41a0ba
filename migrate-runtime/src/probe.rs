/// How to find out whether a statement was executed, when the program that sent it died before it was
/// recorded. `migrate_directory` computes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Executing it once more does no harm.
    Again,
    /// It was executed if the object is there.
    There(Object),
    /// It was executed if the object is not there.
    Gone(Object),
}

/// An object of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) kind: &'static str,
    /// Empty is the schema that is current.
    pub(crate) schema: &'static str,
    /// The table that a column, index or constraint belongs to.
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
}

impl Probe {
    /// Reads what an embedded note says.
    pub(crate) fn parse(note: &'static str) -> Option<Self> {
        if note == "again" {
            return Some(Self::Again);
        }
        let mut fields = note.split('\t');
        let word = fields.next()?;
        let object = Object {
            kind: fields.next()?,
            schema: fields.next()?,
            table: fields.next()?,
            name: fields.next()?,
        };
        match word {
            "there" => Some(Self::There(object)),
            "gone" => Some(Self::Gone(object)),
            _ => None,
        }
    }
}
