//! The text of `migrations.lock`: reading and writing.

use std::fmt::Write;

use migrate_format::parse_identity;

use crate::lock_line::{Line, Lines, LockError, RESTORE};
use crate::{Checksum, Dialect, Lock, Replaced, Sealed, Was};

/// The indentation of lines that belong to the line above.
const INDENT: &str = "    ";

const FIRST_LINE: &str =
    "# Sealed migrations. Written by `cargo migrate seal`. Commit this file; do not edit it.";

impl Lock {
    /// Reads a lock. `text` is normalised.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read, a head that does not belong to the lines, or lines that
    /// are out of order.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lines = Lines {
            text,
            at: 0,
            number: 0,
        };
        let head = lines.require("head")?;
        let head_sum =
            Checksum::from_hex(head.text.strip_prefix("head ").unwrap_or_default().trim())
                .ok_or_else(|| head.error("this is not a `head` line"))?;
        let header = lines.require("format")?;
        let mut lock = Self::parse_header(&header)?;
        for line in lines {
            match line.text.strip_prefix([' ', '\t']) {
                Some(_) => match lock.sealed.last_mut() {
                    Some(sealed) => sealed.parse_note(&line)?,
                    None => return Err(line.error("this line belongs under a migration")),
                },
                None => lock.sealed.push(Sealed::parse(&line)?),
            }
        }
        lock.check_order()?;
        if lock.head() != head_sum {
            return Err(head.error("the head does not match these lines"));
        }
        Ok(lock)
    }

    /// The text of the file. [`parse`](Self::parse) reads it back.
    pub fn write(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nhead {}\n", self.head());
        // Writing to a string does not fail.
        let _ = self.write_lines(&mut text);
        text
    }

    fn write_lines(&self, text: &mut String) -> std::fmt::Result {
        write!(text, "format 1  dialect {}  set {}", self.dialect, self.set)?;
        if let Some(history) = &self.history {
            write!(text, "  history {history}")?;
        }
        writeln!(text)?;
        for sealed in &self.sealed {
            write!(text, "{}", sealed.checksum)?;
            if let Some(down) = sealed.down {
                write!(text, "  down:{down}")?;
            }
            let breaking = match sealed.breaking {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            };
            writeln!(text, "  breaking:{breaking}  {}", sealed.identity())?;
            for replaced in &sealed.replaces {
                let Replaced {
                    depth,
                    checksum,
                    identity,
                } = replaced;
                let indent = INDENT.repeat(depth + 1);
                writeln!(text, "{indent}replaces {checksum} {identity}")?;
            }
            for Was { checksum, reason } in &sealed.was {
                writeln!(text, "{INDENT}was {checksum} {reason}")?;
            }
        }
        Ok(())
    }

    fn parse_header(line: &Line<'_>) -> Result<Self, LockError> {
        let mut words = line.text.split_whitespace();
        let mut header = Self {
            dialect: Dialect::Postgres,
            set: "default".to_owned(),
            history: None,
            sealed: Vec::new(),
        };
        let mut dialect = None;
        while let Some(key) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| line.error(&format!("`{key}` has no value")))?;
            match key {
                "format" if value == "1" => {}
                "format" => {
                    return Err(LockError {
                        range: line.range(),
                        message: format!(
                            "the lock has format {value}, this version reads format 1"
                        ),
                        help: "update the migrate crates and the command".to_owned(),
                    });
                }
                "dialect" => dialect = Dialect::named(value),
                "set" if is_plain(value, false) => value.clone_into(&mut header.set),
                "history" if is_plain(value, true) => header.history = Some(value.to_owned()),
                _ => return Err(line.error(&format!("`{key} {value}` is not known"))),
            }
        }
        header.dialect = dialect.ok_or_else(|| line.error("the line names no known dialect"))?;
        Ok(header)
    }

    fn check_order(&self) -> Result<(), LockError> {
        for pair in self.sealed.windows(2) {
            let [first, second] = pair else { continue };
            if (first.version, &first.name) >= (second.version, &second.name) {
                return Err(LockError {
                    range: second.range.clone(),
                    message: format!("`{}` comes after `{}`", second.identity(), first.identity()),
                    help: RESTORE.to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// Names of sets and history tables are plain, so that they can be shown and quoted anywhere.
fn is_plain(name: &str, dot: bool) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    match name.split_once('.') {
        Some((schema, table)) => dot && part(schema) && part(table),
        None => part(name),
    }
}

impl Sealed {
    fn parse(line: &Line<'_>) -> Result<Self, LockError> {
        let malformed = || line.error("this is not a line of the lock");
        let (checksum, mut rest) = line.text.split_once(' ').ok_or_else(malformed)?;
        let checksum = Checksum::from_hex(checksum).ok_or_else(malformed)?;
        let mut down = None;
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("down:") {
            let (sum, after) = after.split_once(' ').ok_or_else(malformed)?;
            down = Some(Checksum::from_hex(sum).ok_or_else(malformed)?);
            rest = after.trim_start();
        }
        let after = rest.strip_prefix("breaking:").ok_or_else(malformed)?;
        let (breaking, identity) = after.split_once(' ').ok_or_else(malformed)?;
        let breaking = match breaking {
            "yes" => Some(true),
            "no" => Some(false),
            "unknown" => None,
            _ => return Err(malformed()),
        };
        let (version, name) = parse_identity(identity.trim_start()).ok_or_else(malformed)?;
        Ok(Self {
            version,
            name: name.to_owned(),
            checksum,
            down,
            breaking,
            replaces: Vec::new(),
            was: Vec::new(),
            line: line.number,
            range: line.range(),
        })
    }

    fn parse_note(&mut self, line: &Line<'_>) -> Result<(), LockError> {
        let text = line.text.trim_start();
        let depth = ((line.text.len() - text.len()) / INDENT.len()).saturating_sub(1);
        let deepest = self.replaces.last().map_or(0, |above| above.depth + 1);
        let mut parts = text.splitn(3, ' ');
        let note = (
            parts.next(),
            parts.next().and_then(Checksum::from_hex),
            parts.next(),
        );
        match note {
            (Some("replaces"), Some(checksum), Some(identity)) if depth <= deepest => {
                self.replaces.push(Replaced {
                    depth,
                    checksum,
                    identity: identity.to_owned(),
                });
            }
            (Some("was"), Some(checksum), Some(reason)) => self.was.push(Was {
                checksum,
                reason: reason.to_owned(),
            }),
            _ => return Err(line.error("this is not a line of the lock")),
        }
        Ok(())
    }
}
