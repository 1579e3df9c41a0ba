use std::ops::Range;

use super::value::{Object, Probe};
use crate::lexer::Kind;
use crate::mysql::Opened;
use crate::words::Words;

/// Statements that may simply be executed again.
const AGAIN: [&str; 12] = [
    "ANALYZE", "OPTIMIZE", "CHECK", "REPAIR", "FLUSH", "LOCK", "UNLOCK", "SHOW", "EXPLAIN",
    "DESCRIBE", "DESC", "GRANT",
];

pub(super) fn probe(words: Words<'_>) -> Option<Probe> {
    if let Some(opened) = Opened::of(words) {
        return probe(opened.words());
    }
    let statement = Statement { words };
    match words.get(0)?.to_ascii_uppercase().as_str() {
        "CREATE" => statement.create(),
        "DROP" => statement.drop(),
        "ALTER" => statement.alter(),
        "RENAME" if words.is(1, "TABLE") || words.is(1, "TABLES") => statement.rename(),
        first => AGAIN.contains(&first).then_some(Probe::Again),
    }
}

/// A name, qualified or not, and the position after it.
struct Name {
    /// Empty if it is not qualified.
    schema: String,
    last: String,
    end: usize,
}

struct Statement<'w> {
    words: Words<'w>,
}

impl Statement<'_> {
    fn create(&self) -> Option<Probe> {
        let words = self.words;
        let at = self.object_word()?;
        let before = |word: &str| (1..at).any(|at| words.is(at, word));
        if before("REPLACE") || before("TEMPORARY") || words.are(at + 1, &["IF", "NOT", "EXISTS"]) {
            // Temporary tables ended with the session.
            return Some(Probe::Again);
        }
        let name = self.name(at + 1)?;
        if words.is(at, "INDEX") {
            let on = (name.end..words.len()).find(|at| words.is(*at, "ON"))?;
            let table = self.name(on + 1)?;
            return Some(Probe::There(table.part("index", name.last)));
        }
        Some(Probe::There(name.object(self.kind(at)?)))
    }

    fn drop(&self) -> Option<Probe> {
        let words = self.words;
        let at = self.object_word()?;
        if words.is(1, "TEMPORARY") || words.are(at + 1, &["IF", "EXISTS"]) {
            return Some(Probe::Again);
        }
        let name = self.name(at + 1)?;
        if words.is(at, "INDEX") {
            let on = (name.end..words.len()).find(|at| words.is(*at, "ON"))?;
            let table = self.name(on + 1)?;
            return Some(Probe::Gone(table.part("index", name.last)));
        }
        // Several tables are not dropped as one.
        (!words.is_symbol(name.end, ",")).then_some(Probe::Gone(name.object(self.kind(at)?)))
    }

    fn rename(&self) -> Option<Probe> {
        let mut facts = Facts::default();
        for pair in self.list(2) {
            let from = self.name(pair.start)?;
            let to = (from.end..pair.end).find(|at| self.words.is(*at, "TO"))?;
            let to = self.name(to + 1)?;
            facts.gone(from.object("table"));
            facts.there(to.object("table"));
        }
        facts.probe()
    }

    /// An `ALTER TABLE` is applied as a whole, so any one of its actions is proof.
    fn alter(&self) -> Option<Probe> {
        let words = self.words;
        let at = self.object_word()?;
        if !words.is(at, "TABLE") {
            // The same definition once more.
            let is_rename = words.find("RENAME").is_some();
            return (!is_rename).then_some(Probe::Again);
        }
        let exists = words.are(at + 1, &["IF", "EXISTS"]);
        let table = self.name(at + 1 + 2 * usize::from(exists))?;
        let wait = usize::from(words.is(table.end, "NOWAIT"))
            + 2 * usize::from(words.is(table.end, "WAIT"));
        let mut facts = Facts::default();
        for action in self.list(table.end + wait) {
            self.action(&action, &table, &mut facts);
        }
        facts.probe()
    }

    /// What one action of an `ALTER TABLE` makes true.
    fn action(&self, action: &Range<usize>, table: &Name, facts: &mut Facts) {
        // These are idempotent.
        const AGAIN: [&str; 16] = [
            "MODIFY",
            "ALTER",
            "ENGINE",
            "COMMENT",
            "CONVERT",
            "DEFAULT",
            "CHARACTER",
            "CHARSET",
            "COLLATE",
            "AUTO_INCREMENT",
            "ROW_FORMAT",
            "ENABLE",
            "DISABLE",
            "FORCE",
            "ALGORITHM",
            "LOCK",
        ];
        let at = action.start;
        match self
            .words
            .get(at)
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "ADD" => self.add(at + 1, table, facts),
            "DROP" => self.drop_part(at + 1, table, facts),
            "CHANGE" => {
                let column = at + 1 + usize::from(self.words.is(at + 1, "COLUMN"));
                self.renamed_part("column", column, 0, table, facts);
            }
            "RENAME" => self.rename_part(at + 1, table, facts),
            first if AGAIN.contains(&first) => {}
            _ => facts.unknown = true,
        }
    }

    fn add(&self, at: usize, table: &Name, facts: &mut Facts) {
        let words = self.words;
        let is = |at: usize, word: &str| words.is(at, word);
        let is_any = |at: usize, all: &[&str]| all.iter().any(|word| words.is(at, word));
        let kind = at + usize::from(is_any(at, &["UNIQUE", "FULLTEXT", "SPATIAL"]));
        let keyword = usize::from(is_any(kind, &["INDEX", "KEY"]));
        // The name of a primary key does not count.
        let named = 2 * usize::from(is(at, "CONSTRAINT"));
        if kind + keyword > at {
            self.add_named(kind + keyword, "index", table, facts);
        } else if words.are(at + named, &["PRIMARY", "KEY"]) {
            facts.there(table.part("index", "PRIMARY".to_owned()));
        } else if is(at, "CONSTRAINT")
            && !is_any(at + 1, &["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"])
        {
            self.add_named(at + 1, "constraint", table, facts);
        } else if is_any(
            at,
            &[
                "CONSTRAINT",
                "FOREIGN",
                "CHECK",
                "PARTITION",
                "PERIOD",
                "SYSTEM",
            ],
        ) {
            facts.unknown = true;
        } else {
            let column = at + usize::from(is(at, "COLUMN"));
            let column = column + usize::from(words.is_symbol(column, "("));
            self.add_named(column, "column", table, facts);
        }
    }

    fn add_named(&self, at: usize, kind: &'static str, table: &Name, facts: &mut Facts) {
        let words = self.words;
        if words.are(at, &["IF", "NOT", "EXISTS"]) {
            return;
        }
        match self.name(at) {
            Some(name) if !words.is(at, "USING") => facts.there(table.part(kind, name.last)),
            _ => facts.unknown = true,
        }
    }

    fn drop_part(&self, at: usize, table: &Name, facts: &mut Facts) {
        let words = self.words;
        let (kind, name) = if words.are(at, &["PRIMARY", "KEY"]) {
            facts.gone(table.part("index", "PRIMARY".to_owned()));
            return;
        } else if words.is(at, "PARTITION") || words.is(at, "SYSTEM") || words.is(at, "PERIOD") {
            facts.unknown = true;
            return;
        } else if words.is(at, "INDEX") || words.is(at, "KEY") {
            ("index", at + 1)
        } else if words.are(at, &["FOREIGN", "KEY"]) {
            ("constraint", at + 2)
        } else if words.is(at, "CONSTRAINT") || words.is(at, "CHECK") {
            ("constraint", at + 1)
        } else {
            ("column", at + usize::from(words.is(at, "COLUMN")))
        };
        if words.are(name, &["IF", "EXISTS"]) {
            return;
        }
        match self.name(name) {
            Some(name) => facts.gone(table.part(kind, name.last)),
            None => facts.unknown = true,
        }
    }

    fn rename_part(&self, at: usize, table: &Name, facts: &mut Facts) {
        let words = self.words;
        if words.is(at, "COLUMN") {
            self.renamed_part("column", at + 1, 1, table, facts);
        } else if words.is(at, "INDEX") || words.is(at, "KEY") {
            self.renamed_part("index", at + 1, 1, table, facts);
        } else {
            let to = at + usize::from(words.is(at, "TO") || words.is(at, "AS"));
            match self.name(to) {
                Some(to) => facts.renamed = Some(to.object("table")),
                None => facts.unknown = true,
            }
        }
    }

    /// Two names, `gap` words apart.
    fn renamed_part(
        &self,
        kind: &'static str,
        at: usize,
        gap: usize,
        table: &Name,
        facts: &mut Facts,
    ) {
        if self.words.are(at, &["IF", "EXISTS"]) {
            return;
        }
        match (self.name(at), self.name(at + 1 + gap)) {
            (Some(from), Some(to)) if from.last.eq_ignore_ascii_case(&to.last) => {}
            (Some(from), Some(to)) => {
                facts.gone(table.part(kind, from.last));
                facts.there(table.part(kind, to.last));
            }
            _ => facts.unknown = true,
        }
    }

    /// The position of the word that names the kind of object.
    fn object_word(&self) -> Option<usize> {
        (1..self.words.len().min(24))
            .find(|at| self.kind(*at).is_some() || self.words.is(*at, "INDEX"))
    }

    fn kind(&self, at: usize) -> Option<&'static str> {
        const KINDS: [(&str, &str); 9] = [
            ("TABLE", "table"),
            ("VIEW", "table"),
            ("SEQUENCE", "table"),
            ("PROCEDURE", "procedure"),
            ("FUNCTION", "function"),
            ("TRIGGER", "trigger"),
            ("EVENT", "event"),
            ("DATABASE", "schema"),
            ("SCHEMA", "schema"),
        ];
        let known = KINDS.iter().find(|(word, _)| self.words.is(at, word));
        known.map(|(_, kind)| *kind)
    }

    /// The parts of a list, which commas outside of parentheses separate.
    fn list(&self, start: usize) -> Vec<Range<usize>> {
        let words = self.words;
        let (mut parts, mut part, mut depth) = (Vec::new(), start, 0_usize);
        for at in start..words.len() {
            match words.kind(at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth = depth.saturating_sub(1),
                _ if depth == 0 && words.is_symbol(at, ",") => {
                    parts.push(part..at);
                    part = at + 1;
                }
                _ => {}
            }
        }
        parts.push(part..words.len());
        parts
    }

    fn name(&self, at: usize) -> Option<Name> {
        let first = unquoted(self.words, at)?;
        if self.words.is_symbol(at + 1, ".") {
            let last = unquoted(self.words, at + 2)?;
            let schema = first;
            return Some(Name {
                schema,
                last,
                end: at + 3,
            });
        }
        Some(Name {
            schema: String::new(),
            last: first,
            end: at + 1,
        })
    }
}

