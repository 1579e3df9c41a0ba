use super::support::copied;
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;
use crate::sqlite::table::Affinity;
use crate::words;

/// A copy with a `CAST` that cuts values.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((copy, _, from)) = copied(check) else {
        return;
    };
    let mut columns = copy.columns.iter().flatten();
    let cut = columns.find_map(|value| {
        let ty = value.cast.as_ref()?;
        let source = from.column(value.sources.first()?)?;
        let (old, new) = (Affinity::of(&source.ty), Affinity::of(ty));
        let cuts = match new {
            Affinity::Integer => old != Affinity::Integer,
            Affinity::Real | Affinity::Numeric => matches!(old, Affinity::Text | Affinity::Blob),
            Affinity::Text | Affinity::Blob => false,
        };
        cuts.then(|| (quoted(&source.name), ty.clone()))
    });
    let Some((column, ty)) = cut else { return };
    let table = quoted(&from.name);
    check.report(words::lossy_type_change::cast(&table, &column, &ty));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_cast_to_integer_cuts_fractions() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, score REAL);";
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, score INTEGER);\nINSERT INTO n SELECT id, CAST(score AS INTEGER) FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::LossyTypeChange, before, sql);
        assert_snapshot!(found, @r"
        `CAST(score AS INTEGER)` cuts values that are not INTEGER [lossy-type-change]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n SELECT id, CAST(score AS INTEGER) FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what does not fit is lost
          |
          = help: find such values and correct them first: `SELECT score FROM users WHERE CAST(score AS INTEGER) IS NOT score`; if this is intended, write above the statement: `-- migrate: allow(lossy-type-change) <reason>`
        ");
    }

    #[test]
    fn a_cast_to_text_keeps_every_value() {
        lint_ok(
            Code::LossyTypeChange,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age TEXT);\nINSERT INTO n (id, email, age) SELECT id, email, CAST(age AS TEXT) FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
