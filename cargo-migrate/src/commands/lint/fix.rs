//! `cargo migrate lint --fix`: rewrites drafts to solve what the rules found.

use std::collections::BTreeMap;
use std::fs;

use migrate_directory::{Code, Entry, Level, normalise, original_range};
use migrate_lint::{Fix, Selection};

use crate::failure::{Failure, say};
use crate::place::Place;

/// One fix may make another one possible. This bounds how often that is tried.
const ROUNDS: usize = 8;

/// Applies fixes until there are none left. Returns the directory afterwards.
pub(super) fn run(mut place: Place, selection: Selection) -> Result<Place, Failure> {
    let mut left = Vec::new();
    for _ in 0..ROUNDS {
        let fixes = place.copy().judge(selection);
        let mut changed = false;
        for (path, fixes) in by_file(&place, fixes) {
            if left.contains(&path) {
                continue;
            }
            if let Some((text, after)) = fixed(&place, &path, &fixes, selection) {
                let file = place.root.join(&path);
                fs::write(&file, text).map_err(Failure::file("write", &file))?;
                println!("fixed {path}");
                place = after;
                changed = true;
            } else {
                let text =
                    format!("{path} was not changed: its fixes together would cause another error");
                say(Level::Warn, &text);
                left.push(path);
            }
        }
        if !changed {
            break;
        }
    }
    Ok(place)
}

/// The fixes of each draft. Sealed files are never edited.
fn by_file(place: &Place, fixes: Vec<Fix>) -> BTreeMap<String, Vec<Fix>> {
    let mut by_file: BTreeMap<String, Vec<Fix>> = BTreeMap::new();
    for fix in fixes {
        let migrations = &mut place.directory.migrations.iter();
        if migrations.any(|one| one.path == fix.path && !one.sealed) {
            by_file.entry(fix.path.clone()).or_default().push(fix);
        }
    }
    by_file
}

/// The text of the file with its fixes, and the directory with that file. `None` if the build would
/// then fail for a new reason.
fn fixed(
    place: &Place,
    path: &str,
    fixes: &[Fix],
    selection: Selection,
) -> Option<(String, Place)> {
    let entry = place.entry(path);
    let text = apply(place.snapshot.text(entry)?, fixes);
    let mut after = place.copy();
    let mut snapshot = after.snapshot.clone();
    snapshot.insert(Entry {
        path: entry.to_owned(),
        content: text.as_str().into(),
    });
    after = Place::of(after.root, snapshot, place.directory.dialect, None);
    let before = refused(place.copy(), path, selection);
    let now = refused(after.copy(), path, selection);
    now.iter()
        .all(|code| before.contains(code))
        .then_some((text, after))
}

/// The codes of the errors in the file.
fn refused(mut place: Place, path: &str, selection: Selection) -> Vec<Code> {
    place.judge(selection);
    let found = place.directory.diagnostics.into_iter();
    let refused = found.filter(|one| one.path == path && one.level == Level::Deny);
    refused.map(|one| one.code).collect()
}

fn apply(raw: &str, fixes: &[Fix]) -> String {
    let mut edits: Vec<(usize, &Fix)> = Vec::new();
    for (number, fix) in fixes.iter().enumerate() {
        // Several rules may add the same directive.
        let mut known = edits.iter();
        if !known.any(|(_, known)| known.range == fix.range && known.text == fix.text) {
            edits.push((number, fix));
        }
    }
    // From the end of the file, so that earlier positions stay valid. Of several edits at one
    // position, the last one first.
    edits.sort_by_key(|(number, fix)| std::cmp::Reverse((fix.range.start, *number)));
    let mut text = raw.to_owned();
    for (_, fix) in edits {
        if normalise(&text).get(fix.range.clone()).is_some() {
            let range = original_range(&text, &fix.range);
            text.replace_range(range, &fix.text);
        }
    }
    text
}
