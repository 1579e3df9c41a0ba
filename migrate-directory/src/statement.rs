use std::ops::Range;

use crate::Dialect;
use crate::body::Body;
use crate::lexer::{Kind, Lexer, Token};
use crate::words::Words;

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Everything that belongs to it: the comments above it and its terminator. The spans of all
    /// statements and [`Split::rest`] tile the text.
    pub span: Range<usize>,
    /// From its first token to before its terminator.
    pub text: Range<usize>,
    tokens: Vec<Token>,
}

/// A text cut into statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The statements in order; empty ones are no statements.
    pub statements: Vec<Statement>,
    /// What follows the last statement: space and comments, or what could not be split.
    pub rest: Range<usize>,
    /// What could not be split, and why.
    pub problems: Vec<Problem>,
    pub(crate) comments: Vec<Comment>,
}

/// A reason why a text cannot be split as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A quote, comment, parenthesis or body that begins at the range is not closed.
    Unterminated {
        /// Its opening mark.
        at: Range<usize>,
        /// What it is, in words.
        what: &'static str,
    },
    /// A command of psql, the sqlite3 shell or the mysql client.
    ClientCommand {
        /// The command.
        at: Range<usize>,
        /// What to do instead.
        help: &'static str,
    },
}

/// A line comment, and the statement it stands above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the statement of that index, or above the end of the file, on a line of its own.
    Above(usize),
    /// Inside a statement, or behind one on the same line.
    Elsewhere,
}

/// Cuts a text into statements as the dialect's server, or its own shell, would.
///
/// Bodies are followed as the shells do it: PostgreSQL's `BEGIN ATOMIC … END` by psql's counting
/// (`src/fe_utils/psqlscan.l`), SQLite's triggers by the rule of `sqlite3_complete()`, MySQL's
/// compound statements by counting their blocks, or to the delimiter that `DELIMITER` set.
///
/// ```
/// use migrate_directory::{Dialect, split};
///
/// let text = "SELECT ';'; -- done\nSELECT 2";
/// let split = split(text, Dialect::Postgres);
/// let texts: Vec<&str> = split.statements.iter().map(|one| &text[one.text.clone()]).collect();
/// assert_eq!(texts, ["SELECT ';'", "SELECT 2"]);
/// ```
pub fn split(text: &str, dialect: Dialect) -> Split {
    split_tokens(text, dialect, Lexer::new(text, dialect))
}

/// The same for a MySQL server in the mode `NO_BACKSLASH_ESCAPES`.
pub(crate) fn split_without_escapes(text: &str, dialect: Dialect) -> Split {
    split_tokens(text, dialect, Lexer::new(text, dialect).without_escapes())
}

fn split_tokens(text: &str, dialect: Dialect, lexer: Lexer<'_>) -> Split {
    let mut splitter = Splitter {
        text,
        dialect,
        lexer,
        split: Split {
            statements: Vec::new(),
            rest: 0..0,
            problems: Vec::new(),
            comments: Vec::new(),
        },
        start: 0,
        tokens: Vec::new(),
        body: Body::new(dialect),
    };
    splitter.run();
    splitter.split
}

impl Statement {
    /// The statement's tokens, without space and comments.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The statement's words in its file's `text`, without space and comments.
    pub fn words<'s>(&'s self, text: &'s str) -> Words<'s> {
        Words::of(text, &self.tokens)
    }
}

struct Splitter<'t> {
    text: &'t str,
    dialect: Dialect,
    lexer: Lexer<'t>,
    split: Split,
    /// Where the current statement's span begins.
    start: usize,
    tokens: Vec<Token>,
    body: Body,
}

