use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::evaluate::users_of_domain;
use crate::postgres::statement::{DomainChange, Statement};

/// A validated constraint of a domain whose values may violate it.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterDomain { name, change } = &check.parsed.statement else {
        return;
    };
    let what = match change {
        DomainChange::AddConstraint(constraint) if !constraint.not_valid => {
            "violates the constraint"
        }
        DomainChange::SetNotNull => "is NULL",
        _ => return,
    };
    let Some(users) = users_of_domain(check, name) else {
        return;
    };
    let message = format!("this fails if a value of `{name}` {what}; it is used by {users}");
    let help = match change {
        DomainChange::AddConstraint(constraint) => format!(
            "correct the values first; or check only new values: \
             `ALTER DOMAIN {name} ADD {} NOT VALID`",
            constraint.text
        ),
        _ => format!(
            "correct the values first; or check only new values: \
             `ALTER DOMAIN {name} ADD CONSTRAINT {}_not_null CHECK (VALUE IS NOT NULL) NOT VALID`",
            name.name
        ),
    };
    check.report(
        &check.parsed.span,
        Words::new(message, "fails on values that violate it", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_value_may_violate_the_constraint() {
        let found = lint_errors(
            Code::DomainOnExisting,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);",
        );
        assert_snapshot!(found, @r"
        this fails if a value of `d` violates the constraint; it is used by `t.a` [domain-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on values that violate it
          |
          = help: correct the values first; or check only new values: `ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID`; if this is intended, write above the statement: `-- migrate: allow(domain-on-existing) <reason>`
        ");
    }

    #[test]
    fn not_valid_checks_no_value() {
        lint_ok(
            Code::DomainOnExisting,
            "CREATE DOMAIN d AS int; CREATE TABLE t (a d);",
            "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;",
        );
    }

    #[test]
    fn a_domain_that_no_column_has() {
        lint_ok(
            Code::DomainOnExisting,
            "CREATE DOMAIN d AS int;",
            "ALTER DOMAIN d SET NOT NULL;",
        );
    }
}
