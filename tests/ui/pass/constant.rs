//! The expansion is one constant expression.

use migrate_runtime::{Migrations, embed_migrations};

static GOOD: Migrations = embed_migrations!("tests/fixtures/good");
const ALSO: Migrations = embed_migrations!("./tests/fixtures/good/");

fn main() {
    let names: Vec<&str> = GOOD.iter().map(|migration| migration.name()).collect();
    assert_eq!(names, ["rooms", "beds"]);
    assert_eq!(GOOD.head(), ALSO.head());
}
