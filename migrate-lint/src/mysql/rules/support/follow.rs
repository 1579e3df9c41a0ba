use crate::mysql::catalog::{Catalog, Table};
use crate::mysql::file::{File, LAST_ID};
use crate::mysql::name::Key;
use crate::mysql::statement::{LockCall, Parsed, Scope, Setting, Statement};
use crate::mysql::table::Action;

/// Records what a part of a statement means for later ones.
pub(in crate::mysql) fn follow(
    file: &mut File<'_>,
    catalog: &Catalog,
    parsed: &Parsed,
    part: usize,
) {
    if parsed.calls.contains(&LockCall::Release) {
        file.said.reset(LOCK);
    }
    keep_values(file, parsed);
    match &parsed.statement {
        Statement::Begin => file.begin_transaction(),
        Statement::End => file.transaction = None,
        Statement::Set(settings) => settings.iter().for_each(|setting| set(file, setting)),
        Statement::SetRole { .. } => file.said.reset(ROLE),
        Statement::Use(_) => file.said.reset(DATABASE),
        Statement::UnlockTables | Statement::LockTables(_) => {
            file.said.reset(TABLES);
        }
        Statement::AlterTable(alter) => {
            let key = catalog.key(&alter.table);
            if let Some((action, _)) = alter.actions.get(part)
                && let Some(table) = catalog.table_at(&key)
            {
                drop_keys(file, key, table, action);
            }
        }
        _ => {}
    }
}

/// Records values that only this session has.
fn keep_values(file: &mut File<'_>, parsed: &Parsed) {
    for name in &parsed.values.kept {
        file.keep_value(name);
    }
    if let Statement::Insert { .. } = parsed.statement {
        file.keep_value(LAST_ID);
    }
}

// Names in [`File::settings`] of things that are not variables.
pub(in crate::mysql::rules) const LOCK: &str = "GET_LOCK()";
pub(in crate::mysql::rules) const TABLES: &str = "LOCK TABLES";
pub(in crate::mysql::rules) const ROLE: &str = "SET ROLE";
pub(in crate::mysql::rules) const DATABASE: &str = "USE";

/// A variable, with the scope that it is set in.
pub(in crate::mysql::rules) fn variable(setting: &Setting) -> String {
    let name = match setting.variable.as_str() {
        // `SET NAMES` sets all of them.
        "character_set_results" | "character_set_connection" | "collation_connection" => {
            "character_set_client"
        }
        other => other,
    };
    match setting.scope {
        Scope::Global => format!("GLOBAL {name}"),
        _ => name.to_owned(),
    }
}

/// Whether the value is the one that a session starts with.
pub(in crate::mysql::rules) fn is_initial(setting: &Setting) -> bool {
    const ON: [&str; 4] = [
        "foreign_key_checks",
        "unique_checks",
        "autocommit",
        "check_constraint_checks",
    ];
    let is_on = matches!(setting.value.as_str(), "1" | "on" | "true");
    setting.restores
        || ON.contains(&setting.variable.as_str()) && is_on
        // The character set that drivers use.
        || setting.variable == "character_set_client" && setting.value == "utf8mb4"
}

fn set(file: &mut File<'_>, setting: &Setting) {
    if setting.scope == Scope::Other {
        return;
    }
    let name = variable(setting);
    file.said.reset(&name);
    if setting.variable == "foreign_key_checks" {
        file.unchecked = matches!(setting.value.as_str(), "0" | "off" | "false");
    }
}

fn drop_keys(file: &mut File<'_>, key: Key, table: &Table, action: &Action) {
    if let Action::DropConstraint { name, .. } = action
        && let Some(known) = table.foreign_key(&name.text)
    {
        let dropped = (key, known.columns.clone(), known.parent.clone());
        file.dropped_foreign_keys.push(dropped);
        return;
    }
    let dropped = match action {
        Action::DropPrimaryKey => table.primary_key(),
        Action::DropKey { name, .. } | Action::DropConstraint { name, .. } => table.key(&name.text),
        _ => return,
    };
    let Some(dropped) = dropped.filter(|dropped| dropped.is_unique()) else {
        return;
    };
    let columns: Option<Vec<String>> = dropped.columns.iter().cloned().collect();
    if let Some(columns) = columns {
        file.dropped_keys.push((key, columns));
    }
}
