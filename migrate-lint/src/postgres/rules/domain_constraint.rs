use migrate_core::Code;


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
    let message = format!("writers wait while every row with a `{name}` is looked at: SHARE on the tables of {users}");
    let help = match change {
        DomainChange::AddConstraint(constraint) => format!(
            "write `ALTER DOMAIN {name} ADD {} NOT VALID` and, in a later migration, \
             `ALTER DOMAIN {name} VALIDATE CONSTRAINT <name>`",
            constraint.text
        ),
        _ => format!(
            "write `ALTER DOMAIN {name} ADD CONSTRAINT {}_not_null CHECK (VALUE IS NOT NULL) NOT VALID` and \
             validate it in a later migration",
            name.name
        ),
    };
    let span = check.parsed.span.clone();
    check.report(Code::DomainConstraint, &span, message, "blocks writers", help);
}
