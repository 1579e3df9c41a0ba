/// Both sides of a text with git's conflict markers, the checked-out side first. `None` if it has
/// no markers, or has them in another order.
///
/// ```
/// let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\nd\n";
/// let (ours, theirs) = migrate_directory::sides(text).unwrap();
/// assert_eq!((ours.as_str(), theirs.as_str()), ("a\nb\nd\n", "a\nc\nd\n"));
/// ```
pub fn sides(text: &str) -> Option<(String, String)> {
    let (mut ours, mut theirs) = (String::new(), String::new());
    let mut at = Place::Both;
    let mut is_conflict = false;
    for line in text.split_inclusive('\n') {
        let marker = |marker: &str| line.starts_with(marker);
        at = match at {
            Place::Both if marker("<<<<<<<") => Place::Ours,
            Place::Ours if marker("|||||||") => Place::Base,
            Place::Ours | Place::Base if marker("=======") => Place::Theirs,
            Place::Theirs if marker(">>>>>>>") => {
                is_conflict = true;
                Place::Both
            }
            at => {
                match at {
                    Place::Both => {
                        ours.push_str(line);
                        theirs.push_str(line);
                    }
                    Place::Ours => ours.push_str(line),
                    Place::Theirs => theirs.push_str(line),
                    Place::Base => {}
                }
                at
            }
        };
    }
    (is_conflict && at == Place::Both).then_some((ours, theirs))
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Both,
    Ours,
    /// The common ancestor (`diff3`).
    Base,
    Theirs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_conflicts_with_what_they_come_from() {
        let text = "<<<<<<< a\n1\n||||||| b\n0\n=======\n2\n>>>>>>> c\nx\n<<<<<<< a\n=======\n3\n>>>>>>> c\n";
        assert_eq!(
            sides(text),
            Some(("1\nx\n".to_owned(), "2\nx\n3\n".to_owned()))
        );
    }

    #[test]
    fn no_conflict_and_half_of_one() {
        assert_eq!(sides("a\nb\n"), None);
        assert_eq!(sides("<<<<<<< a\n1\n=======\n2\n"), None);
    }
}
