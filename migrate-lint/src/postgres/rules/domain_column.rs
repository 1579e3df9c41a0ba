use super::support::added_column;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::evaluate::is_constrained;

/// A new column of a domain with constraints, which the server compares with every row by writing
/// the table anew, even where it is NULL.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some((ty, _)) = column
        .ty
        .as_ref()
        .filter(|(ty, _)| is_constrained(check.catalog, ty))
    else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let message = format!(
        "readers and writers of `{shown}` wait while it is written anew under ACCESS EXCLUSIVE: the domain `{ty}` has constraints"
    );
    let help = format!(
        "add the column with the domain's base type, then `ALTER TABLE {shown} ADD CONSTRAINT {name}_check \
         CHECK (…) NOT VALID`, and validate it in a later migration"
    );
    check.report(span, Words::new(message, "rewrites the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DomainColumn,
            &format!("{TABLE} CREATE DOMAIN d AS int CHECK (VALUE > 0);"),
            "ALTER TABLE t ADD COLUMN c d;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while it is written anew under ACCESS EXCLUSIVE: the domain `d` has constraints [domain-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c d;
          |               ^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add the column with the domain's base type, then `ALTER TABLE t ADD CONSTRAINT c_check CHECK (…) NOT VALID`, and validate it in a later migration; or say above it why it may stay: `-- migrate: allow(domain-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DomainColumn,
            &format!("{TABLE} CREATE DOMAIN d AS int;"),
            "ALTER TABLE t ADD COLUMN c d;",
        );
    }
}
