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

/// What is sent as one: a statement, or those of a transaction that a file spells out. Each
/// statement has one result, so that the number of results tells which failed.
#[derive(Debug)]
pub(super) struct Part {
    sql: String,
    pub(super) role: Role,
    statements: usize,
    /// Where to resume after a lock that was not free: here, or where the transaction began.
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
        self.add_statements(role, sql, 1);
    }

    pub(super) fn add_statements(&mut self, role: Role, sql: impl Into<String>, statements: usize) {
        let restart = self.transaction.unwrap_or(self.parts.len());
        self.parts.push(Part {
            sql: sql.into(),
            role,
            statements,
            restart,
        });
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

    /// The statement whose result did not come, when `done` of a message did.
    pub(super) fn failed(&self, message: &Range<usize>, done: usize) -> Failed {
        let mut left = done;
        for part in message.clone() {
            let statements = self.parts[part].statements;
            if left < statements {
                return Failed {
                    part,
                    statement: left,
                };
            }
            left -= statements;
        }
        Failed {
            part: message.end.saturating_sub(1),
            statement: 0,
        }
    }

    pub(super) fn role(&self, failed: &Failed) -> Role {
        self.parts[failed.part].role
    }

    /// Goes on where that part may be tried again.
    pub(super) fn go_back(&mut self, failed: &Failed) {
        self.next = self.parts[failed.part].restart;
    }

    /// Whether a transaction is open when that part fails.
    pub(super) fn is_in_transaction(&self, failed: &Failed) -> bool {
        self.parts[failed.part].restart != failed.part
    }
}

/// Where in a script something failed: a part, and which of its statements.
#[derive(Debug)]
pub(super) struct Failed {
    part: usize,
    pub(super) statement: usize,
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
        let failed = script.failed(&(2..3), 0);
        assert!(script.is_in_transaction(&failed));
        script.go_back(&failed);
        assert_eq!(script.message(), Some(0..2));
    }

    #[test]
    fn the_number_of_results_tells_which_statement_of_a_block_failed() {
        let mut script = Script::default();
        script.begin();
        script.add_statements(THEIRS, "SELECT 1; SELECT 2; SELECT 3", 3);
        script.commit();
        let at = |done| {
            let failed = script.failed(&(0..3), done);
            (failed.part, failed.statement)
        };
        assert_eq!(
            [0, 1, 3, 4, 9].map(at),
            [(0, 0), (1, 0), (1, 2), (2, 0), (2, 0)]
        );
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
