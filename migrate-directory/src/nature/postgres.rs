use crate::Statement;
use crate::lexer::Kind;
use crate::words::Words;

/// The statements that PostgreSQL refuses in a transaction block (`PreventInTransactionBlock` in
/// its source, versions 14 to 18).
pub(crate) fn outside(words: Words<'_>) -> Option<&'static str> {
    let concurrently = || words.find("CONCURRENTLY").is_some();
    let second = |word: &str| words.is(1, word);
    Some(match words.first_keyword().as_str() {
        "CREATE" if second("INDEX") || words.are(1, &["UNIQUE", "INDEX"]) => {
            return (words.find("CONCURRENTLY")? <= 3).then_some("CREATE INDEX CONCURRENTLY");
        }
        "DROP" if second("INDEX") && words.is(2, "CONCURRENTLY") => "DROP INDEX CONCURRENTLY",
        "REINDEX" if concurrently() => "REINDEX CONCURRENTLY",
        "REINDEX"
            if ["DATABASE", "SYSTEM", "SCHEMA"]
                .iter()
                .any(|word| words.is(behind_options(words), word)) =>
        {
            "REINDEX of a schema or database"
        }
        "ALTER" if second("TABLE") && words.find("DETACH").is_some() && concurrently() => {
            "DETACH PARTITION … CONCURRENTLY"
        }
        "VACUUM" => "VACUUM",
        "CLUSTER" if behind_options(words) >= words.len() => "CLUSTER",
        "CREATE" if second("DATABASE") => "CREATE DATABASE",
        "DROP" if second("DATABASE") => "DROP DATABASE",
        "ALTER" if second("DATABASE") && words.are(3, &["SET", "TABLESPACE"]) => {
            "ALTER DATABASE … SET TABLESPACE"
        }
        "CREATE" if second("TABLESPACE") => "CREATE TABLESPACE",
        "DROP" if second("TABLESPACE") => "DROP TABLESPACE",
        "ALTER" if second("SYSTEM") => "ALTER SYSTEM",
        "CREATE" if second("SUBSCRIPTION") && creates_slot(words) => "CREATE SUBSCRIPTION",
        "DROP" if second("SUBSCRIPTION") => "DROP SUBSCRIPTION",
        "ALTER" if second("SUBSCRIPTION") && refreshes(words) => {
            "ALTER SUBSCRIPTION … REFRESH PUBLICATION"
        }
        "DISCARD" if second("ALL") => "DISCARD ALL",
        _ => return None,
    })
}

/// The position of the first word after `(…)` or VERBOSE.
fn behind_options(words: Words<'_>) -> usize {
    let at = if words.is_symbol(1, "(") {
        let close = (2..words.len()).find(|at| words.is_symbol(*at, ")"));
        close.map_or(1, |close| close + 1)
    } else {
        1
    };
    at + usize::from(words.is(at, "VERBOSE"))
}

/// `create_slot = false` and `connect = false` make CREATE SUBSCRIPTION an ordinary statement.
fn creates_slot(words: Words<'_>) -> bool {
    !is_off(words, "create_slot") && !is_off(words, "connect")
}

/// REFRESH PUBLICATION, and SET, ADD or DROP PUBLICATION without `refresh = false`.
fn refreshes(words: Words<'_>) -> bool {
    words.is(3, "REFRESH") || words.is(4, "PUBLICATION") && !is_off(words, "refresh")
}

fn is_off(words: Words<'_>, option: &str) -> bool {
    words.find(option).is_some_and(|at| {
        let value = words.get(at + 2).unwrap_or_default().trim_matches('\'');
        ["false", "off", "0"]
            .iter()
            .any(|off| value.eq_ignore_ascii_case(off))
    })
}

/// The first later statement that mentions the enum value that this statement adds. PostgreSQL
/// refuses that in one transaction; before version 17 even if the transaction created the type.
pub(crate) fn user_of_value(words: Words<'_>, text: &str, later: &[Statement]) -> Option<usize> {
    let value = added_value(words)?;
    later
        .iter()
        .map(|statement| statement.words(text))
        .position(|words| {
            // Another ALTER TYPE may place its value next to the new one, or rename it.
            if words.are(0, &["ALTER", "TYPE"]) {
                return false;
            }
            let mut strings = (0..words.len()).filter(|at| words.kind(*at) == Some(Kind::String));
            strings.any(|at| words.get(at).is_some_and(|string| string.contains(value)))
        })
}

/// The `'value'` of `ALTER TYPE … ADD VALUE`, with its quotes.
pub(crate) fn added_value(words: Words<'_>) -> Option<&str> {
    if !words.are(0, &["ALTER", "TYPE"]) {
        return None;
    }
    let add = (2..words.len()).find(|at| words.are(*at, &["ADD", "VALUE"]))?;
    let value = (add..words.len()).find(|at| words.kind(*at) == Some(Kind::String))?;
    Some(words.get(value)?.trim_start_matches(['E', 'e']))
}

/// `CREATE INDEX CONCURRENTLY ON …`.
pub(crate) fn is_unnamed_index(words: Words<'_>) -> bool {
    let after = words.find("CONCURRENTLY").map(|at| at + 1);
    words.is(0, "CREATE") && after.is_some_and(|at| words.is(at, "ON"))
}