impl Splitter<'_> {
    fn run(&mut self) {
        while let Some(token) = self.lexer.next() {
            if !token.closed {
                self.split.problems.push(Problem::Unterminated {
                    at: token.start..opening_end(self.text, token),
                    what: unterminated_name(token.kind),
                });
                self.split.rest = self.start..self.text.len();
                return;
            }
            if token.kind.is_trivia() {
                self.comment(token);
                continue;
            }
            if self.client_command(token) {
                continue;
            }
            if token.kind == Kind::Terminator && self.ends_here() {
                if self.is_copy_from_stdin() {
                    self.refuse_copy();
                    return;
                }
                self.finish(token.end, token.start);
            } else {
                self.tokens.push(token);
                self.body.follow(Words::of(self.text, &self.tokens));
            }
        }
        self.end_of_text();
    }

    fn end_of_text(&mut self) {
        let Some(last) = self.tokens.last().copied() else {
            self.split.rest = self.start..self.text.len();
            return;
        };
        if let Some((at, what)) = self.body.unterminated(self.words()) {
            self.split.problems.push(Problem::Unterminated { at, what });
            self.split.rest = self.start..self.text.len();
        } else if self.is_copy_from_stdin() {
            self.refuse_copy();
        } else {
            self.finish(last.end, last.end);
            self.split.rest = last.end..self.text.len();
        }
    }

    fn words(&self) -> Words<'_> {
        Words::of(self.text, &self.tokens)
    }

    fn ends_here(&self) -> bool {
        self.lexer.has_own_delimiter() || self.body.may_end(self.words())
    }

    fn finish(&mut self, end: usize, text_end: usize) {
        if let Some(first) = self.tokens.first() {
            self.split.statements.push(Statement {
                span: self.start..end,
                text: first.start..text_end,
                tokens: std::mem::take(&mut self.tokens),
            });
            self.start = end;
        }
        self.body = Body::new(self.dialect);
    }

    fn comment(&mut self, token: Token) {
        if token.kind != Kind::LineComment {
            return;
        }
        let line_start = self.text[..token.start].rfind('\n').map_or(0, |at| at + 1);
        let alone = self.text[line_start..token.start].trim().is_empty();
        let place = if alone && self.tokens.is_empty() {
            Place::Above(self.split.statements.len())
        } else {
            Place::Elsewhere
        };
        self.split.comments.push(Comment {
            range: token.start..token.end,
            place,
        });
    }

    /// Takes a command of the dialect's shell, if one begins at the token.
    fn client_command(&mut self, token: Token) -> bool {
        // Asked of every token, so the cheap question goes first.
        let at_start = || {
            let line_start = self.text[..token.start].rfind('\n').map_or(0, |at| at + 1);
            self.tokens.is_empty() && self.text[line_start..token.start].trim().is_empty()
        };
        let word = &self.text[token.start..token.end];
        let help = match self.dialect {
            Dialect::Mysql if word.eq_ignore_ascii_case("delimiter") && at_start() => {
                match self.lexer.skip_line().split_whitespace().next() {
                    Some(delimiter) if !delimiter.contains('\\') => {
                        self.lexer.set_delimiter(delimiter);
                        return true;
                    }
                    _ => "write the delimiter behind `DELIMITER`, without a backslash",
                }
            }
            Dialect::Sqlite if self.is_dot_command(token) && at_start() => {
                "remove the line: it is for the sqlite3 shell"
            }
            Dialect::Postgres if token.kind == Kind::Backslash => "remove the line: it is for psql",
            Dialect::Mysql if token.kind == Kind::Backslash => {
                "remove the line: it is for the mysql client"
            }
            _ => return false,
        };
        let length = self.lexer.skip_line().trim_end().len();
        self.split.problems.push(Problem::ClientCommand {
            at: token.start..token.end + length,
            help,
        });
        true
    }

    fn is_dot_command(&self, token: Token) -> bool {
        self.text[token.start..token.end] == *"."
            && self.text[token.end..].starts_with(|next: char| next.is_ascii_alphabetic())
    }

    fn is_copy_from_stdin(&self) -> bool {
        let words = self.words();
        self.dialect == Dialect::Postgres
            && words.is(0, "COPY")
            && (1..words.len()).any(|at| words.is(at, "FROM") && words.is(at + 1, "STDIN"))
    }

    fn refuse_copy(&mut self) {
        if let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) {
            self.split.problems.push(Problem::ClientCommand {
                at: first.start..last.end,
                help: "write the rows as INSERT statements",
            });
        }
        self.split.rest = self.start..self.text.len();
    }
}

fn opening_end(text: &str, token: Token) -> usize {
    let first_line = text[token.start..token.end].split('\n').next();
    let width = first_line.map_or(1, |line| line.len().min(2));
    text.ceil_char_boundary(token.start + width.max(1))
}

