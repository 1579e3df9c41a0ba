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
        let raw = move |index: usize| records.get(index).and_then(Raw::decode);
        (0..records.len()).map(move |index| {
            let this = raw(index).unwrap_or_default();
            let next = raw(index + 1).unwrap_or(Raw {
                stem: self.names.len(),
                text: self.text.len(),
                spans: self.spans.len(),
                ..Raw::default()
            });
            let spans = self.spans.get(this.spans..next.spans);
            Script {
                version: this.version,
                stem: self.names.get(this.stem..next.stem).unwrap_or_default(),
                text: self.text.get(this.text..next.text).unwrap_or_default(),
                checksum: this.checksum,
                flags: this.flags,
                spans: spans.unwrap_or_default(),
            }
        })
    }
}

/// A record as numbers.
struct Raw {
    version: i64,
    checksum: &'static [u8; 32],
    stem: usize,
    text: usize,
    spans: usize,
    flags: Flags,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            version: 0,
            checksum: &[0; 32],
            stem: 0,
            text: 0,
            spans: 0,
            flags: Flags::default(),
        }
    }
}

impl Raw {
    fn decode(record: &'static [u8; RECORD]) -> Option<Self> {
        let (version, rest) = record.split_first_chunk::<8>()?;
        let (checksum, rest) = rest.split_first_chunk::<32>()?;
        let (numbers, _) = rest.as_chunks::<4>();
        let [stem, text, spans, flags] = numbers else {
            return None;
        };
        Some(Self {
            version: i64::from_le_bytes(*version),
            checksum,
            stem: u32::from_le_bytes(*stem) as usize,
            text: u32::from_le_bytes(*text) as usize,
            spans: u32::from_le_bytes(*spans) as usize,
            flags: Flags(u32::from_le_bytes(*flags)),
        })
    }
}

/// What is known about a script. Each constant is the bit of its number:
///
/// | bit | meaning |
/// |---|---|
/// | 0 | [`DRAFT`](Self::DRAFT) |
/// | 1 | [`NON_TRANSACTIONAL`](Self::NON_TRANSACTIONAL) |
/// | 2 | whether bit 3 is known |
/// | 3 | [breaking](Self::breaking) |
/// | 4 | [`FOREIGN_KEYS_OFF`](Self::FOREIGN_KEYS_OFF) |
/// | 5 | [`ENDS_TRANSACTION`](Self::ENDS_TRANSACTION) |
/// | 6, 7 | the index of the file's [suffix](Self::suffix): `.sql`, `.up.sql`, `/migration.sql`, `/up.sql`; of a down file `.down.sql`, or 3 for `/down.sql` |
/// | 8 | [`CHANGES_SESSION`](Self::CHANGES_SESSION) |
/// | 9 | a down file |
/// | 10 | [`RUST`](Self::RUST) |
/// | 11 | [`NEEDS_BACKSLASH_ESCAPES`](Self::NEEDS_BACKSLASH_ESCAPES) |
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u32);

const UP_SUFFIXES: [&str; 4] = [".sql", ".up.sql", "/migration.sql", "/up.sql"];
const DOWN_SUFFIXES: [&str; 4] = [".down.sql", "", "", "/down.sql"];
const SUFFIX_SHIFT: u32 = 6;

impl Flags {
    /// It was not sealed when the program was built.
    pub const DRAFT: Self = Self(1);
    /// It runs statement by statement, not in one transaction.
    pub const NON_TRANSACTIONAL: Self = Self(1 << 1);
    const BREAKING_KNOWN: Self = Self(1 << 2);
    const BREAKING: Self = Self(1 << 3);
    /// SQLite's foreign keys are off while it runs.
    pub const FOREIGN_KEYS_OFF: Self = Self(1 << 4);
    /// No other migration may follow it in the same transaction.
    pub const ENDS_TRANSACTION: Self = Self(1 << 5);
    /// It may leave changed settings in its session.
    pub const CHANGES_SESSION: Self = Self(1 << 8);
    const DOWN: Self = Self(1 << 9);
    /// The service supplies its code.
    pub const RUST: Self = Self(1 << 10);
    /// Where its statements end depends on backslashes that escape quotes (MySQL).
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

    /// With one more flag, if it is `on`.
    #[must_use]
    pub fn with(self, flag: Self, on: bool) -> Self {
        if on { Self(self.0 | flag.0) } else { self }
    }

    /// Whether it has that flag.
    pub fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    /// With the answer to [`breaking`](Self::breaking).
    #[must_use]
    pub fn with_breaking(self, breaking: Option<bool>) -> Self {
        self.with(Self::BREAKING_KNOWN, breaking.is_some())
            .with(Self::BREAKING, breaking == Some(true))
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
            flags: Flags::default().with(Flags::RUST, true),
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
            let on = Flags::default().with(flag, true);
            assert_eq!(on, Flags(1 << bit));
            assert!(on.contains(flag) && !Flags::default().with(flag, false).contains(flag));
        }
        for breaking in [None, Some(false), Some(true)] {
            let flags = Flags::default().with_breaking(breaking);
            assert_eq!(flags.breaking(), breaking);
        }
    }
}
