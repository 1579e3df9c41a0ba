use crate::{Scripts, Spans};

/// The size of a record in bytes.
const RECORD: usize = 56;

/// An embedded file: a migration, or its down file.
///
/// Its record is 56 bytes. Numbers are little endian.
///
/// | bytes | what |
/// |---|---|
/// | 0..8 | version (i64) |
/// | 8..40 | checksum |
/// | 40..44 | where the stem begins in [`Scripts::names`] (u32) |
/// | 44..48 | where the text begins in [`Scripts::text`] (u32) |
/// | 48..52 | where the spans begin in [`Scripts::spans`] (u32) |
/// | 52..56 | [`Flags`] (u32) |
///
/// Stem, text and spans end where those of the next script begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script<'s> {
    /// The number that orders migrations.
    pub version: i64,
    /// The part of the file name that differs between migrations, in Unicode's form NFC.
    pub stem: &'s str,
    /// The text of the file, with `\n` line ends and without a byte order mark.
    pub text: &'s str,
    /// SHA-256 of the text.
    pub checksum: &'s [u8; 32],
    /// What is known about it.
    pub flags: Flags,
    /// The statements, as [`Span::encode`](crate::Span::encode) writes them.
    pub spans: &'s [u8],
}

impl<'s> Script<'s> {
    /// The part of the stem after the version.
    pub fn name(&self) -> &'s str {
        let prefixed = self.stem.starts_with('V');
        let separator = if prefixed { "__" } else { "_" };
        let parts = self.stem.split_once(separator);
        parts.map_or(self.stem, |(_, name)| name)
    }

    /// The places of its statements.
    pub fn spans(&self) -> Spans<'s> {
        Spans::of(self.spans)
    }
}

impl Scripts<String, Vec<u8>> {
    /// Appends a script and returns its index, for [`note`](Self::note). `None` if the scripts
    /// together exceed 4 GiB.
    pub fn push(&mut self, script: &Script<'_>) -> Option<usize> {
        let index = self.records.len() / RECORD;
        self.records.extend(script.version.to_le_bytes());
        self.records.extend(script.checksum);
        for start in [self.names.len(), self.text.len(), self.spans.len()] {
            let start = u32::try_from(start).ok()?;
            self.records.extend(start.to_le_bytes());
        }
        self.records.extend(script.flags.0.to_le_bytes());
        self.names.push_str(script.stem);
        self.text.push_str(script.text);
        self.spans.extend(script.spans);
        Some(index)
    }
}

impl Scripts {
    /// The scripts in order, each decoded when it is needed.
    pub fn decode(self) -> impl ExactSizeIterator<Item = Script<'static>> {
        let (records, _) = self.records.as_chunks::<RECORD>();
        let start = move |index: usize, at: usize, end: usize| {
            let record = records.get(index);
            record.map_or(end, |record| number(record, at) as usize)
        };
        records.iter().enumerate().map(move |(index, record)| {
            let range = |at: usize, end: usize| start(index, at, end)..start(index + 1, at, end);
            let stem = self.names.get(range(40, self.names.len()));
            let text = self.text.get(range(44, self.text.len()));
            let spans = self.spans.get(range(48, self.spans.len()));
            Script {
                version: i64::from_le_bytes(*bytes(record, 0)),
                stem: stem.unwrap_or_default(),
                text: text.unwrap_or_default(),
                checksum: bytes(record, 8),
                flags: Flags(number(record, 52)),
                spans: spans.unwrap_or_default(),
            }
        })
    }
}

fn number(record: &'static [u8; RECORD], at: usize) -> u32 {
    u32::from_le_bytes(*bytes(record, at))
}

