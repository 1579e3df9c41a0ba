use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::evaluate::users_of_domain;
use crate::postgres::statement::{DomainChange, Statement};

/// A validated constraint on a domain that columns of existing tables have.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterDomain { name, change } = &check.parsed.statement else {
        return;
    };
    let validated = match change {
        DomainChange::AddConstraint(constraint) => !constraint.not_valid,
        DomainChange::SetNotNull => true,
        _ => false,
    };
    let Some(users) = users_of_domain(check, name).filter(|_| validated) else {
        return;
    };
    let message = format!(
        "writes to the tables of {users} wait while every value of `{name}` is checked, under SHARE locks"
    );
    let help = match change {
        DomainChange::AddConstraint(constraint) => format!(
            "write `ALTER DOMAIN {name} ADD {} NOT VALID` and, in a later migration, \
             `ALTER DOMAIN {name} VALIDATE CONSTRAINT {}`",
            constraint.text,
            constraint
                .name
                .as_ref()
                .map_or("<name>".to_owned(), ToString::to_string)
        ),
        _ => format!(
            "write `ALTER DOMAIN {name} ADD CONSTRAINT {}_not_null CHECK (VALUE IS NOT NULL) NOT \
             VALID` and, in a later migration, `ALTER DOMAIN {name} VALIDATE CONSTRAINT \
             {0}_not_null`",
            name.name
        ),
    };
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "blocks writes", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_domain_that_becomes_not_null_scans_every_row() {
        let found = lint_errors(
            Code::DomainConstraint,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        writes to the tables of `t.a` wait while every value of `d` is checked, under SHARE locks [domain-constraint]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER DOMAIN d SET NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writes
          |
          = help: write `ALTER DOMAIN d ADD CONSTRAINT d_not_null CHECK (VALUE IS NOT NULL) NOT VALID` and, in a later migration, `ALTER DOMAIN d VALIDATE CONSTRAINT d_not_null`; if this is intended, write above the statement: `-- migrate: allow(domain-constraint) <reason>`
        ");
    }

    #[test]
    fn the_help_names_the_constraint_to_validate() {
        let found = lint_errors(
            Code::DomainConstraint,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);",
        );
        assert!(
            found.contains("`ALTER DOMAIN d VALIDATE CONSTRAINT c`"),
            "{found}"
        );
    }

    #[test]
    fn a_domain_constraint_that_is_not_valid_scans_no_row() {
        lint_ok(
            Code::DomainConstraint,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID;",
        );
    }
}