impl Name {
    fn object(&self, kind: &'static str) -> Object {
        Object {
            kind,
            schema: self.schema.clone(),
            table: String::new(),
            name: self.last.clone(),
        }
    }

    /// A part of the table of this name.
    fn part(&self, kind: &'static str, name: String) -> Object {
        Object {
            kind,
            schema: self.schema.clone(),
            table: self.last.clone(),
            name,
        }
    }
}

/// What is true after a statement and was not before it.
#[derive(Default)]
struct Facts {
    found: Vec<Probe>,
    /// The table itself has another name after the statement.
    renamed: Option<Object>,
    /// A change that leaves no name to look for.
    unknown: bool,
}

impl Facts {
    fn there(&mut self, object: Object) {
        self.found.push(Probe::There(object));
    }

    fn gone(&mut self, object: Object) {
        self.found.push(Probe::Gone(object));
    }

    fn probe(self) -> Option<Probe> {
        if let Some(table) = self.renamed {
            return Some(Probe::There(table));
        }
        // A name that is dropped and created again proves nothing.
        let same = |one: &Probe, other: &Probe| match (one.object(), other.object()) {
            (Some(one), Some(other)) => {
                one.kind == other.kind && one.name.eq_ignore_ascii_case(&other.name)
            }
            _ => false,
        };
        let is_alone =
            |one: &&Probe| self.found.iter().filter(|other| same(one, other)).count() == 1;
        match self.found.iter().find(is_alone) {
            Some(probe) => Some(probe.clone()),
            None => (self.found.is_empty() && !self.unknown).then_some(Probe::Again),
        }
    }
}