fn bytes<const N: usize>(record: &'static [u8; RECORD], at: usize) -> &'static [u8; N] {
    record[at..].first_chunk().unwrap_or(&[0; N])
}

/// What is known about a script, as bits of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u32);

/// Bits 6 and 7 are an index of these.
const UP_SUFFIXES: [&str; 4] = [".sql", ".up.sql", "/migration.sql", "/up.sql"];
const DOWN_SUFFIXES: [&str; 4] = [".down.sql", "", "", "/down.sql"];
const SUFFIX_SHIFT: u32 = 6;

impl Flags {
    /// Bit 0: it was not sealed when the program was built.
    pub const DRAFT: Self = Self(1);
    /// Bit 1: it runs statement by statement, not in one transaction.
    pub const NON_TRANSACTIONAL: Self = Self(1 << 1);
    /// Bit 2: whether bit 3 is known.
    const BREAKING_KNOWN: Self = Self(1 << 2);
    /// Bit 3: it breaks the release that is still running.
    const BREAKING: Self = Self(1 << 3);
    /// Bit 4: SQLite's foreign keys are off while it runs.
    pub const FOREIGN_KEYS_OFF: Self = Self(1 << 4);
    /// Bit 5: no other migration may follow it in the same transaction.
    pub const ENDS_TRANSACTION: Self = Self(1 << 5);
    /// Bit 8: it may leave changed settings in its session.
    pub const CHANGES_SESSION: Self = Self(1 << 8);
    /// Bit 9: a down file.
    const DOWN: Self = Self(1 << 9);
    /// Bit 10: the service supplies its code.
    pub const RUST: Self = Self(1 << 10);
    /// Bit 11: where its statements end depends on backslashes that escape quotes (MySQL).
    pub const NEEDS_BACKSLASH_ESCAPES: Self = Self(1 << 11);

    /// Splits a file's name, in a folder of its own with that folder, into its stem and flags that
    /// hold the rest.
    pub fn of_file(file: &str) -> (&str, Self) {
        let kinds = [(Self::DOWN, DOWN_SUFFIXES), (Self(0), UP_SUFFIXES)];
        for (kind, suffixes) in kinds {
            // The longer ones first: `.sql` ends them all.
            for (index, suffix) in (0_u32..4).zip(suffixes).rev() {
                if !suffix.is_empty()
                    && let Some(stem) = file.strip_suffix(suffix)
                {
                    return (stem, Self(kind.0 | index << SUFFIX_SHIFT));
                }
            }
        }
        (file, Self(0))
    }

    /// What follows the stem in the file's name.
    pub fn suffix(self) -> &'static str {
        let suffixes = if self.contains(Self::DOWN) {
            DOWN_SUFFIXES
        } else {
            UP_SUFFIXES
        };
        suffixes[(self.0 >> SUFFIX_SHIFT) as usize % suffixes.len()]
    }

    /// With the flags of the conditions that are true.
    #[must_use]
    pub fn with<const N: usize>(self, flags: [(Self, bool); N]) -> Self {
        let on = flags.into_iter().filter(|(_, is_on)| *is_on);
        on.fold(self, |all, (flag, _)| Self(all.0 | flag.0))
    }

    /// Whether it has that flag.
    pub fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    /// With the answer to [`breaking`](Self::breaking).
    #[must_use]
    pub fn with_breaking(self, breaking: Option<bool>) -> Self {
        self.with([
            (Self::BREAKING_KNOWN, breaking.is_some()),
            (Self::BREAKING, breaking == Some(true)),
        ])
    }

    /// Whether it breaks the release that is still running; `None` if that is not known.
    pub fn breaking(self) -> Option<bool> {
        self.contains(Self::BREAKING_KNOWN)
            .then_some(self.contains(Self::BREAKING))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn scripts_round_trip() {
        let spans = [(0..27, false, true), (30..30_000, true, false)];
        let spans = Span::encode(spans.map(|(range, outside, session)| Span {
            range,
            outside,
            session,
        }));
        let script = |version, file| {
            let (stem, flags) = Flags::of_file(file);
            Script {
                version,
                stem,
                text: "SELECT 'é';\n",
                checksum: &[7; 32],
                flags: flags.with_breaking(Some(version == 1)),
                spans: if version == 1 { &spans } else { &[] },
            }
        };
        let all = [
            script(1, "1_a.sql"),
            script(i64::MAX, "9223372036854775807_b/up.sql"),
            script(-1, "V3__c.down.sql"),
        ];
        let mut scripts = Scripts::default();
        let indexes = all.each_ref().map(|script| scripts.push(script));
        assert_eq!(indexes, [Some(0), Some(1), Some(2)]);
        let read: Vec<Script<'_>> = scripts.leak().decode().collect();
        assert_eq!(read, all);
        let names: Vec<&str> = read.iter().map(Script::name).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn a_known_record() {
        let mut scripts = Scripts::default();
        let script = Script {
            version: 258,
            stem: "258_a",
            text: "A;",
            checksum: &[9; 32],
            flags: Flags::default().with([(Flags::RUST, true)]),
            spans: &[0, 4],
        };
        scripts.push(&script).unwrap();
        scripts.push(&script).unwrap();
        let mut expected = vec![2, 1, 0, 0, 0, 0, 0, 0];
        expected.extend([9; 32]);
        expected.extend([5, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0]);
        assert_eq!(scripts.records[RECORD..], expected);
    }

    #[test]
    fn files_round_trip() {
        let files = [
            ("1_a.sql", "1_a", 0),
            ("1_a.up.sql", "1_a", 1 << 6),
            ("1_a/migration.sql", "1_a", 2 << 6),
            ("1_a/up.sql", "1_a", 3 << 6),
            ("1_a.down.sql", "1_a", 1 << 9),
            ("1_a/down.sql", "1_a", 1 << 9 | 3 << 6),
        ];
        for (file, expected_stem, bits) in files {
            let (stem, flags) = Flags::of_file(file);
            assert_eq!((stem, flags), (expected_stem, Flags(bits)), "{file}");
            assert_eq!(format!("{stem}{}", flags.suffix()), file);
        }
    }

    #[test]
    fn flags_are_told_apart() {
        let flags = [
            (Flags::DRAFT, 0),
            (Flags::NON_TRANSACTIONAL, 1),
            (Flags::FOREIGN_KEYS_OFF, 4),
            (Flags::ENDS_TRANSACTION, 5),
            (Flags::CHANGES_SESSION, 8),
            (Flags::RUST, 10),
            (Flags::NEEDS_BACKSLASH_ESCAPES, 11),
        ];
        for (flag, bit) in flags {
            let on = Flags::default().with([(flag, true)]);
            assert_eq!(on, Flags(1 << bit));
            let off = Flags::default().with([(flag, false)]);
            assert!(on.contains(flag) && !off.contains(flag));
        }
        for breaking in [None, Some(false), Some(true)] {
            let flags = Flags::default().with_breaking(breaking);
            assert_eq!(flags.breaking(), breaking);
        }
    }
}
