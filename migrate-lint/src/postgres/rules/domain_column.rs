use super::support::added_column;
use crate::postgres::check::Check;
use crate::postgres::evaluate::is_constrained;
use crate::words::lock::Lock;

/// A new column of a domain with constraints: the server rewrites the table to check them, even if
/// every value is NULL.
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
    let help = format!(
        "add the column with the base type of the domain, then `ALTER TABLE {shown} ADD CONSTRAINT \
         {name}_check CHECK (…) NOT VALID` and, in a later migration, `ALTER TABLE {shown} VALIDATE \
         CONSTRAINT {name}_check`"
    );
    let reason = format!("to check the constraints of the domain `{ty}`");
    let words = Lock::AccessExclusive.rewrite(shown, &reason, help);
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_domain_with_constraints_rewrites_the_table() {
        let found = lint_errors(
            Code::DomainColumn,
            &format!("{TABLE} CREATE DOMAIN d AS int CHECK (VALUE > 0);"),
            "ALTER TABLE t ADD COLUMN c d;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten to check the constraints of the domain `d`, under an ACCESS EXCLUSIVE lock [domain-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c d;
          |               ^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add the column with the base type of the domain, then `ALTER TABLE t ADD CONSTRAINT c_check CHECK (…) NOT VALID` and, in a later migration, `ALTER TABLE t VALIDATE CONSTRAINT c_check`; if this is intended, write above the statement: `-- migrate: allow(domain-column) <reason>`
        ");
    }

    #[test]
    fn a_domain_without_constraints_rewrites_nothing() {
        lint_ok(
            Code::DomainColumn,
            &format!("{TABLE} CREATE DOMAIN d AS int;"),
            "ALTER TABLE t ADD COLUMN c d;",
        );
    }
}