fn unquoted(words: Words<'_>, at: usize) -> Option<String> {
    let word = words.get(at)?;
    match words.kind(at)? {
        Kind::Word => Some(word.to_owned()),
        Kind::QuotedName => {
            let inside = word.strip_prefix('`')?.strip_suffix('`')?;
            Some(inside.replace("``", "`"))
        }
        // With `ANSI_QUOTES` it would be a name, too; nothing is known then.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, split};

    fn of(sql: &str) -> String {
        let split = split(sql, Dialect::Mysql);
        let probe = super::probe(split.statements[0].words(sql));
        probe.map_or("none".to_owned(), |probe| {
            probe.encode().unwrap_or_default().replace('\t', "|")
        })
    }

    #[test]
    fn what_a_statement_leaves_to_look_for() {
        for (sql, expected) in [
            ("CREATE TABLE t (a INT)", "there|table|||t"),
            ("CREATE TABLE `a.b`.`t``s` LIKE t", "there|table|a.b||t`s"),
            (
                "create unique index i using btree on s.t (a)",
                "there|index|s|t|i",
            ),
            (
                "CREATE DEFINER=`a`@`b` PROCEDURE p() SELECT 1",
                "there|procedure|||p",
            ),
            (
                "CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW v AS SELECT 1",
                "there|table|||v",
            ),
            (
                "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
                "there|trigger|||g",
            ),
            (
                "/*!50003 CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1 */",
                "there|trigger|||g",
            ),
            ("CREATE DATABASE d", "there|schema|||d"),
            ("DROP TABLE t", "gone|table|||t"),
            ("DROP INDEX i ON t", "gone|index||t|i"),
            ("ALTER TABLE t ADD c INT", "there|column||t|c"),
            (
                "ALTER ONLINE TABLE t ADD COLUMN (c INT, d INT)",
                "there|column||t|c",
            ),
            (
                "ALTER TABLE t MODIFY a INT, ADD UNIQUE KEY u (a, b)",
                "there|index||t|u",
            ),
            (
                "ALTER TABLE t ADD PRIMARY KEY (a)",
                "there|index||t|PRIMARY",
            ),
            (
                "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (a)",
                "there|constraint||t|f",
            ),
            ("ALTER TABLE t DROP COLUMN a, DROP b", "gone|column||t|a"),
            ("ALTER TABLE t DROP FOREIGN KEY f", "gone|constraint||t|f"),
            ("ALTER TABLE t CHANGE a b INT", "gone|column||t|a"),
            ("ALTER TABLE t RENAME COLUMN a TO b", "gone|column||t|a"),
            ("ALTER TABLE t ADD c INT, RENAME TO u", "there|table|||u"),
            ("RENAME TABLE t TO u", "gone|table|||t"),
        ] {
            assert_eq!(of(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_may_be_executed_again() {
        for sql in [
            "CREATE TABLE IF NOT EXISTS t (a INT)",
            "CREATE OR REPLACE VIEW v AS SELECT 1",
            "CREATE TEMPORARY TABLE t (a INT)",
            "DROP TABLE IF EXISTS a, b",
            "ALTER TABLE t MODIFY a BIGINT, ALTER b SET DEFAULT 1, ENGINE = InnoDB",
            "ALTER TABLE t CHANGE a A BIGINT",
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INT",
            "ALTER VIEW v AS SELECT 2",
            "/*!40000 ALTER TABLE t DISABLE KEYS */",
            "ANALYZE TABLE t",
            "UNLOCK TABLES",
        ] {
            assert_eq!(of(sql), "again", "{sql}");
        }
    }

    #[test]
    fn what_no_look_can_tell() {
        for sql in [
            "TRUNCATE TABLE t",
            "CALL p()",
            "DROP TABLE a, b",
            "ALTER TABLE t ADD INDEX (a)",
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (a)",
            "ALTER TABLE t DROP a, ADD a INT",
            "ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a",
            "ALTER TABLE t DROP PARTITION p",
            "RENAME TABLE a TO x, b TO a, x TO b",
            "CREATE USER u",
            "REVOKE ALL ON *.* FROM u",
        ] {
            assert_eq!(of(sql), "none", "{sql}");
        }
    }
}
