use std::ops::Range;

/// The place of a statement, or of the statements of a `BEGIN; …; COMMIT;` that run as one.
///
/// Two LEB128 numbers (seven bits a byte, the lowest first, the top bit set on all but the last):
/// the distance from the end of the span before; and four times the length, plus 1 for `outside`,
/// plus 2 for `session`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The place in the script's text, in bytes.
    pub range: Range<usize>,
    /// It cannot run inside a transaction.
    pub outside: bool,
    /// It only sets something for its session.
    pub session: bool,
}

impl Span {
    /// Encodes the spans of a script, in order. [`Spans`] decodes them.
    pub fn encode(spans: impl IntoIterator<Item = Self>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut end = 0;
        for span in spans {
            let bits = usize::from(span.outside) | usize::from(span.session) << 1;
            push_number(&mut bytes, span.range.start - end);
            push_number(&mut bytes, span.range.len() << 2 | bits);
            end = span.range.end;
        }
        bytes
    }
}

/// Decodes the spans of a script.
#[derive(Debug, Clone)]
pub struct Spans<'s> {
    bytes: &'s [u8],
    end: usize,
}

impl<'s> Spans<'s> {
    pub(crate) fn of(bytes: &'s [u8]) -> Self {
        Self { bytes, end: 0 }
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let gap = self.number()?;
        let length = self.number()?;
        let start = self.end + gap;
        self.end = start + (length >> 2);
        Some(Span {
            range: start..self.end,
            outside: length & 1 != 0,
            session: length & 2 != 0,
        })
    }
}

fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_round_trip() {
        let span = |range, outside, session| Span {
            range,
            outside,
            session,
        };
        let spans = [
            span(3..10, false, true),
            span(10..10, true, false),
            span(138..20_000, true, true),
        ];
        let bytes = Span::encode(spans.clone());
        assert_eq!(bytes, [3, 30, 0, 1, 0x80, 1, 0xdb, 0xec, 4]);
        assert!(Spans::of(&bytes).eq(spans));
        assert_eq!(Spans::of(&bytes[..3]).count(), 1);
    }
}
