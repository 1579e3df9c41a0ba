//! No import circles between the files of a crate, but for those that recursion needs.
//!
//! A file depends on another if a path in it (`use crate::…`, `super::…::name`, `child::name`)
//! leads there. A re-export (`pub use child::…`) is no dependency: a path through it leads to the
//! file that defines the name. Methods of a type that is split over several files are not seen.

mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::project::{Result, root};
use crate::tidy::sources;
use paths::{Crate, Edge};

/// The circles that recursion needs: the crate, its files, and the reason.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    (
        "benches",
        &[
            "bench.rs",
            "chart.rs",
            "database.rs",
            "document.rs",
            "figures.rs",
            "machine.rs",
            "main.rs",
            "migrations.rs",
            "process.rs",
            "program.rs",
            "proxy.rs",
            "row.rs",
            "rows.rs",
            "rows/apply.rs",
            "rows/boot.rs",
            "rows/build.rs",
            "rows/fleet.rs",
            "rows/memory.rs",
            "rows/one_more.rs",
            "rows/size.rs",
            "rows/test_database.rs",
            "service.rs",
        ],
        "not recursion",
    ),
    (
        "cargo-migrate",
        &[
            "adopt.rs",
            "adopt/archive.rs",
            "adopt/atlas.rs",
            "adopt/dbmate.rs",
            "adopt/diesel.rs",
            "adopt/drizzle.rs",
            "adopt/file.rs",
            "adopt/flyway.rs",
            "adopt/golang_migrate.rs",
            "adopt/goose.rs",
            "adopt/mapping.rs",
            "adopt/prisma.rs",
            "adopt/refinery.rs",
            "adopt/row.rs",
            "adopt/sea_orm.rs",
            "adopt/sqlx.rs",
            "adopt/supabase.rs",
            "consolidate/inventory.rs",
            "consolidate/order.rs",
            "consolidate/result.rs",
            "consolidate/switch.rs",
            "consolidate/tracked.rs",
        ],
        "not recursion",
    ),
    (
        "cargo-migrate",
        &["commands/reset.rs", "commands/up.rs"],
        "not recursion",
    ),
    (
        "cargo-migrate",
        &["database.rs", "place.rs"],
        "not recursion",
    ),
    (
        "migrate-lint",
        &[
            "mysql/parser.rs",
            "mysql/parser/alter.rs",
            "mysql/parser/code.rs",
            "mysql/parser/columns.rs",
            "mysql/parser/condition.rs",
            "mysql/parser/create.rs",
            "mysql/parser/cursor.rs",
            "mysql/parser/options.rs",
            "mysql/parser/references.rs",
            "mysql/parser/rows.rs",
            "mysql/parser/sets.rs",
            "mysql/parser/slip.rs",
            "mysql/parser/slip/column.rs",
            "mysql/parser/uses.rs",
            "mysql/parser/variables.rs",
            "mysql/parser/view.rs",
        ],
        "not recursion",
    ),
    (
        "migrate-lint",
        &[
            "postgres/expression.rs",
            "postgres/query.rs",
            "postgres/statement.rs",
            "postgres/table.rs",
        ],
        "a query holds expressions, an expression may hold a query, and WITH may hold a statement",
    ),
    (
        "migrate-runtime",
        &[
            "code.rs",
            "database.rs",
            "drift.rs",
            "error.rs",
            "fleet.rs",
            "history.rs",
            "history/place.rs",
            "judge.rs",
            "migrations.rs",
            "mysql.rs",
            "mysql/check.rs",
            "mysql/journal.rs",
            "mysql/probe.rs",
            "mysql/session.rs",
            "mysql/settings.rs",
            "mysql/tables.rs",
            "postgres.rs",
            "postgres/check.rs",
            "postgres/lease.rs",
            "postgres/lock.rs",
            "postgres/message.rs",
            "postgres/probe.rs",
            "postgres/settings.rs",
            "postgres/transaction.rs",
            "probe.rs",
            "record.rs",
            "repair.rs",
            "run.rs",
            "runner.rs",
            "sqlite.rs",
            "status.rs",
            "survey.rs",
            "target.rs",
        ],
        "not recursion",
    ),
    (
        "migrate-runtime",
        &["foreign.rs", "foreign/shape.rs"],
        "not recursion",
    ),
    (
        "migrate-runtime",
        &[
            "testing.rs",
            "testing/mysql.rs",
            "testing/mysql/snapshot.rs",
            "testing/postgres.rs",
            "testing/sqlite.rs",
        ],
        "not recursion",
    ),
    (
        "migrate-schema",
        &["error.rs", "name.rs", "schema.rs", "text.rs"],
        "not recursion",
    ),
    (
        "migrate-schema",
        &["mysql.rs", "mysql/definition.rs", "mysql/rows.rs"],
        "not recursion",
    ),
    (
        "migrate-schema",
        &[
            "postgres/catalogue.rs",
            "postgres/catalogue/constraints.rs",
            "postgres/catalogue/policies.rs",
            "postgres/catalogue/relations.rs",
            "postgres/catalogue/routines.rs",
            "postgres/catalogue/triggers.rs",
            "postgres/catalogue/types.rs",
        ],
        "not recursion",
    ),
    (".", &["api.rs", "main.rs"], "not recursion"),
];

