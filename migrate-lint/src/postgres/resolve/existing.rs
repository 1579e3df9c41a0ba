use migrate_directory::Code;

use crate::finding::Words;
use crate::postgres::catalog::{Found, RelationState, TypeState};
use crate::postgres::check::Check;
use crate::postgres::name::{Name, QName, Span};
use crate::postgres::statement::{RelationKind, Statement, TypeChange};
use crate::postgres::table::Action;

/// Names of new objects that are taken.
#[expect(
    clippy::too_many_lines,
    reason = "a table of the statements that name something"
)]
pub(super) fn check(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::CreateTable(create) if !create.if_not_exists => {
            relation(check, &create.name, create.temporary);
        }
        Statement::CreateTableAs {
            name,
            if_not_exists: false,
            temporary,
            ..
        }
        | Statement::CreateSequence {
            name,
            if_not_exists: false,
            temporary,
            ..
        } => relation(check, name, *temporary),
        Statement::CreateView(view) if !view.or_replace && !view.if_not_exists => {
            relation(check, &view.name, view.temporary);
        }
        Statement::CreateIndex(index) if !index.if_not_exists => {
            let table = check.catalog.relation(&index.table).yes();
            if let (Some(name), Some((table, _))) = (&index.name, table) {
                taken(check, &table.sibling(&name.name), &name.span);
            }
        }
        Statement::CreateSchema {
            name,
            if_not_exists: false,
            ..
        } if check.catalog.has_created_schema(&name.text) => {
            let rewrite = "CREATE SCHEMA IF NOT EXISTS";
            report(check, "schema", &name.to_string(), &name.span, rewrite);
        }
        Statement::CreateType { name, .. } => {
            let target = check.catalog.target(name, false);
            let known = check.catalog.type_named(Some(&target.schema), &target.name);
            let is_defined = |kind: &TypeState| !matches!(kind, TypeState::Shell);
            if known.is_some_and(|(_, known)| known.certain && is_defined(&known.kind)) {
                report(check, "type", &name.to_string(), &name.span, "");
            }
        }
        Statement::CreateTrigger {
            name,
            table,
            or_replace: false,
            ..
        } => {
            let known = check.catalog.table(table);
            if known.is_some_and(|(_, table)| table.triggers.contains(&name.text)) {
                report(
                    check,
                    "trigger",
                    &name.to_string(),
                    &name.span,
                    "CREATE OR REPLACE TRIGGER",
                );
            }
        }
        Statement::CreatePolicy { name, table, .. } => {
            let known = check.catalog.table(table);
            if known.is_some_and(|(_, table)| table.policies.contains(&name.text)) {
                report(check, "policy", &name.to_string(), &name.span, "");
            }
        }
        Statement::CreateFunction(function) if !function.or_replace => {
            let target = check.catalog.target(&function.name, false);
            let known = check.catalog.functions(Some(&target.schema), &target.name);
            let is_readable = function.arguments.iter().all(Option::is_some);
            if is_readable && known.iter().any(|one| one.arguments == function.arguments) {
                let name = function.name.to_string();
                report(
                    check,
                    "function",
                    &name,
                    &function.name.span,
                    "CREATE OR REPLACE FUNCTION",
                );
            }
        }
        Statement::AlterType {
            name,
            change:
                TypeChange::AddValue {
                    value,
                    if_not_exists: false,
                },
        } => {
            let known = check.catalog.type_named(name.schema.as_deref(), &name.name);
            let known = known.map(|(_, known)| &known.kind);
            if let Some(TypeState::Enum(values)) = known
                && values.contains(value)
            {
                report(
                    check,
                    "enum value",
                    value,
                    &check.parsed.span.clone(),
                    "ADD VALUE IF NOT EXISTS",
                );
            }
        }
        Statement::AlterTable(alter) => {
            let (action, _) = &alter.actions[0];
            of_action(check, alter.kind, &alter.table, action);
        }
        _ => {}
    }
}

fn of_action(check: &mut Check<'_>, kind: RelationKind, table: &Name, action: &Action) {
    let Found::Yes(name, found) = check.catalog.relation(table) else {
        return;
    };
    let column = |column: &str| {
        let columns = found.columns().unwrap_or_default();
        columns.iter().any(|one| one.name == column && one.certain)
    };
    match action {
        Action::AddColumn {
            column: added,
            if_not_exists: false,
        } if column(&added.name.text) => {
            let shown = format!("{table}.{}", added.name);
            report(
                check,
                "column",
                &shown,
                &added.name.span,
                "ADD COLUMN IF NOT EXISTS",
            );
        }
        Action::RenameColumn { to, .. } if column(&to.text) => {
            report(check, "column", &format!("{table}.{to}"), &to.span, "");
        }
        Action::RenameTo(to) if kind == RelationKind::Table => {
            taken(check, &name.sibling(&to.text), &to.span);
        }
        Action::RenameConstraint { to, .. } => {
            let known = found.table();
            if known.is_some_and(|table| table.constraint(&to.text).is_some()) {
                report(check, "constraint", &to.to_string(), &to.span, "");
            }
        }
        Action::AddConstraint(constraint) => {
            let known = found.table();
            if let Some(name) = &constraint.name
                && known.is_some_and(|table| table.constraint(&name.text).is_some())
            {
                report(check, "constraint", &name.to_string(), &name.span, "");
            }
        }
        _ => {}
    }
}

fn relation(check: &mut Check<'_>, name: &Name, temporary: bool) {
    let target = check.catalog.target(name, temporary);
    taken(check, &target, &name.span);
}

fn taken(check: &mut Check<'_>, name: &QName, span: &Span) {
    let Some(known) = check.catalog.at(name).filter(|known| known.certain) else {
        return;
    };
    let word = known.word();
    let rewrite = match &known.state {
        RelationState::Table(_) => "CREATE TABLE IF NOT EXISTS",
        RelationState::View(view) if view.materialized => "CREATE MATERIALIZED VIEW IF NOT EXISTS",
        RelationState::View(_) => "CREATE OR REPLACE VIEW",
        RelationState::Index(_) => "CREATE INDEX IF NOT EXISTS",
        RelationState::Sequence(_) => "CREATE SEQUENCE IF NOT EXISTS",
    };
    report(check, word, &name.to_string(), span, rewrite);
}

fn report(check: &mut Check<'_>, what: &str, name: &str, span: &Span, rewrite: &str) {
    let help = if rewrite.is_empty() {
        "give the new one another name, or remove the statement".to_owned()
    } else {
        format!("give the new one another name, or write `{rewrite}`")
    };
    let message = format!("there is a {what} `{name}` already");
    check.code = Code::ExistingObject;
    check.report(span, Words::new(message, "taken", help));
}
