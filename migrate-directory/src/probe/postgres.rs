use super::value::{Object, Probe};
use crate::lexer::Kind;
use crate::words::Words;

/// The probe of a statement that PostgreSQL refuses inside a transaction.
pub(super) fn probe(words: Words<'_>) -> Option<Probe> {
    match words.get(0)?.to_ascii_uppercase().as_str() {
        "CREATE" => create(words),
        "DROP" => drop(words),
        "ALTER" if words.is(1, "TABLE") => detach(words),
        "ALTER" if words.is(1, "TYPE") => add_value(words),
        // These are idempotent.
        "ALTER" | "REINDEX" | "VACUUM" | "CLUSTER" | "DISCARD" => Some(Probe::Again),
        _ => None,
    }
}

fn create(words: Words<'_>) -> Option<Probe> {
    let Some(concurrently) = words.find("CONCURRENTLY") else {
        return Some(Probe::There(Name::of(words, 2)?.object(whole(words)?)));
    };
    let exists = words.are(concurrently + 1, &["IF", "NOT", "EXISTS"]);
    let index = Name::of(words, concurrently + 1 + 3 * usize::from(exists))?;
    let on = index.end;
    if !words.is(on, "ON") {
        return None;
    }
    let only = usize::from(words.is(on + 1, "ONLY"));
    let table = Name::of(words, on + 1 + only)?;
    Some(Probe::There(Object {
        kind: "index",
        schema: table.schema,
        table: table.last,
        name: index.last,
    }))
}

fn drop(words: Words<'_>) -> Option<Probe> {
    let at = if words.is(2, "CONCURRENTLY") { 3 } else { 2 };
    if words.are(at, &["IF", "EXISTS"]) {
        return Some(Probe::Again);
    }
    let name = Name::of(words, at)?;
    let kind = if words.is(1, "INDEX") {
        "index"
    } else {
        whole(words)?
    };
    // Several indexes are not dropped as one.
    (!words.is_symbol(name.end, ",")).then(|| Probe::Gone(name.object(kind)))
}

/// Objects of the server that are outside of a database's schemas.
fn whole(words: Words<'_>) -> Option<&'static str> {
    let kinds = ["database", "tablespace", "subscription"];
    kinds.into_iter().find(|kind| words.is(1, kind))
}

fn detach(words: Words<'_>) -> Option<Probe> {
    let partition = words.find("PARTITION")?;
    Some(Probe::Gone(
        Name::of(words, partition + 1)?.object("partition"),
    ))
}

fn add_value(words: Words<'_>) -> Option<Probe> {
    let value = words.find("VALUE")? + 1;
    if words.are(value, &["IF", "NOT", "EXISTS"]) {
        return Some(Probe::Again);
    }
    let name = Name::of(words, 2)?;
    let text = words.get(value)?.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(Probe::There(Object {
        kind: "value",
        schema: name.schema,
        table: name.last,
        name: text.replace("''", "'"),
    }))
}

/// A name, qualified or not, and the position after it.
struct Name {
    /// Empty if it is not qualified.
    schema: String,
    last: String,
    end: usize,
}

impl Name {
    fn of(words: Words<'_>, at: usize) -> Option<Self> {
        let first = identifier(words, at)?;
        if !words.is_symbol(at + 1, ".") {
            return Some(Self {
                schema: String::new(),
                last: first,
                end: at + 1,
            });
        }
        Some(Self {
            schema: first,
            last: identifier(words, at + 2)?,
            end: at + 3,
        })
    }

    fn object(self, kind: &'static str) -> Object {
        Object {
            kind,
            schema: self.schema,
            table: String::new(),
            name: self.last,
        }
    }
}

/// As the server reads it: in lower case, unless it is quoted.
fn identifier(words: Words<'_>, at: usize) -> Option<String> {
    let text = words.get(at)?;
    match words.kind(at)? {
        Kind::Word => Some(text.to_lowercase()),
        Kind::QuotedName => {
            let inside = text.strip_prefix('"')?.strip_suffix('"')?;
            Some(inside.replace("\"\"", "\""))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, split};

    fn note(sql: &str) -> Option<String> {
        let split = split(sql, Dialect::Postgres);
        probe(split.statements[0].words(sql))?.encode()
    }

    #[test]
    fn what_can_be_looked_up() {
        for (sql, expected) in [
            (
                "CREATE INDEX CONCURRENTLY T_n ON t (n)",
                "there\tindex\t\tt\tt_n",
            ),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"T n\" ON ONLY App.\"a\"\"b\" (n)",
                "there\tindex\tapp\ta\"b\tT n",
            ),
            ("DROP INDEX CONCURRENTLY app.t_n", "gone\tindex\tapp\t\tt_n"),
            ("DROP INDEX CONCURRENTLY IF EXISTS t_n", "again"),
            ("CREATE DATABASE x OWNER me", "there\tdatabase\t\t\tx"),
            ("DROP SUBSCRIPTION s", "gone\tsubscription\t\t\ts"),
            (
                "ALTER TABLE app.t DETACH PARTITION app.p CONCURRENTLY",
                "gone\tpartition\tapp\t\tp",
            ),
            (
                "ALTER TYPE mood ADD VALUE 'it''s'",
                "there\tvalue\t\tmood\tit's",
            ),
            ("VACUUM (ANALYZE) t", "again"),
            ("REINDEX INDEX CONCURRENTLY t_n", "again"),
            ("ALTER SYSTEM SET work_mem = '1MB'", "again"),
        ] {
            assert_eq!(note(sql).as_deref(), Some(expected), "{sql}");
        }
        assert_eq!(note("DROP INDEX CONCURRENTLY a, b"), None);
        assert_eq!(note("CREATE INDEX CONCURRENTLY U&\"a\" ON t (n)"), None);
    }
}
