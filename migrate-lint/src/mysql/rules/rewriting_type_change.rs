use super::support::ColumnChange;
use crate::mysql::check::Check;
use crate::words::lock::Lock;
use crate::words::rewriting_type_change;

/// `MODIFY` and `CHANGE` that rewrite every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    if !change.copies() || !change.altered.may_copy(check) {
        return;
    }
    let from = change.from.map(|known| known.spec.ty.to_string());
    let words = rewriting_type_change::words(
        Lock::Shared,
        &change.altered.table.shown,
        change.name,
        from.as_deref(),
        &change.to.spec.ty.to_string(),
    );
    check.report(change.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_int_that_becomes_a_bigint_copies_the_table() {
        let found = lint_errors(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a BIGINT;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied to change `a` from int to bigint [rewriting-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a BIGINT;
          |               ^^^^^^^^^^^^^^^ copies the table
          |
          = help: add a column of the new type, write both, fill it in batches in later migrations, then drop `a`: `ALTER TABLE t ADD COLUMN a_new bigint`; if this is intended, write above the statement: `-- migrate: allow(rewriting-type-change) <reason>`
        ");
    }

    #[test]
    fn a_longer_varchar_keeps_its_bytes() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60) NOT NULL DEFAULT 'x';",
        );
    }

    #[test]
    fn not_null_keeps_the_bytes() {
        lint_ok(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t MODIFY a INT NOT NULL;",
        );
    }

    #[test]
    fn a_new_enum_value_keeps_the_bytes() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
    }

    #[test]
    fn mariadb_copies_without_blocking_writes() {
        lint_ok(
            Code::RewritingTypeChange,
            &format!("-- lint: mariadb-version = 11.4\n{TABLE}"),
            "ALTER TABLE t MODIFY a BIGINT;",
        );
    }
}
