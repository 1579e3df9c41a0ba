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
const ALLOWED: &[(&str, &[&str], &str)] = &[(
    "migrate-lint",
    &[
        "postgres/expression.rs",
        "postgres/query.rs",
        "postgres/statement.rs",
        "postgres/table.rs",
    ],
    "a query holds expressions, an expression may hold a query, and WITH may hold a statement",
)];

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
    fn a_name_of_another_crate_that_the_root_re_exports_leads_nowhere() {
        let root = "mod a;\npub use other::Other;\nfn root() { a::a() }\n";
        let files = [("lib.rs", root), ("a.rs", "use crate::Other;\n")];
        assert_eq!(found(&files), [""; 0]);
        let root = "mod a;\npub struct Other;\nfn root() { a::a() }\n";
        let files = [("lib.rs", root), ("a.rs", "use crate::Other;\n")];
        assert_eq!(found(&files), ["a.rs:1 -> lib.rs", "lib.rs:3 -> a.rs"]);
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
