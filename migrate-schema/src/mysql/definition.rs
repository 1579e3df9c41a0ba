//! Definitions, assembled from the columns of the catalogues.

use std::collections::BTreeMap;

use super::rows::{Cells, quoted, unix};

/// An index from the rows of its columns: `unique btree (a(10), b desc)`.
pub(super) fn index(columns: &[&Cells]) -> String {
    let first = columns[0];
    let unique = match first.text("non_unique") {
        "0" => "unique ",
        _ => "",
    };
    let keys: Vec<String> = columns.iter().map(|column| key(column)).collect();
    // An index that queries do not use has `NO` on MySQL and `YES` on MariaDB.
    let is_unused = first.text("is_visible") == "NO" || first.text("ignored") == "YES";
    let unused = if is_unused { " invisible" } else { "" };
    let method = first.text("index_type").to_lowercase();
    format!("{unique}{method} ({}){unused}", keys.join(", "))
}

fn key(column: &Cells) -> String {
    let expression = column.get("expression").map(|text| format!("({text})"));
    let name = expression.unwrap_or_else(|| column.text("column_name").to_owned());
    let length = column.get("sub_part").map(|length| format!("({length})"));
    let order = if column.text("collation") == "D" {
        " desc"
    } else {
        ""
    };
    format!("{name}{}{order}", length.unwrap_or_default())
}

/// A foreign key from the rows of its columns: `(a) references t (b) on delete cascade …`.
pub(super) fn foreign_key(columns: &[&Cells], rules: Option<&Cells>) -> String {
    let list = |name: &str| {
        let names: Vec<&str> = columns.iter().map(|column| column.text(name)).collect();
        names.join(", ")
    };
    let rule = |name: &str| {
        rules
            .map(|rules| rules.text(name).to_lowercase())
            .unwrap_or_default()
    };
    format!(
        "({}) references {}.{} ({}) on delete {} on update {}",
        list("column_name"),
        quoted(columns[0].text("referenced_table_schema")),
        columns[0].text("referenced_table_name"),
        list("referenced_column_name"),
        rule("delete_rule"),
        rule("update_rule"),
    )
}

/// The partitions of each table.
pub(super) fn partitions<'a>(rows: impl Iterator<Item = &'a Cells>) -> BTreeMap<&'a str, String> {
    let mut tables: BTreeMap<&str, String> = BTreeMap::new();
    for row in rows {
        let text = tables.entry(row.text("table_name")).or_insert_with(|| {
            let by = |method: &str, expression: &str| {
                let method = row.get(method)?.to_lowercase();
                Some(format!("{method} ({})", row.text(expression)))
            };
            let parts = by("partition_method", "partition_expression");
            let parts_of_parts = by("subpartition_method", "subpartition_expression");
            let all: Vec<String> = parts.into_iter().chain(parts_of_parts).collect();
            all.join(" subpartition ")
        });
        text.push_str(", ");
        text.push_str(row.text("partition_name"));
        for (before, column) in [(" ", "partition_description"), (" / ", "subpartition_name")] {
            if let Some(value) = row.get(column) {
                text.push_str(before);
                text.push_str(value);
            }
        }
    }
    tables
}

/// A sequence as `SHOW CREATE SEQUENCE` prints it, without its current value.
pub(super) fn sequence(row: &Cells) -> String {
    let cycle = if row.text("cycle_option") == "1" {
        "cycle"
    } else {
        "nocycle"
    };
    format!(
        "start with {} minvalue {} maxvalue {} increment by {} cache {} {cycle}",
        row.text("start_value"),
        row.text("minimum_value"),
        row.text("maximum_value"),
        row.text("increment"),
        row.text("cache_size")
    )
}

/// A routine: `(in a int) returns int deterministic … body`.
pub(super) fn routine(row: &Cells, parameters: &[&Cells]) -> String {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|parameter| {
            let words = ["parameter_mode", "parameter_name", "dtd_identifier"];
            let words: Vec<&str> = words
                .iter()
                .filter_map(|word| parameter.get(word))
                .collect();
            words.join(" ")
        })
        .collect();
    let returns = match row.text("dtd_identifier") {
        "" => String::new(),
        type_ => format!(" returns {type_}"),
    };
    let deterministic = match row.text("is_deterministic") {
        "YES" => "deterministic",
        _ => "not deterministic",
    };
    format!(
        "({}){returns} {deterministic} {} sql security {} {}",
        parameters.join(", "),
        row.text("sql_data_access").to_lowercase(),
        row.text("security_type").to_lowercase(),
        unix(row.text("routine_definition")),
    )
}

/// An event without its start time: `every 1 day on completion preserve do body`.
pub(super) fn event(row: &Cells) -> String {
    let when = match row.get("execute_at") {
        Some(at) => format!("at {at}"),
        None => format!(
            "every {} {}",
            row.text("interval_value"),
            row.text("interval_field").to_lowercase()
        ),
    };
    let completion = row.text("on_completion").to_lowercase();
    let body = unix(row.text("event_definition"));
    format!("{when} on completion {completion} do {body}")
}
