//! How what is wrong with a name is reported.

use migrate_directory::{Code, nearest};

use super::super::catalog::Table;
use super::super::check::Check;
use super::super::name::{Ident, Span};
use crate::finding::Words;

pub(super) fn report_column(check: &mut Check<'_>, table: &Table, shown: &str, column: &Ident) {
    let known = table.columns.iter().map(|one| one.name.as_str());
    let message = format!("`{shown}` has no column `{column}`");
    let help = "add it before, or correct the name";
    report_missing(check, (&column.text, &column.span), known, message, help);
}

/// The help names what is spelt nearly alike, or says what else to do.
pub(super) fn report_missing<'n>(
    check: &mut Check<'_>,
    (name, span): (&str, &Span),
    known: impl Iterator<Item = &'n str>,
    message: String,
    otherwise: &str,
) {
    let help = match nearest(name, known) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => otherwise.to_owned(),
    };
    check.report(span, Words::new(message, "not found", help));
}

pub(super) fn report_existing(check: &mut Check<'_>, span: &Span, what: &str, name: &str) {
    let message = format!("there is already {what} `{name}`");
    let help = "choose another name, or drop what has it before";
    check.code = Code::ExistingObject;
    check.report(span, Words::new(message, "the name is taken", help));
}
