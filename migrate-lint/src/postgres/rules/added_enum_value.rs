use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::{Statement, TypeChange};

/// An enum value that the running release cannot decode.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterType {
        name,
        change: TypeChange::AddValue { value, .. },
    } = &check.parsed.statement
    else {
        return;
    };
    let known = check.catalog.type_named(name.schema.as_deref(), &name.name);
    if known.is_some_and(|(_, known)| check.file.is_new(known.born)) {
        return;
    }
    let message =
        format!("a Rust enum of the running release does not decode '{value}' of `{name}`");
    let help = "write the value only after no release runs that does not know it";
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "unknown to older code", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::AddedEnumValue,
            "CREATE TYPE m AS ENUM ('a');",
            "ALTER TYPE m ADD VALUE 'b';",
        );
        assert_snapshot!(found, @r"
        a Rust enum of the running release does not decode 'b' of `m` [added-enum-value]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TYPE m ADD VALUE 'b';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown to older code
          |
          = help: write the value only after no release runs that does not know it; or say above it why it may stay: `-- migrate: allow(added-enum-value) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AddedEnumValue,
            TABLE,
            "CREATE TYPE m AS ENUM ('a'); ALTER TYPE m ADD VALUE 'b';",
        );
    }
}