fn unterminated_name(kind: Kind) -> &'static str {
    match kind {
        Kind::QuotedName => "quoted name",
        Kind::BlockComment | Kind::Symbol => "comment",
        _ => "string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the statements, and the problems.
    fn read(sql: &str, dialect: Dialect) -> (Vec<&str>, Vec<String>) {
        let split = split(sql, dialect);
        let statements = split.statements.iter();
        let problems = split.problems.iter().map(|problem| match problem {
            Problem::Unterminated { at, what } => format!("{what}: {}", &sql[at.clone()]),
            Problem::ClientCommand { at, .. } => format!("command: {}", &sql[at.clone()]),
        });
        (
            statements.map(|one| &sql[one.text.clone()]).collect(),
            problems.collect(),
        )
    }

    #[track_caller]
    fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
        let (statements, problems) = read(sql, dialect);
        assert_eq!(statements, expected, "{sql}");
        assert_eq!(problems, [""; 0], "{sql}");
    }

    #[track_caller]
    fn postgres(sql: &str, expected: &[&str]) {
        check(Dialect::Postgres, sql, expected);
    }

    #[track_caller]
    fn sqlite(sql: &str, expected: &[&str]) {
        check(Dialect::Sqlite, sql, expected);
    }

    #[track_caller]
    fn mysql(sql: &str, expected: &[&str]) {
        check(Dialect::Mysql, sql, expected);
    }

    /// One statement, however many semicolons it holds, and another one behind it.
    #[track_caller]
    fn one(dialect: Dialect, statement: &str) {
        let sql = format!("{statement};\nSELECT 2;\n");
        check(dialect, &sql, &[statement, "SELECT 2"]);
    }

    #[track_caller]
    fn problems(dialect: Dialect, sql: &str, expected: &[&str]) {
        assert_eq!(read(sql, dialect).1, expected, "{sql}");
    }

    #[test]
    fn every_dialect() {
        for dialect in Dialect::ALL {
            check(dialect, "", &[]);
            check(dialect, " \n\t-- nothing;\n/* ; */\n", &[]);
            check(dialect, ";;", &[]);
            check(dialect, ";; SELECT 1;;\n;", &["SELECT 1"]);
            check(dialect, "SELECT 1", &["SELECT 1"]);
            check(
                dialect,
                "SELECT 1; -- one\nSELECT 2 -- two",
                &["SELECT 1", "SELECT 2"],
            );
            check(dialect, "SELECT 1 ;", &["SELECT 1 "]);
            check(
                dialect,
                "/* a; */ SELECT /* b; */ 1;",
                &["SELECT /* b; */ 1"],
            );
            check(dialect, "SELECT '-- ;', ';'';'", &["SELECT '-- ;', ';'';'"]);
            check(
                dialect,
                "SELECT 'é;', é;SELECT 2",
                &["SELECT 'é;', é", "SELECT 2"],
            );
            problems(dialect, "SELECT 1; SELECT 'a;\n", &["string: 'a"]);
            problems(dialect, "SELECT '", &["string: '"]);
            problems(dialect, "SELECT 1; /* a", &["comment: /*"]);
            problems(dialect, "/*", &["comment: /*"]);
            problems(dialect, "/*/", &["comment: /*"]);
        }
        problems(Dialect::Postgres, "SELECT \"", &["quoted name: \""]);
        problems(Dialect::Sqlite, "SELECT \"", &["quoted name: \""]);
        problems(Dialect::Mysql, "SELECT \"", &["string: \""]);
    }

    #[test]
    fn what_precedes_an_error_is_split() {
        let (statements, problems) = read("SELECT 1;\nSELECT 2;\nSELECT 'é", Dialect::Postgres);
        assert_eq!(statements, ["SELECT 1", "SELECT 2"]);
        assert_eq!(problems, ["string: 'é"]);
    }

    #[test]
    fn postgres_quotes() {
        let quoted = |statement| one(Dialect::Postgres, statement);
        quoted("SELECT $$;$$");
        quoted("SELECT $a$ $b$; $$ ;'$a$");
        quoted("SELECT $é_1$;$é_1$");
        quoted("DO $do$ BEGIN; EXECUTE $q$ SELECT ';' $q$; END $do$");
        quoted(r#"SELECT "a;b", "a"";", "\", ';'"#);
        quoted(r"SELECT '\', ';'");
        quoted(r"SELECT E'\';', e'\\', E'a'';'");
        quoted(r#"SELECT U&'\0441;', U&"d;\0061", U&'\'"#);
        quoted("SELECT N';', B'1', X'1F', ';'");
        quoted("SELECT '\n;\n'");
    }

    #[test]
    fn postgres_strings_go_on_behind_a_line_end() {
        one(Dialect::Postgres, "SELECT E'a'\n  'b\\';'");
        one(Dialect::Postgres, "SELECT E'a' \r\t'b\\';'");
        one(Dialect::Postgres, "SELECT E'a' -- it's\n -- more\n 'b\\';'");
        // On one line they are two strings, the second without escapes.
        postgres(
            "SELECT E'a' 'b\\'; SELECT 2",
            &["SELECT E'a' 'b\\'", "SELECT 2"],
        );
        postgres(
            "SELECT E'a'\n; SELECT '\\';",
            &["SELECT E'a'\n", "SELECT '\\'"],
        );
        postgres("SELECT E'a' /*\n*/ 'b\\';", &["SELECT E'a' /*\n*/ 'b\\'"]);
    }

    #[test]
    fn postgres_dollars_that_quote_nothing() {
        postgres("SELECT a$b$; SELECT b$c$", &["SELECT a$b$", "SELECT b$c$"]);
        postgres("SELECT a$$; SELECT 2", &["SELECT a$$", "SELECT 2"]);
        postgres("SELECT $1; SELECT $1, $2", &["SELECT $1", "SELECT $1, $2"]);
        postgres("SELECT $1$; SELECT $1$", &["SELECT $1$", "SELECT $1$"]);
        postgres("SELECT $a b$; SELECT 2", &["SELECT $a b$", "SELECT 2"]);
        postgres("SELECT $; SELECT $", &["SELECT $", "SELECT $"]);
        problems(Dialect::Postgres, "SELECT $a$; $b$", &["string: $a"]);
        problems(Dialect::Postgres, "SELECT $A$;$a$", &["string: $A"]);
    }

    #[test]
    fn postgres_comments() {
        one(Dialect::Postgres, "SELECT /* a /* ; */ b; */ 1");
        one(Dialect::Postgres, "SELECT /* 'it; */ 1 -- it's;\n + 2");
        one(Dialect::Postgres, "SELECT 5--1;\n");
        postgres("-- a;\rSELECT 1;\rSELECT 2", &["SELECT 1", "SELECT 2"]);
        problems(Dialect::Postgres, "SELECT /* /* */ 1;", &["comment: /*"]);
    }

    #[test]
    fn postgres_parentheses() {
        one(
            Dialect::Postgres,
            "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;)",
        );
        postgres("SELECT 1); SELECT 2", &["SELECT 1)", "SELECT 2"]);
        problems(
            Dialect::Postgres,
            "SELECT 1; SELECT ((1); SELECT 2;",
            &["parenthesis: ("],
        );
    }

    #[test]
    fn postgres_routines() {
        let routine = |statement| one(Dialect::Postgres, statement);
        routine(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
        );
        routine(
            "CREATE OR REPLACE PROCEDURE p(a int) BEGIN /* in */ ATOMIC\n\
             UPDATE t SET a = CASE WHEN b THEN CASE c WHEN 1 THEN 2 END ELSE 3 END;\n\
             SELECT t.end, 1 AS end, (SELECT 1 end), \"end\", 'end' FROM t;\nEND",
        );
        routine("create function f() returns int begin atomic end");
        routine("CREATE FUNCTION f(a int) RETURNS int RETURN CASE WHEN a > 0 THEN 1 END");
        routine("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN; END $$");
        routine("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
        routine("CREATE TABLE function (begin int, atomic int)");
        postgres(
            "BEGIN; SELECT 1; END; COMMIT",
            &["BEGIN", "SELECT 1", "END", "COMMIT"],
        );
        problems(
            Dialect::Postgres,
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1; END;",
            &["block: ATOMIC"],
        );
    }

    #[test]
    fn postgres_commands() {
        let refused = |sql, expected: &[&str]| problems(Dialect::Postgres, sql, expected);
        refused(
            "\\set x 'a;\nSELECT 1;\n  \\echo it's\n",
            &["command: \\set x 'a;", "command: \\echo it's"],
        );
        refused("SELECT 1 \\gexec\n", &["command: \\gexec"]);
        refused(
            "COPY t (a, b) FROM stdin WITH (FORMAT csv);\n1\tit's\n\\.\nSELECT 1;\n",
            &["command: COPY t (a, b) FROM stdin WITH (FORMAT csv)"],
        );
        refused("COPY t FROM STDIN", &["command: COPY t FROM STDIN"]);
        postgres(
            "COPY t FROM '/tmp/a'; COPY t TO STDOUT",
            &["COPY t FROM '/tmp/a'", "COPY t TO STDOUT"],
        );
        one(
            Dialect::Postgres,
            r#"SELECT '\', E'\\', "\", $$\$$ /* \d */"#,
        );
        let (statements, _) = read("SELECT 1;\n\\d\nSELECT 2;", Dialect::Postgres);
        assert_eq!(statements, ["SELECT 1", "SELECT 2"]);
    }

    #[test]
    fn sqlite_quotes() {
        one(
            Dialect::Sqlite,
            r#"SELECT [a;b], `a;``;`, "a;"";", ';''', x'00'"#,
        );
        one(Dialect::Sqlite, r"SELECT '\', ';', [']");
        one(Dialect::Sqlite, "SELECT 5--1;\n");
        sqlite(
            "SELECT $a, @b, :c, ?1; SELECT a[1]",
            &["SELECT $a, @b, :c, ?1", "SELECT a[1]"],
        );
        // Comments do not nest, and E'…' is not a string of its own kind.
        sqlite(
            r"SELECT /* /* */ 1; SELECT E'\'; SELECT 3",
            &["SELECT /* /* */ 1", r"SELECT E'\'", "SELECT 3"],
        );
        problems(
            Dialect::Sqlite,
            "SELECT [a; SELECT 1;",
            &["quoted name: [a"],
        );
        problems(
            Dialect::Sqlite,
            "SELECT `a; SELECT 1;",
            &["quoted name: `a"],
        );
    }

    #[test]
    fn sqlite_triggers() {
        let body = "BEGIN SELECT CASE WHEN new.a THEN 1 END; \
                    UPDATE t SET b = CASE c WHEN 1 THEN 2 END; END";
        for head in [
            "CREATE TRIGGER a AFTER INSERT ON t",
            "create temp trigger if not exists main.a before update of b, c on t when new.a > 0",
            "CREATE TEMPORARY TRIGGER [end] INSTEAD OF DELETE ON v FOR EACH ROW",
            "CREATE /* a */ TRIGGER -- b\n a AFTER INSERT ON t",
        ] {
            let trigger = format!("{head} {body}");
            one(Dialect::Sqlite, &trigger);
            sqlite(&trigger, &[&trigger]);
        }
        one(Dialect::Sqlite, "CREATE TABLE trigger (a, \"end\")");
        one(Dialect::Sqlite, "CREATE INDEX trigger ON t (a)");
        sqlite(
            "BEGIN; SELECT 1; END; SELECT 2",
            &["BEGIN", "SELECT 1", "END", "SELECT 2"],
        );
        problems(
            Dialect::Sqlite,
            "SELECT 1; CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; SELECT 2;",
            &["trigger body (it ends with `; END`): CREATE"],
        );
    }

    #[test]
    fn sqlite_commands() {
        problems(
            Dialect::Sqlite,
            ".mode csv\nSELECT 1;\n  .import 'a b t\n",
            &["command: .mode csv", "command: .import 'a b t"],
        );
        sqlite(
            "SELECT a\n.b, .5 FROM a; SELECT 1",
            &["SELECT a\n.b, .5 FROM a", "SELECT 1"],
        );
    }

    #[test]
    fn mysql_quotes() {
        one(
            Dialect::Mysql,
            r#"SELECT '\';', ";\";", "a"";", 'a'';', '\\', `a;\`, `b``;`"#,
        );
        one(
            Dialect::Mysql,
            "SELECT 1 # it's;\n, 2 -- it's;\n, 5--1 /* ' */",
        );
        mysql("SELECT 5--1; SELECT 2", &["SELECT 5--1", "SELECT 2"]);
        mysql("SELECT 1; --\nSELECT 2; --", &["SELECT 1", "SELECT 2"]);
        mysql("SELECT 1; --\t;\nSELECT 2", &["SELECT 1", "SELECT 2"]);
        mysql(
            "/*!40101 SET NAMES utf8; */; /*M! SELECT 1 */;",
            &["/*!40101 SET NAMES utf8; */", "/*M! SELECT 1 */"],
        );
        one(
            Dialect::Mysql,
            "CREATE TABLE t (a INT) /*!50100 PARTITION BY KEY (a) */",
        );
        problems(Dialect::Mysql, r"SELECT 'a\';", &["string: 'a"]);
        problems(Dialect::Mysql, r"SELECT 'a\", &["string: 'a"]);
        problems(Dialect::Mysql, "SELECT /*! 1;", &["comment: /*"]);
    }

    #[test]
    fn mysql_delimiters() {
        mysql(
            "DELIMITER //\nBEGIN; END//\nSELECT 1; SELECT 2 //\nDELIMITER ;\nSELECT 3; SELECT 4",
            &["BEGIN; END", "SELECT 1; SELECT 2 ", "SELECT 3", "SELECT 4"],
        );
        mysql(
            "delimiter $$\nCREATE PROCEDURE p() BEGIN END$$\nCREATE PROCEDURE q() BEGIN END $$\n",
            &[
                "CREATE PROCEDURE p() BEGIN END",
                "CREATE PROCEDURE q() BEGIN END ",
            ],
        );
        mysql(
            "DELIMITER ;;\nSELECT ';;' ; SELECT 2;;\nDELIMITER ;\n",
            &["SELECT ';;' ; SELECT 2"],
        );
        mysql(
            "DELIMITER go\nSELECT a GO SELECT 2 go",
            &["SELECT a GO SELECT 2 "],
        );
        mysql(
            "DELIMITER é\nSELECT aéSELECT 'é'",
            &["SELECT a", "SELECT 'é'"],
        );
        one(Dialect::Mysql, "SELECT\ndelimiter FROM t");
        problems(
            Dialect::Mysql,
            "DELIMITER\nSELECT 1;",
            &["command: DELIMITER"],
        );
        problems(
            Dialect::Mysql,
            "DELIMITER \\\nSELECT 1;",
            &["command: DELIMITER"],
        );
        problems(Dialect::Mysql, "SELECT 1\\G\n", &["command: \\G"]);
    }

    #[test]
    fn mysql_bodies_without_a_delimiter() {
        let body = |statement| one(Dialect::Mysql, statement);
        body("CREATE PROCEDURE p() BEGIN END");
        body("CREATE DEFINER=`a`@`b` FUNCTION f(a INT) RETURNS INT RETURN IF(a, 1, 2)");
        body("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW SET NEW.a = CASE WHEN 1 THEN 2 END");
        body("CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW IF 1 THEN SET NEW.b = 1; END IF");
        body("CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END");
        body("BEGIN NOT ATOMIC SELECT 1; SELECT 2; END");
        body("CREATE TABLE event (begin INT, end INT)");
        mysql("BEGIN; SELECT 1; COMMIT", &["BEGIN", "SELECT 1", "COMMIT"]);
        problems(
            Dialect::Mysql,
            "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END;",
            &["block: BEGIN"],
        );
    }

    #[test]
    fn mysql_blocks_inside_a_body() {
        for inside in [
            "DECLARE x INT DEFAULT 0;",
            "DECLARE EXIT HANDLER FOR SQLEXCEPTION, 1062 BEGIN ROLLBACK; END;",
            "DECLARE c CURSOR FOR SELECT begin, end FROM t;",
            "IF x THEN BEGIN END; ELSEIF y THEN SELECT 1; END IF;",
            "IF x THEN SELECT 1; ELSE IF z THEN SELECT IF(a, b, c); END IF; END IF;",
            "l: LOOP SET x = x + 1; IF x > 3 THEN LEAVE l; END IF; END LOOP l;",
            "WHILE x DO SET x = REPEAT('a', 3); END WHILE;",
            "REPEAT SET x = 1; UNTIL CASE WHEN x THEN 1 END END REPEAT;",
            "CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;",
            "SELECT CASE WHEN a THEN CASE WHEN b THEN IF(c, 1, 2) END ELSE REPEAT('a', 2) END;",
            "SELECT t.end, t.begin, begin, end FROM t;",
            "FOR i IN 1..3 DO SELECT i; END FOR;",
            "DROP TABLE IF EXISTS a;",
        ] {
            one(
                Dialect::Mysql,
                &format!("CREATE PROCEDURE p()\nouter_block: BEGIN {inside} END outer_block"),
            );
        }
    }

    #[test]
    fn comments_stand_above_a_statement_or_elsewhere() {
        let text = "-- a\n/* b */ -- c\nSELECT 1; -- d\n  -- e\nSELECT -- f\n 2;\n-- g";
        let split = split(text, Dialect::Postgres);
        let comments = split.comments.iter();
        let places: Vec<(&str, Place)> = comments
            .map(|comment| (&text[comment.range.clone()], comment.place))
            .collect();
        assert_eq!(
            places,
            [
                ("-- a", Place::Above(0)),
                ("-- c", Place::Elsewhere),
                ("-- d", Place::Elsewhere),
                ("-- e", Place::Above(1)),
                ("-- f", Place::Elsewhere),
                ("-- g", Place::Above(2)),
            ]
        );
    }
}
