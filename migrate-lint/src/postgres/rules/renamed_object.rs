use crate::finding::Words;
use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::name::{Name, Span};
use crate::postgres::statement::{DomainChange, RelationKind, Relocation, Statement, TypeChange};
use crate::postgres::table::Action;

/// A schema, view, function, type, sequence or enum value gets another name.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    match &check.parsed.statement {
        Statement::AlterSchema {
            name,
            renamed: Some(_),
        } => of_schema(check, &name.text, &span),
        Statement::AlterTable(alter) => {
            let Some((Action::RenameTo(_) | Action::SetSchema(_), _)) = alter.actions.first()
            else {
                return;
            };
            of_relation(check, alter.kind, &alter.table, &span);
        }
        Statement::AlterSequence {
            name,
            change: Some(_),
            ..
        } => {
            if let Some(existing) = check.existing(name) {
                let remedy = Remedy::Relation(existing.name, None);
                report(check, "sequence", &name.to_string(), &span, Some(remedy));
            }
        }
        Statement::AlterType { name, change } => of_type(check, name, change, &span),
        Statement::AlterDomain {
            name,
            change: DomainChange::Relocate(_),
        } => of_type(
            check,
            name,
            &TypeChange::Relocate(Relocation::Name(crate::postgres::name::Ident {
                text: name.name.clone(),
                span: span.clone(),
            })),
            &span,
        ),
        Statement::AlterFunction {
            name,
            change: Some(_),
        } => {
            let known = check.catalog.functions(name.schema.as_deref(), &name.name);
            let is_new = !known.is_empty() && known.iter().all(|one| check.file.is_new(one.born));
            if !is_new {
                let remedy = Remedy::Function(check.catalog.target(name, false), None);
                report(check, "function", &name.to_string(), &span, Some(remedy));
            }
        }
        _ => {}
    }
}

fn of_schema(check: &mut Check<'_>, name: &str, span: &Span) {
    let known = check.catalog.schema(name);
    let mut relations = known
        .into_iter()
        .flat_map(|schema| schema.relations.values());
    let is_empty = check.catalog.has_created_schema(name)
        && name != "public"
        && relations.all(|relation| check.file.is_new(relation.born));
    if !is_empty {
        report(check, "schema", name, span, None);
    }
}

fn of_relation(check: &mut Check<'_>, kind: RelationKind, name: &Name, span: &Span) {
    let Some(existing) = check.existing(name) else {
        return;
    };
    // ALTER TABLE renames views and sequences, too; an index has no name in statements.
    let word = match existing.relation.map(|relation| &relation.state) {
        Some(RelationState::View(_)) => "view",
        Some(RelationState::Sequence(_)) => "sequence",
        Some(_) => return,
        None if kind == RelationKind::Table => return,
        None => "view",
    };
    let remedy = Remedy::Relation(existing.name, None);
    report(check, word, &name.to_string(), span, Some(remedy));
}

fn of_type(check: &mut Check<'_>, name: &Name, change: &TypeChange, span: &Span) {
    let known = check.catalog.type_named(name.schema.as_deref(), &name.name);
    if known
        .as_ref()
        .is_some_and(|(_, known)| check.file.is_new(known.born))
    {
        return;
    }
    match change {
        TypeChange::Relocate(_) => {
            let target =
                known.map_or_else(|| check.catalog.target(name, false), |(found, _)| found);
            report(
                check,
                "type",
                &name.to_string(),
                span,
                Some(Remedy::Type(target)),
            );
        }
        TypeChange::RenameValue { from, to } => {
            let message = format!(
                "the running release fails when it writes '{from}', and when it reads '{to}', \
                 which it does not know"
            );
            let help = format!(
                "add the new value and keep the old one: `ALTER TYPE {name} ADD VALUE '{to}'`"
            );
            check.report(span, Words::new(message, "the old value is gone", help));
        }
        TypeChange::RenameAttribute { from, .. } => {
            report(
                check,
                "attribute",
                &format!("{name}.{}", from.text),
                span,
                None,
            );
        }
        TypeChange::DropAttribute { name: attribute } => {
            report(
                check,
                "attribute",
                &format!("{name}.{}", attribute.text),
                span,
                None,
            );
        }
        _ => {}
    }
}

fn report(check: &mut Check<'_>, word: &str, name: &str, span: &Span, remedy: Option<Remedy>) {
    let message = format!("statements of the running release that use the {word} `{name}` fail");
    let help = match word {
        "view" => format!("keep a view under the old name: `CREATE VIEW {name} AS SELECT …`"),
        "function" => format!("create the new function, and drop `{name}` one release later"),
        _ => "rename it one release after the last one that uses the old name, and mark that \
              migration `-- migrate: compatible`"
            .to_owned(),
    };
    let words = Words::new(message, "the old name is gone", help);
    match remedy {
        Some(remedy) => check.report_unless(remedy, span, words),
        None => check.report(span, words),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_renamed_enum_value_fails_reads_and_writes() {
        let found = lint_errors(
            Code::RenamedObject,
            "CREATE TYPE m AS ENUM ('a');",
            "ALTER TYPE m RENAME VALUE 'a' TO 'b';",
        );
        assert_snapshot!(found, @r"
        the running release fails when it writes 'a', and when it reads 'b', which it does not know [renamed-object]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TYPE m RENAME VALUE 'a' TO 'b';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the old value is gone
          |
          = help: add the new value and keep the old one: `ALTER TYPE m ADD VALUE 'b'`; if this is intended, write above the statement: `-- migrate: allow(renamed-object) <reason>`
        ");
    }

    #[test]
    fn no_statement_names_an_index() {
        lint_ok(
            Code::RenamedObject,
            &format!("{TABLE} CREATE INDEX i ON t (a);"),
            "ALTER INDEX i RENAME TO j;",
        );
    }

    #[test]
    fn no_release_uses_a_sequence_of_the_same_file() {
        lint_ok(
            Code::RenamedObject,
            TABLE,
            "CREATE SEQUENCE s; ALTER SEQUENCE s RENAME TO r;",
        );
    }
}
