//! `SELECT … INTO variable` in bodies of PL/pgSQL, which the parser does not know yet: the clause
//! is blanked out, so that the rest is read and every place stays where it is.

use std::ops::Range;

use squawk_syntax::ast::{self, AstNode};

/// The text without `INTO` clauses of bodies; `None` if there is none.
pub(super) fn blanked(file: &ast::SourceFile, text: &str) -> Option<String> {
    if !text.to_ascii_lowercase().contains("into") {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut changed = false;
    for range in bodies(file) {
        for clause in clauses(&text[range.clone()]) {
            changed = true;
            let clause = &mut bytes[range.start + clause.start..range.start + clause.end];
            for byte in clause.iter_mut().filter(|byte| **byte != b'\n') {
                *byte = b' ';
            }
        }
    }
    changed.then(|| String::from_utf8(bytes).ok())?
}

/// The literals that are bodies.
fn bodies(file: &ast::SourceFile) -> Vec<Range<usize>> {
    let literal = |statement: ast::Stmt| match statement {
        ast::Stmt::Do(block) => block.body(),
        ast::Stmt::CreateFunction(function) => body(function.option_list()?),
        ast::Stmt::CreateProcedure(procedure) => body(procedure.option_list()?),
        _ => None,
    };
    let literals = file.stmts().filter_map(literal);
    literals
        .map(|literal| literal.syntax().text_range().into())
        .collect()
}

fn body(options: ast::FuncOptionList) -> Option<ast::Literal> {
    options.options().find_map(|option| match option {
        ast::FuncOption::AsFuncOption(body) => match body.as_func_target()? {
            ast::AsFuncTarget::AsDefinition(definition) => definition.literal(),
            ast::AsFuncTarget::AsObjFile(_) => None,
        },
        _ => None,
    })
}

/// The places of `INTO [STRICT] target, …` in a body, but for those of INSERT, MERGE, EXECUTE,
/// FETCH.
fn clauses(body: &str) -> Vec<Range<usize>> {
    let words: Vec<Range<usize>> = Words::new(body).collect();
    let is = |at: usize, word: &str| {
        words
            .get(at)
            .is_some_and(|range| body[range.clone()].eq_ignore_ascii_case(word))
    };
    let starts = |at: usize| {
        at == 0
            || [";", "begin", "then", "else", "loop", ">>"]
                .iter()
                .any(|word| is(at - 1, word))
    };
    let mut clauses = Vec::new();
    let mut first = 0;
    let mut depth = 0_usize;
    for at in 0..words.len() {
        if starts(at) {
            (first, depth) = (at, 0);
        }
        if is(at, "(") {
            depth += 1;
        } else if is(at, ")") {
            depth = depth.saturating_sub(1);
        }
        let native = ["execute", "fetch", "move", "open"]
            .iter()
            .any(|word| is(first, word));
        let is_target = at > 0 && (is(at - 1, "insert") || is(at - 1, "merge"));
        if is(at, "into") && depth == 0 && !native && !is_target && at > first {
            clauses.push(words[at].start..words[end(&words, body, at)].end);
        }
    }
    clauses
}

/// The last word of the targets after `INTO`.
fn end(words: &[Range<usize>], body: &str, into: usize) -> usize {
    let text = |at: usize| words.get(at).map_or("", |range| &body[range.clone()]);
    let mut at = into + 1;
    if text(at).eq_ignore_ascii_case("strict") {
        at += 1;
    }
    loop {
        // A name, its fields, and its subscripts.
        while text(at + 1) == "." {
            at += 2;
        }
        if text(at + 1) == "[" {
            while at + 1 < words.len() && text(at) != "]" {
                at += 1;
            }
        }
        if text(at + 1) != "," {
            return at.min(words.len() - 1);
        }
        at += 2;
    }
}

/// Names, numbers and single signs; strings and comments are left out or count as one.
struct Words<'b> {
    body: &'b str,
    at: usize,
    /// The quote of strings: in a body that is a string itself, quotes are doubled.
    quote: &'b str,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = &self.body[self.at..];
            let first = rest.chars().next()?;
            let start = self.at;
            let until = |end: Option<usize>, width: usize| end.map_or(rest.len(), |at| at + width);
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if rest.starts_with("--") {
                self.at += until(rest.find('\n'), 1);
            } else if rest.starts_with("/*") {
                self.at += until(rest.find("*/"), 2);
            } else {
                let length = match first {
                    '"' => until(rest[1..].find('"'), 2),
                    '\'' => match rest.strip_prefix(self.quote) {
                        Some(string) => until(string.find(self.quote), 2 * self.quote.len()),
                        None => 1,
                    },
                    '$' => self.dollar(rest).unwrap_or(1),
                    _ if is_letter(first) => rest.find(|one| !is_letter(one)).unwrap_or(rest.len()),
                    _ if rest.starts_with(">>") => 2,
                    _ => first.len_utf8(),
                };
                self.at += length.min(rest.len());
                return Some(start..self.at);
            }
        }
    }
}

impl<'b> Words<'b> {
    fn new(body: &'b str) -> Self {
        match body.find(['\'', '$']) {
            Some(at) if body[at..].starts_with('\'') => Self {
                body: body.strip_suffix('\'').unwrap_or(body),
                at: at + 1,
                quote: "''",
            },
            _ => Self {
                body,
                at: 0,
                quote: "'",
            },
        }
    }

    /// The length of a string in dollars. The one that the body itself is in counts as its mark.
    fn dollar(&self, rest: &str) -> Option<usize> {
        let mark = rest[1..].find('$').map(|at| &rest[..at + 2])?;
        let name = &mark[1..mark.len() - 1];
        if !name.chars().all(is_letter) {
            return None;
        }
        let closes = rest[mark.len()..].find(mark);
        match closes {
            Some(at) if self.at > 0 && at + 2 * mark.len() < rest.len() => {
                Some(at + 2 * mark.len())
            }
            _ => Some(mark.len()),
        }
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::clauses;

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let found: Vec<&str> = clauses(body)
            .into_iter()
            .map(|range| &body[range])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn targets_of_selects() {
        check(
            "$$ BEGIN SELECT count(*) INTO n FROM t; END $$",
            &["INTO n"],
        );
        check(
            "$$ BEGIN SELECT a, b INTO STRICT x, r.y FROM t; END $$",
            &["INTO STRICT x, r.y"],
        );
        check(
            "$f$ BEGIN select a into v[1] from t; END $f$",
            &["into v[1]"],
        );
        check(
            "$$ BEGIN INSERT INTO t VALUES (1) RETURNING id INTO n; END $$",
            &["INTO n"],
        );
    }

    #[test]
    fn bodies_in_quotes() {
        check(
            "'BEGIN SELECT INTO r * FROM t; IF r.a = ''x INTO y'' THEN SELECT 1 INTO n; END IF; END'",
            &["INTO r", "INTO n"],
        );
    }

    #[test]
    fn other_clauses_stay() {
        check(
            "$$ BEGIN INSERT INTO t SELECT 1; EXECUTE 'x' INTO n; FETCH c INTO n; END $$",
            &[],
        );
        check(
            "$$ BEGIN RAISE NOTICE 'a INTO b'; -- INTO c\n PERFORM $q$ INTO d $q$; END $$",
            &[],
        );
    }
}