/// The files that can be reached from each other, with the paths that lead from one to the next.
fn circles(edges: &[Edge]) -> BTreeMap<BTreeSet<String>, Vec<&Edge>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    let reachable: BTreeMap<&str, BTreeSet<&str>> = next
        .keys()
        .map(|from| (*from, reach(&next, from)))
        .collect();
    let leads = |from: &str, to: &str| reachable.get(from).is_some_and(|all| all.contains(to));
    let mut circles: BTreeMap<BTreeSet<String>, Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| leads(&edge.to, &edge.from)) {
        let files = reachable[edge.from.as_str()].iter();
        let files = files.filter(|file| leads(file, &edge.from));
        circles
            .entry(files.map(|file| (*file).to_owned()).collect())
            .or_default()
            .push(edge);
    }
    circles
}

fn reach<'e>(next: &BTreeMap<&'e str, BTreeSet<&'e str>>, from: &str) -> BTreeSet<&'e str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(next.get(file).into_iter().flatten());
        }
    }
    reached
}

/// The crates of the workspace: the directory of each, relative to the root.
fn crates() -> Result<Vec<String>> {
    let manifest = String::from_utf8(fs::read(root().join("Cargo.toml"))?)?;
    let members = manifest
        .split_once("members = [")
        .and_then(|(_, rest)| rest.split_once(']'));
    let (members, _) = members.ok_or("Cargo.toml lists no members")?;
    let members = members.split('"').skip(1).step_by(2).map(str::to_owned);
    Ok(members.chain([".".to_owned()]).collect())
}

/// The files of a crate, by their paths below `src/`.
fn read(directory: &Path) -> Result<Vec<(String, String)>> {
    let source = directory.join("src");
    let mut files = Vec::new();
    for (path, text) in sources(&source)? {
        let path = path.strip_prefix(&source)?.to_string_lossy().into_owned();
        files.push((path, text));
    }
    Ok(files)
}

#[test]
fn files_import_each_other_in_circles_only_where_recursion_needs_it() -> Result {
    let mut wrong = Vec::new();
    for name in crates()? {
        let edges = Crate::new(&read(&root().join(&name))?).edges();
        let found = circles(&edges);
        let allowed: Vec<BTreeSet<String>> = ALLOWED
            .iter()
            .filter(|(owner, _, _)| *owner == name)
            .map(|(_, files, _)| files.iter().map(|file| (*file).to_owned()).collect())
            .collect();
        for (files, edges) in &found {
            if !allowed.contains(files) {
                wrong.push(format!("{name}: a circle of {files:?}"));
                let paths = edges.iter().map(|edge| format!("  {name}/src/{edge}"));
                wrong.extend(paths);
            }
        }
        let gone = allowed.iter().filter(|files| !found.contains_key(*files));
        wrong.extend(gone.map(|files| format!("{name}: no longer a circle: {files:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        let edges = Crate::new(&files).edges();
        let circles = circles(&edges);
        circles
            .into_values()
            .flatten()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_circle_is_shown_with_its_lines() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\n"),
            (
                "a.rs",
                "use std::fmt;\nuse crate::b::{self, B};\npub struct A(B);\n",
            ),
            (
                "b.rs",
                "pub struct B;\nfn b() -> super::A { super::c::c() }\n",
            ),
            ("c.rs", "pub fn c() {}\n"),
        ];
        assert_eq!(found(&files), ["a.rs:2 -> b.rs", "b.rs:2 -> a.rs"]);
    }

    #[test]
    fn a_child_that_needs_its_parent_is_a_circle_if_the_parent_needs_it() {
        let child = ("a/b.rs", "use super::{A, c};\n");
        let a = "mod b;\nmod c;\npub struct A;\nfn a() { b::b() }\n";
        let circle = [("lib.rs", "mod a;"), ("a.rs", a), child, ("a/c.rs", "")];
        assert_eq!(found(&circle), ["a.rs:4 -> a/b.rs", "a/b.rs:1 -> a.rs"]);
        let a = "mod b;\nmod c;\npub struct A;\npub use b::B;\n";
        let tree = [("lib.rs", "mod a;"), ("a.rs", a), child, ("a/c.rs", "")];
        assert_eq!(found(&tree), [""; 0]);
    }

    #[test]
    fn tests_comments_and_strings_are_not_read() {
        let a = "// use crate::b;\nconst A: &str = \"crate::b\";\n#[cfg(test)]\nmod tests { use crate::b; }\n";
        let files = [
            ("lib.rs", "mod a;\nmod b;\n#[cfg(test)]\nmod testing;\n"),
            ("a.rs", a),
            ("b.rs", "use crate::{a, testing};\nconst B: char = '\"';\n"),
            ("testing.rs", "use crate::b;\n"),
        ];
        assert_eq!(found(&files), [""; 0]);
    }
}
