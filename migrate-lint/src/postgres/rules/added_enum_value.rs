use crate::postgres::check::Check;
use crate::postgres::statement::{Statement, TypeChange};
use crate::words::added_enum_value;

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
    let span = check.parsed.span.clone();
    check.report(&span, added_enum_value::words(value, &name.to_string()));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn the_running_release_does_not_know_a_new_value() {
        let found = lint_errors(
            Code::AddedEnumValue,
            "CREATE TYPE m AS ENUM ('a');",
            "ALTER TYPE m ADD VALUE 'b';",
        );
        assert_snapshot!(found, @r"
        the running release cannot decode the new value 'b' of `m` [added-enum-value]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TYPE m ADD VALUE 'b';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown to the running release
          |
          = help: write the value only when every running release knows it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(added-enum-value) <reason>`
        ");
    }

    #[test]
    fn no_release_reads_a_type_of_the_same_file() {
        lint_ok(
            Code::AddedEnumValue,
            TABLE,
            "CREATE TYPE m AS ENUM ('a'); ALTER TYPE m ADD VALUE 'b';",
        );
    }
}
