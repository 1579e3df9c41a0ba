/// How the next run finds out whether a statement was executed, when the program that sent it
/// ended before it was recorded.
///
/// `S` is the type of names: static data in a program, `String` while the build writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe<S = &'static str> {
    /// Nothing needs to be looked up: it does no harm to execute it again.
    Again,
    /// It was executed if the object is there.
    There(Object<S>),
    /// It was executed if the object is not there.
    Gone(Object<S>),
}

/// An object of the schema. Names are without quotes; an empty one is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<S = &'static str> {
    /// The kind in lower case: `table`, `index`.
    pub kind: &'static str,
    /// Empty is the schema that is current when the statement is executed.
    pub schema: S,
    /// The table that a column, index or constraint belongs to.
    pub table: S,
    /// The name.
    pub name: S,
}

impl<S> Probe<S> {
    /// The object to look up.
    pub fn object(&self) -> Option<&Object<S>> {
        match self {
            Self::Again => None,
            Self::There(object) | Self::Gone(object) => Some(object),
        }
    }
}

impl Probe<String> {
    /// `again`, or `there` or `gone` and the fields of the object, with tabs between them. `None`
    /// if a name holds a tab or a line end.
    pub fn encode(&self) -> Option<String> {
        let (word, object) = match self {
            Self::Again => return Some("again".to_owned()),
            Self::There(object) => ("there", object),
            Self::Gone(object) => ("gone", object),
        };
        let Object {
            kind,
            schema,
            table,
            name,
        } = object;
        let is_clean = |name: &&String| !name.contains(['\t', '\n']);
        [schema, table, name]
            .iter()
            .all(is_clean)
            .then(|| format!("{word}\t{kind}\t{schema}\t{table}\t{name}"))
    }
}

impl Probe {
    /// Reads what [`encode`](Probe::encode) wrote.
    pub fn decode(note: &'static str) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn object<S: From<&'static str>>(name: &'static str) -> Object<S> {
        Object {
            kind: "index",
            schema: "".into(),
            table: "a b".into(),
            name: name.into(),
        }
    }

    #[test]
    fn probes_round_trip() {
        let probes: [(Probe<String>, &str, Probe); 3] = [
            (Probe::Again, "again", Probe::Again),
            (
                Probe::There(object("c")),
                "there\tindex\t\ta b\tc",
                Probe::There(object("c")),
            ),
            (
                Probe::Gone(object("d'")),
                "gone\tindex\t\ta b\td'",
                Probe::Gone(object("d'")),
            ),
        ];
        for (probe, note, read) in probes {
            assert_eq!(probe.encode().as_deref(), Some(note));
            assert_eq!(Probe::decode(note), Some(read));
        }
    }

    #[test]
    fn what_is_not_written_so_is_not_read() {
        assert_eq!(Probe::<String>::There(object("a\tb")).encode(), None);
        assert_eq!(Probe::decode("there\tindex\t\ta"), None);
        assert_eq!(Probe::decode("here\tindex\t\ta\tb"), None);
    }
}
