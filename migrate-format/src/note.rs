use std::fmt::Write;

use crate::{Checksum, Probe, Replaced, Scripts};

const PROBE: &str = "probe";
const BLOCK: &str = "block";
const LOCK_TIMEOUT: &str = "lock-timeout";
const STATEMENT_TIMEOUT: &str = "statement-timeout";
const REPLACES: &str = "replaces";
const WAS: &str = "was";

/// What few scripts have: a line `<index> <key> <value>` of [`Scripts::notes`], where the index is
/// that of the script. Statements have numbers from 0, limits are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note<'n> {
    /// `probe <statement> <probe>`: how to find out whether a statement was executed.
    Probe(usize, &'n Probe<String>),
    /// `block <statement> <start> <start> …`: a statement that is a transaction of several.
    Block(&'n Block),
    /// `lock-timeout <limit>`: how long its statements wait for locks.
    LockTimeout(u32),
    /// `statement-timeout <limit>`: how long its statements run.
    StatementTimeout(u32),
    /// `replaces <depth> <checksum> <identity>`: a migration that this baseline replaces.
    Replaces(&'n Replaced<String>),
    /// `was <checksum>`: a checksum that it had before it was resealed.
    Was(Checksum),
}

/// A statement that the file writes as a transaction of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The number of the statement, from 0.
    pub number: usize,
    /// Where the statements inside begin, in bytes from its beginning.
    pub starts: Vec<usize>,
}

impl Block {
    fn parse(note: &str) -> Option<Self> {
        let mut numbers = note.split(' ').map(str::parse);
        let number = numbers.next()?.ok()?;
        let starts = numbers.collect::<Result<_, _>>().ok()?;
        Some(Self { number, starts })
    }
}

impl Scripts<String, Vec<u8>> {
    /// Appends a note about the script with that index. A probe that cannot be written is left out.
    pub fn note(&mut self, index: usize, note: Note<'_>) {
        let line = match note {
            Note::Probe(number, probe) => match probe.encode() {
                Some(probe) => format!("{PROBE} {number} {probe}"),
                None => return,
            },
            Note::Block(Block { number, starts }) => {
                let starts: Vec<String> = starts.iter().map(usize::to_string).collect();
                format!("{BLOCK} {number} {}", starts.join(" "))
            }
            Note::LockTimeout(limit) => format!("{LOCK_TIMEOUT} {limit}"),
            Note::StatementTimeout(limit) => format!("{STATEMENT_TIMEOUT} {limit}"),
            Note::Replaces(replaced) => format!("{REPLACES} {replaced}"),
            Note::Was(checksum) => format!("{WAS} {checksum}"),
        };
        // Writing to a string does not fail.
        let _ = writeln!(self.notes, "{index} {line}");
    }
}

/// Reads notes. Values are parsed when they are asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Index, key and value, sorted by index.
    lines: Vec<(usize, &'static str, &'static str)>,
}

impl Notes {
    /// The notes of [`Scripts::notes`].
    pub fn parse(notes: &'static str) -> Self {
        let lines = notes.split_terminator('\n').filter_map(|line| {
            let (index, rest) = line.split_once(' ')?;
            let (key, value) = rest.split_once(' ')?;
            Some((index.parse().ok()?, key, value))
        });
        let mut lines: Vec<(usize, &str, &str)> = lines.collect();
        lines.sort_by_key(|(index, _, _)| *index);
        Self { lines }
    }

    fn of(&self, index: usize, key: &str) -> impl Iterator<Item = &'static str> {
        let start = self.lines.partition_point(|(at, _, _)| *at < index);
        let lines = self.lines[start..].iter();
        lines
            .take_while(move |(at, _, _)| *at == index)
            .filter(move |(_, name, _)| *name == key)
            .map(|(_, _, value)| *value)
    }

    /// How to find out whether a statement was executed.
    pub fn probe(&self, index: usize, statement: usize) -> Option<Probe> {
        self.of(index, PROBE)
            .filter_map(|value| value.split_once(' '))
            .find(|(number, _)| number.parse() == Ok(statement))
            .and_then(|(_, note)| Probe::decode(note))
    }

    /// The statements that are transactions of several, where the database must know (MySQL).
    pub fn blocks(&self, index: usize) -> Vec<Block> {
        self.of(index, BLOCK).filter_map(Block::parse).collect()
    }

    /// How long the script's statements wait for locks, in milliseconds.
    pub fn lock_timeout(&self, index: usize) -> Option<u32> {
        self.of(index, LOCK_TIMEOUT).next()?.parse().ok()
    }

    /// How long the script's statements run, in milliseconds.
    pub fn statement_timeout(&self, index: usize) -> Option<u32> {
        self.of(index, STATEMENT_TIMEOUT).next()?.parse().ok()
    }

    /// What a baseline replaces.
    pub fn replaces(&self, index: usize) -> Vec<Replaced> {
        let lines = self.of(index, REPLACES);
        lines.filter_map(Replaced::parse).collect()
    }

    /// The lines, of any baseline, about the migration with that identity: one for each checksum
    /// that it had.
    pub fn replaced(&self, identity: &str) -> impl Iterator<Item = Replaced> {
        let lines = self.lines.iter();
        lines
            .filter(move |(_, key, value)| *key == REPLACES && value.ends_with(identity))
            .filter_map(|(_, _, value)| Replaced::parse(value))
            .filter(move |one| one.identity == identity)
    }

    /// Whether a migration had that checksum before it was resealed.
    pub fn was(&self, index: usize, checksum: &[u8; 32]) -> bool {
        let mut sums = self.of(index, WAS).filter_map(Checksum::from_hex);
        sums.any(|was| was.as_bytes() == checksum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_round_trip() {
        let sum = Checksum::of("");
        let replaced = |depth, identity: &str| Replaced {
            depth,
            checksum: sum,
            identity: identity.to_owned(),
        };
        let (one, two) = (replaced(0, "1_a b"), replaced(1, "0_b"));
        let block = Block {
            number: 2,
            starts: vec![0, 20],
        };
        let mut scripts = Scripts::default();
        scripts.note(1, Note::Block(&block));
        scripts.note(1, Note::Probe(3, &Probe::Again));
        scripts.note(0, Note::LockTimeout(500));
        scripts.note(0, Note::StatementTimeout(0));
        scripts.note(0, Note::Replaces(&one));
        scripts.note(0, Note::Replaces(&two));
        scripts.note(0, Note::Was(sum));
        assert_eq!(
            scripts.notes,
            format!(
                "1 block 2 0 20\n1 probe 3 again\n0 lock-timeout 500\n0 statement-timeout 0\n\
                 0 replaces 0 {sum} 1_a b\n0 replaces 1 {sum} 0_b\n0 was {sum}\n"
            )
        );

        let notes = Notes::parse(scripts.leak().notes);
        assert_eq!(notes.blocks(1), [block]);
        assert_eq!(notes.blocks(0), []);
        assert_eq!(notes.probe(1, 3), Some(Probe::Again));
        assert_eq!(notes.probe(1, 2), None);
        assert_eq!(
            (notes.lock_timeout(0), notes.lock_timeout(1)),
            (Some(500), None)
        );
        assert_eq!(notes.statement_timeout(0), Some(0));
        let read = notes.replaces(0);
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[1].depth, read[1].checksum, read[1].identity),
            (1, sum, "0_b")
        );
        assert!(notes.replaced("1_a b").eq([read[0]]));
        assert_eq!(notes.replaced("b").count(), 0);
        assert!(notes.was(0, sum.as_bytes()) && !notes.was(1, sum.as_bytes()));
    }
}
