use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::evaluate::users_of_domain;
use crate::postgres::statement::{DomainChange, Statement};

/// A validated constraint for a domain that columns of existing tables have.
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
        "writers wait while every row with a `{name}` is looked at: SHARE on the tables of {users}"
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
            "write `ALTER DOMAIN {name} ADD CONSTRAINT {}_not_null CHECK (VALUE IS NOT NULL) NOT VALID` and \
             validate it in a later migration",
            name.name
        ),
    };
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "blocks writers", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DomainConstraint,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        writers wait while every row with a `d` is looked at: SHARE on the tables of `t.a` [domain-constraint]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER DOMAIN d SET NOT NULL;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writers
          |
          = help: write `ALTER DOMAIN d ADD CONSTRAINT d_not_null CHECK (VALUE IS NOT NULL) NOT VALID` and validate it in a later migration; or say above it why it may stay: `-- migrate: allow(domain-constraint) <reason>`
        ");
    }

    #[test]
    fn names_the_constraint() {
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
    fn leaves() {
        lint_ok(
            Code::DomainConstraint,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID;",
        );
    }
}
