use crate::error::{Error, Kind};
use crate::name::Name;

/// Names that a comparison passes over: `drift.ignore` of `migrate.toml`.
///
/// A pattern has parts with dots between them, as a [qualified](crate::Name::qualified) name has, and
/// matches what it names and all that is in it: `audit` a whole schema (on SQLite and MySQL a table),
/// `public.pg_stat_*` tables with their columns, `public.bookings.notes` one column. `*` stands for any
/// characters of one part, `?` for one. Dots inside parentheses belong to a function's arguments.
///
/// ```
/// # fn main() -> Result<(), migrate_schema::Error> {
/// let ignore = migrate_schema::Ignore::new(["public.pg_stat_*", "audit"])?;
/// # let _ = ignore;
/// assert!(migrate_schema::Ignore::new(["public..notes"]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignore {
    patterns: Vec<Vec<String>>,
}

impl Ignore {
    /// What the patterns match is passed over.
    ///
    /// # Errors
    ///
    /// A pattern that has an empty part matches nothing.
    pub fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        let patterns = patterns.into_iter().map(|pattern| parts(pattern.as_ref()));
        Ok(Self {
            patterns: patterns.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn matches(&self, name: &Name) -> bool {
        self.patterns.iter().any(|pattern| {
            let parts = name.parts();
            pattern.len() <= parts.len()
                && pattern
                    .iter()
                    .zip(parts)
                    .all(|(glob, part)| glob_matches(glob.as_bytes(), part.as_bytes()))
        })
    }
}

fn parts(pattern: &str) -> Result<Vec<String>, Error> {
    let mut depth = 0_usize;
    let parts: Vec<String> = pattern
        .split(|character| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            character == '.' && depth == 0
        })
        .map(str::to_owned)
        .collect();
    if parts.iter().any(String::is_empty) {
        return Err(Kind::Pattern {
            pattern: pattern.to_owned(),
            message: "a part of it is empty",
        }
        .into());
    }
    Ok(parts)
}

/// Goes back to the last `*` only, so it takes at most the product of the lengths.
fn glob_matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut g, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match glob.get(g) {
            Some(b'*') => {
                star = Some((g, t));
                g += 1;
            }
            Some(b'?') => {
                g += 1;
                t += 1 + continuation_bytes(&text[t + 1..]);
            }
            Some(byte) if *byte == text[t] => {
                g += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    g = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|byte| *byte == b'*')
}

/// How many bytes of UTF-8 still belong to the character before.
fn continuation_bytes(bytes: &[u8]) -> usize {
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    bytes.iter().take_while(is_continuation).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind as ObjectKind;
    use migrate_format::Dialect;

    fn matches(pattern: &str, parts: &[&str]) -> bool {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        let name = Name::new(Dialect::Postgres, ObjectKind::Table, parts);
        Ignore::new([pattern]).unwrap().matches(&name)
    }

    #[test]
    fn a_pattern_matches_a_name_and_all_that_is_in_it() {
        assert!(matches(
            "public.pg_stat_*",
            &["public", "pg_stat_statements"]
        ));
        assert!(matches("public.pg_stat_*", &["public", "pg_stat_x", "id"]));
        assert!(matches("audit", &["audit", "log"]));
        assert!(matches("*.*_old", &["app", "rooms_old"]));
        assert!(matches("p?blic.t", &["püblic", "t"]));
        assert!(matches("a.f(x.y)", &["a", "f(x.y)"]));
        assert!(matches("a.*b*c", &["a", "xbxbxc"]));
        assert!(!matches("public.pg_stat", &["public", "pg_stat_x"]));
        assert!(!matches("*_old", &["app", "rooms_old"]));
        assert!(!matches("public.t.c", &["public", "t"]));
        assert!(!matches("a.*b*c", &["a", "xbxbx"]));
    }
}
