//! Each kind of object added, removed and changed by hand is found and named.

mod added;
mod changed;
mod removed;

use std::collections::BTreeSet;

use migrate_schema::{Change, Difference, Ignore, Kind, Schema, Scope, postgres};

use self::added::ADDED;
use self::changed::CHANGED;
use self::removed::REMOVED;

use crate::support::{Postgres, Result, assert_same, execute, words};

pub(crate) const BASE: &str = include_str!("base.sql");

/// A change by hand, and the message about it.
type Case = (&'static str, &'static [&'static str]);

/// A schema with every kind of object. Each list of cases covers every kind.
const KINDS: [Kind; 26] = [
    Kind::Schema,
    Kind::Extension,
    Kind::Enum,
    Kind::Domain,
    Kind::CompositeType,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Table,
    Kind::ForeignTable,
    Kind::View,
    Kind::MaterialisedView,
    Kind::Column,
    Kind::PrimaryKey,
    Kind::Unique,
    Kind::ForeignKey,
    Kind::Check,
    Kind::Exclusion,
    Kind::Index,
    Kind::Statistics,
    Kind::Trigger,
    Kind::Rule,
    Kind::Policy,
    Kind::Function,
    Kind::Procedure,
    Kind::Aggregate,
    Kind::EventTrigger,
];

/// Checks each case, and that the changes `of_interest` cover every kind.
async fn check(cases: &[Case], of_interest: impl Fn(&Change) -> bool) -> Result {
    let base = Postgres::with(BASE).await?;
    let expected = base.read().await?;
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    for (sql, said) in cases {
        let live = after(&base, sql, &expected).await?;
        let found = words(&live, &expected);
        if found != *said {
            wrong.push((*sql, found));
        }
        assert_ne!(live.fingerprint(), expected.fingerprint(), "{sql}");
        let differences = live.differences(&expected, &Ignore::default());
        let seen = differences.iter().filter(|one| of_interest(one.change()));
        kinds.extend(seen.map(Difference::kind));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(kinds, BTreeSet::from(KINDS));
    Ok(())
}

#[tokio::test]
async fn what_was_added_is_named() -> Result {
    check(ADDED, |change| *change == Change::Added).await
}

#[tokio::test]
async fn what_was_removed_is_named() -> Result {
    check(REMOVED, |change| *change == Change::Removed).await
}

#[tokio::test]
async fn what_was_changed_is_named_with_both_values() -> Result {
    check(CHANGED, |change| matches!(change, Change::Changed { .. })).await
}

/// The schema inside a transaction with a change by hand. Without the change nothing differs.
async fn after(base: &Postgres, sql: &str, untouched: &Schema) -> Result<Schema> {
    let mut connection = base.connect().await?;
    execute(&mut connection, "BEGIN").await?;
    execute(&mut connection, sql).await?;
    let schema = postgres::read(&mut connection, &Scope::new()).await?;
    execute(&mut connection, "ROLLBACK").await?;
    assert_same(
        &postgres::read(&mut connection, &Scope::new()).await?,
        untouched,
    );
    Ok(schema)
}
