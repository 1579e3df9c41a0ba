use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::check::Check;

/// `MODIFY` and `CHANGE` that write every row anew.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    if !change.copies() || !change.altered.may_copy(check) {
        return;
    }
    let (shown, name) = (&change.altered.table.shown, change.name);
    let from = change
        .from
        .map_or(String::new(), |known| format!(" from {}", known.spec.ty));
    let to = &change.to.spec.ty;
    let message = format!(
        "writers of `{shown}` wait while the table is copied to turn `{name}`{from} into {to}"
    );
    let help = format!(
        "add a column of the new type, write both, fill it in batches, and swap them a release later: \
         `ALTER TABLE {shown} ADD COLUMN {name}_new {to}`"
    );
    check.report(
        change.altered.span,
        Words::new(message, "copies the table", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a BIGINT;",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the table is copied to turn `a` from int into bigint [rewriting-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a BIGINT;
          |               ^^^^^^^^^^^^^^^ copies the table
          |
          = help: add a column of the new type, write both, fill it in batches, and swap them a release later: `ALTER TABLE t ADD COLUMN a_new bigint`; or say above it why it may stay: `-- migrate: allow(rewriting-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60) NOT NULL DEFAULT 'x';",
        );
        lint_ok(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a INT NOT NULL;",
        );
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
        lint_ok(
            Code::RewritingTypeChange,
            &format!("-- lint: mariadb-version = 11.4\n{TABLE}"),
            "ALTER TABLE t MODIFY a BIGINT;",
        );
    }
}
