//! Finds the statements that insert rows, because a dump of the schema does not contain rows.

use migrate_directory::{Dialect, Position, split};

/// A statement whose rows are missing in a database that was created from the schema alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Data {
    pub(crate) line: usize,
    /// The beginning of the statement.
    pub(crate) words: String,
}

const VERBS: [&str; 5] = ["insert", "copy", "merge", "replace", "call"];

pub(super) fn find(text: &str, dialect: Dialect) -> Vec<Data> {
    let statements = split(text, dialect).statements;
    let data = statements.iter().filter_map(|statement| {
        let sql = &text[statement.text.clone()];
        is_data(sql).then(|| Data {
            line: Position::of(text, statement.text.start).line,
            words: beginning(sql),
        })
    });
    let mut data: Vec<Data> = data.collect();
    if let Some(at) = text.find("-- migrate: rust(") {
        data.push(Data {
            line: Position::of(text, at).line,
            words: "Rust code of the service".to_owned(),
        });
    }
    data
}

fn is_data(sql: &str) -> bool {
    let lower = sql.to_lowercase();
    let mut words = lower.split(|one: char| !one.is_alphanumeric() && one != '_');
    match words.next().unwrap_or_default() {
        "with" => words.any(|word| word == "insert"),
        // A call of a function, which may have side effects.
        "select" => {
            lower.contains('(') && !lower.contains("set_config") && !lower.contains(" from ")
        }
        verb => VERBS.contains(&verb),
    }
}

fn beginning(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(4).collect();
    let words = words.join(" ");
    let end = words.find('(').unwrap_or(words.len());
    words[..end].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_calls_are_data() {
        let text = "CREATE TABLE t (id INT);\nINSERT INTO t (id) VALUES (1);\nSELECT cron.schedule('a', 'b');\n\
                    UPDATE t SET id = 2;\nWITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x;\n";
        let found = find(text, Dialect::Postgres);
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.line, one.words.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (2, "INSERT INTO t"),
                (3, "SELECT cron.schedule"),
                (5, "WITH x AS")
            ]
        );
    }
}
