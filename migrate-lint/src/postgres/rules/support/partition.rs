use crate::postgres::catalog::{ConstraintState, compact};
use crate::postgres::check::{Check, Existing};
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Name;
use crate::postgres::statement::Statement;
use crate::postgres::table::{Action, Bound};

/// A table that becomes a partition.
pub(in crate::postgres::rules) struct Attached {
    pub(in crate::postgres::rules) parent: String,
    pub(in crate::postgres::rules) partition: String,
    /// Its rows are checked against the bounds.
    pub(in crate::postgres::rules) scans_partition: bool,
    /// The default partition, if its rows are checked against the bounds.
    pub(in crate::postgres::rules) default: Option<String>,
    /// The bounds as a CHECK, if they can be written as one.
    pub(in crate::postgres::rules) check: Option<String>,
}

pub(in crate::postgres::rules) fn attached(check: &Check<'_>) -> Option<Attached> {
    match &check.parsed.statement {
        Statement::AlterTable(alter) => {
            let Action::AttachPartition { partition, bound } = &alter.actions.first()?.0 else {
                return None;
            };
            let child = check.existing(partition);
            let scans = child.as_ref().is_some_and(|child| !proves(child, bound));
            let default = default_of(check, &alter.table, bound);
            Some(Attached {
                parent: alter.table.to_string(),
                partition: partition.to_string(),
                scans_partition: scans,
                default,
                check: as_check(bound),
            })
        }
        Statement::CreateTable(create) if !is_there(check, &create.name, create.if_not_exists) => {
            let (parent, bound) = create.partition_of.as_ref()?;
            Some(Attached {
                parent: parent.to_string(),
                partition: create.name.to_string(),
                scans_partition: false,
                default: default_of(check, parent, bound),
                check: None,
            })
        }
        _ => None,
    }
}

fn is_there(check: &Check<'_>, name: &Name, if_not_exists: bool) -> bool {
    if_not_exists && check.catalog.relation(name).yes().is_some()
}

/// The default partition, if it existed before and is not the new one itself.
fn default_of(check: &Check<'_>, parent: &Name, bound: &Bound) -> Option<String> {
    if matches!(bound, Bound::Default) {
        return None;
    }
    let (_, table) = check.catalog.table(parent)?;
    let (name, _) = check.catalog.default_partition(table)?;
    Some(check.existing_at(&name)?.shown)
}

/// Whether a valid CHECK of the table implies the bounds.
fn proves(table: &Existing<'_>, bound: &Bound) -> bool {
    let Some(known) = table.table() else {
        return false;
    };
    let valid = known.constraints.iter().filter(|one| one.valid);
    let conditions: Vec<String> = valid
        .filter_map(|one| match &one.state {
            ConstraintState::Check { conditions, .. } => Some(conditions),
            _ => None,
        })
        .flatten()
        .map(|condition| without_casts(condition))
        .collect();
    let not_null = |column: &str| table.is_not_null(column) || known.proves_not_null(column);
    known
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .any(|column| {
            let says = |operator: &str, value: &Expr| {
                let wanted = format!("{column}{operator}{}", value_of(value));
                is_open(value) || conditions.contains(&wanted)
            };
            let bounded = match bound {
                Bound::Range(Some(bounds)) => says(">=", &bounds.0) && says("<", &bounds.1),
                Bound::List(values) => match values.as_slice() {
                    [value] => says("=", value),
                    values => {
                        let list: Vec<String> = values.iter().map(value_of).collect();
                        conditions.contains(&format!("{column}in{}", list.join(",")))
                    }
                },
                Bound::Range(None) | Bound::Default | Bound::Hash => false,
            };
            bounded && not_null(column)
        })
}

/// `MINVALUE` and `MAXVALUE` are no bounds.
fn is_open(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Name(parts) if matches!(parts.as_slice(), [one] if one.text == "minvalue" || one.text == "maxvalue"))
}

fn value_of(value: &Expr) -> String {
    without_casts(&compact(&value.text))
}

/// `'2024-01-01'::date` is `'2024-01-01'`.
fn without_casts(text: &str) -> String {
    let mut parts = text.split("::");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.')
            .unwrap_or(part.len());
        result.push_str(&part[end..]);
    }
    result
}

fn as_check(bound: &Bound) -> Option<String> {
    match bound {
        Bound::Range(Some(bounds)) => Some(format!(
            "CHECK (<key> IS NOT NULL AND <key> >= {} AND <key> < {})",
            bounds.0.text, bounds.1.text
        )),
        Bound::List(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
            Some(format!(
                "CHECK (<key> IS NOT NULL AND <key> IN ({}))",
                values.join(", ")
            ))
        }
        Bound::Range(None) | Bound::Default | Bound::Hash => None,
    }
}
