use crate::piece::Block;
use crate::probe::Probe;
use crate::replaced::Replaced;

/// What not every migration has: limits, probes, and what a reseal or a consolidation left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    lines: Vec<(usize, &'static str, &'static str)>,
}

impl Notes {
    pub(crate) fn parse(notes: &'static str) -> Self {
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
    pub(crate) fn probe(&self, index: usize, statement: usize) -> Option<Probe> {
        self.of(index, "probe")
            .filter_map(|value| value.split_once(' '))
            .find(|(number, _)| number.parse() == Ok(statement))
            .and_then(|(_, note)| Probe::parse(note))
    }

    /// The steps of several statements, where the engine has to know (MySQL).
    pub(crate) fn blocks(&self, index: usize) -> Vec<Block> {
        self.of(index, "block").filter_map(Block::parse).collect()
    }

    /// What a migration's directive says in milliseconds.
    pub(crate) fn limit(&self, index: usize, key: &str) -> Option<u32> {
        self.of(index, key).next()?.parse().ok()
    }

    /// What a baseline replaces.
    pub(crate) fn replaces(&self, index: usize) -> Vec<Replaced> {
        let lines = self.of(index, "replaces");
        lines.filter_map(Replaced::parse).collect()
    }

    /// A migration that any baseline replaces.
    #[cfg(feature = "command")]
    pub(crate) fn replaced(&self, identity: &str) -> Option<Replaced> {
        self.all_replaced().find(|one| one.identity == identity)
    }

    /// Whether any baseline replaces that migration.
    pub(crate) fn is_replaced(&self, identity: &str, checksum: &str) -> bool {
        self.all_replaced()
            .any(|one| (one.checksum, one.identity) == (checksum, identity))
    }

    fn all_replaced(&self) -> impl Iterator<Item = Replaced> {
        let lines = self.lines.iter().filter(|(_, key, _)| *key == "replaces");
        lines.filter_map(|(_, _, value)| Replaced::parse(value))
    }

    /// Whether a migration had that checksum before it was resealed.
    pub(crate) fn was(&self, index: usize, checksum: &str) -> bool {
        self.of(index, "was").any(|was| was == checksum)
    }
}
