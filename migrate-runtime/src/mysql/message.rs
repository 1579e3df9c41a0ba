use std::ops::Range;

/// A message grows to about so many bytes; servers refuse ones of 16 MiB.
const LONGEST: usize = 1 << 20;

/// Between two statements: the first may end in a comment, and without a semicolon.
const SEPARATOR: &str = "\n;\n";

/// Before a statement of ours, by which it is known where the server quotes it.
pub(super) const OURS: &str = "/* migrate */ ";

/// Statements to send in order, in as few messages as possible.
#[derive(Debug, Default)]
pub(super) struct Script {
    parts: Vec<Part>,
    next: usize,
    /// Where the transaction began that is open at the end of the parts.
    transaction: Option<usize>,
}

/// One statement; each has one result, so that the number of results tells which failed.
#[derive(Debug)]
pub(super) struct Part {
    sql: String,
    pub(super) role: Role,
    /// Where to go on after a lock that was not had: here, or where the transaction began.
    restart: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Ours; what it does in words.
    Ours(&'static str),
    /// One of [`super::check`].
    Check,
    /// A statement of a migration: the piece's number, and the step's in it.
    Theirs { piece: usize, step: usize },
}

impl Script {
    pub(super) fn ours(&mut self, doing: &'static str, sql: impl Into<String>) {
        self.add(Role::Ours(doing), sql);
    }

    pub(super) fn check(&mut self, sql: String) {
        self.add(Role::Check, sql);
    }

    /// Whatever the session's defaults are, and even if the migration has locked tables or switched
    /// off `autocommit`.
    pub(super) fn begin(&mut self) {
        self.transaction = Some(self.parts.len());
        self.ours("beginning a transaction", "START TRANSACTION READ WRITE");
    }

    pub(super) fn commit(&mut self) {
        self.ours("committing", "COMMIT AND NO CHAIN NO RELEASE");
        self.transaction = None;
    }

    pub(super) fn add(&mut self, role: Role, sql: impl Into<String>) {
        let restart = self.transaction.unwrap_or(self.parts.len());
        let sql = sql.into();
        self.parts.push(Part { sql, role, restart });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The parts of the next message. `None` at the end.
    pub(super) fn message(&self) -> Option<Range<usize>> {
        let mut length = 0;
        let mut end = self.next;
        for part in self.parts.get(self.next..)? {
            length += part.sql.len();
            if end > self.next && length > LONGEST {
                break;
            }
            end += 1;
            if part.may_have_more_results() {
                break;
            }
        }
        (end > self.next).then_some(self.next..end)
    }

    pub(super) fn text(&self, message: Range<usize>) -> String {
        let mut text = String::new();
        for part in &self.parts[message] {
            if !text.is_empty() {
                text += SEPARATOR;
            }
            if !matches!(part.role, Role::Theirs { .. }) {
                text += OURS;
            }
            text += &part.sql;
        }
        text
    }

    pub(super) fn sent(&mut self, message: &Range<usize>) {
        self.next = message.end;
    }

    /// The part whose result did not come, when `done` of a message did.
    pub(super) fn failed(&self, message: &Range<usize>, done: usize) -> &Part {
        let last = message.end.saturating_sub(1);
        &self.parts[(message.start + done).min(last)]
    }

    /// Goes on where that part may be tried again.
    pub(super) fn go_back(&mut self, message: &Range<usize>, done: usize) {
        self.next = self.failed(message, done).restart;
    }

    /// Whether a transaction is open when that part fails.
    pub(super) fn is_in_transaction(&self, message: &Range<usize>, done: usize) -> bool {
        let at = (message.start + done).min(message.end.saturating_sub(1));
        self.parts[at].restart != at
    }
}

impl Part {
    /// Procedures and the like give a result for every query inside.
    fn may_have_more_results(&self) -> bool {
        const ONE: [&str; 20] = [
            "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "DO", "LOAD", "CREATE",
            "ALTER", "DROP", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "SET", "USE", "LOCK",
            "UNLOCK", "COMMIT",
        ];
        if !matches!(self.role, Role::Theirs { .. }) {
            return false;
        }
        let letters = self.sql.bytes().take_while(u8::is_ascii_alphabetic).count();
        let first = &self.sql[..letters];
        let rest = self.sql[letters..].trim_start();
        let executes = first.eq_ignore_ascii_case("SET")
            && rest
                .get(..9)
                .is_some_and(|word| word.eq_ignore_ascii_case("STATEMENT"));
        executes || !ONE.iter().any(|word| first.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEIRS: Role = Role::Theirs { piece: 0, step: 0 };

    #[test]
    fn what_may_have_more_results_ends_its_message() {
        let mut script = Script::default();
        script.begin();
        script.add(THEIRS, "CALL p()");
        script.commit();
        assert_eq!(script.message(), Some(0..2));
        script.sent(&(0..2));
        assert_eq!(script.message(), Some(2..3));
        assert!(script.is_in_transaction(&(2..3), 0));
        script.go_back(&(2..3), 0);
        assert_eq!(script.message(), Some(0..2));
    }

    #[test]
    fn a_statement_that_is_too_long_has_a_message_of_its_own() {
        let long = format!("SELECT '{}'", "x".repeat(LONGEST));
        let mut script = Script::default();
        script.add(THEIRS, "SELECT 1");
        script.add(THEIRS, long);
        script.add(THEIRS, "SELECT 1");
        assert_eq!(script.message(), Some(0..1));
        script.sent(&(0..1));
        assert_eq!(script.message(), Some(1..2));
    }
}
