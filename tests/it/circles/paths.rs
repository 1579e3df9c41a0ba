//! Where the paths in the files of a crate lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A path in one file that leads to another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) line: usize,
    pub(super) to: String,
}

impl fmt::Display for Edge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{} -> {}", self.from, self.line, self.to)
    }
}

/// The segments of a path from the root of the crate.
type Path = Vec<String>;

/// The modules of a crate, by their paths.
pub(super) struct Crate {
    modules: BTreeMap<Path, Module>,
}

/// What a module says, without its tests.
#[derive(Default)]
struct Module {
    /// The path below `src/` of the file that it is in.
    file: String,
    /// The paths that it uses, with the line.
    used: Vec<(Path, usize)>,
    /// The names that it re-exports (`None` is a glob), and where they lead (`None` is another
    /// crate).
    exported: Vec<(Option<String>, Option<Path>)>,
}

impl Crate {
    /// `files` are the paths below `src/`, and the texts.
    pub(super) fn new(files: &[(String, String)]) -> Self {
        let mut texts: BTreeMap<Path, (&str, Vec<Token>)> = BTreeMap::new();
        for (file, text) in files {
            texts.insert(module_path(file), (file, without_tests(tokens(text))));
        }
        // Files that only tests declare are tests.
        let mut declared = BTreeSet::from([Path::new()]);
        for (path, (_, tokens)) in &texts {
            for pair in tokens.windows(3) {
                if pair[0].text == "mod" && pair[2].text == ";" {
                    let mut child = path.clone();
                    child.push(pair[1].text.clone());
                    declared.insert(child);
                }
            }
        }
        let is_declared = |path: &Path| (0..=path.len()).all(|end| declared.contains(&path[..end]));
        texts.retain(|path, _| is_declared(path));
        let mut modules = BTreeMap::new();
        for (path, (file, tokens)) in texts {
            Reader::new(file, &tokens, &declared).read(path, &mut modules);
        }
        Self { modules }
    }

    /// Every path from one file to another.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges = BTreeSet::new();
        for module in self.modules.values() {
            for (path, line) in &module.used {
                let to = self.file(path, 0);
                if to.is_empty() || to == module.file {
                    continue;
                }
                edges.insert(Edge {
                    from: module.file.clone(),
                    line: *line,
                    to: to.to_owned(),
                });
            }
        }
        edges.into_iter().collect()
    }

    /// The file that defines what the path names.
    fn file(&self, path: &[String], depth: usize) -> &str {
        let is_module = |end: &usize| self.modules.contains_key(&path[..*end]);
        let end = (0..=path.len()).rev().find(is_module).unwrap_or_default();
        let Some(module) = self.modules.get(&path[..end]) else {
            return "";
        };
        let Some(name) = path.get(end).filter(|name| *name != "*") else {
            return &module.file;
        };
        let exports = module.exported.iter();
        let mut exports = exports.filter(|(exported, _)| exported.as_ref() == Some(name));
        match exports.next() {
            Some((_, None)) => "",
            Some((_, Some(target))) if depth < 8 => {
                let target = [target.as_slice(), &path[end + 1..]].concat();
                self.file(&target, depth + 1)
            }
            _ => &module.file,
        }
    }
}

/// `a/b.rs` is `a::b`.
fn module_path(file: &str) -> Path {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if ["lib", "main"].contains(&stem) {
        return Path::new();
    }
    stem.split('/').map(str::to_owned).collect()
}

/// Reads the modules of one file.
struct Reader<'r> {
    file: &'r str,
    tokens: &'r [Token],
    /// The modules that are files.
    declared: &'r BTreeSet<Path>,
    at: usize,
}

impl<'r> Reader<'r> {
    fn new(file: &'r str, tokens: &'r [Token], declared: &'r BTreeSet<Path>) -> Self {
        Self {
            file,
            tokens,
            declared,
            at: 0,
        }
    }

    fn text(&self, at: usize) -> &'r str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// Reads the module to its end, and the modules that are written inside it.
    fn read(&mut self, path: Path, modules: &mut BTreeMap<Path, Module>) {
        let mut module = Module {
            file: self.file.to_owned(),
            ..Module::default()
        };
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.text(self.at) {
                "mod" if self.text(self.at + 2) == "{" => {
                    let mut inner = path.clone();
                    inner.push(self.text(self.at + 1).to_owned());
                    self.at += 3;
                    self.read(inner, modules);
                }
                "use" if self.text(self.at + 1) != "<" => self.import(&path, &mut module),
                "{" => {
                    depth += 1;
                    self.at += 1;
                }
                "}" if depth == 0 => {
                    self.at += 1;
                    break;
                }
                "}" => {
                    depth -= 1;
                    self.at += 1;
                }
                // `pub(in crate::a)` is no use of it.
                "in" if self.text(self.at.wrapping_sub(2)) == "pub" => {
                    while ![")", ""].contains(&self.text(self.at)) {
                        self.at += 1;
                    }
                }
                _ => self.path(&path, &mut module),
            }
        }
        modules.insert(path, module);
    }

    /// `use a::{b, c as d};`, which a visibility before it makes a re-export.
    fn import(&mut self, path: &Path, module: &mut Module) {
        let is_exported = ["pub", ")"].contains(&self.text(self.at.wrapping_sub(1)));
        let line = self.tokens[self.at].line;
        self.at += 1;
        let mut names = Vec::new();
        self.tree(Path::new(), line, &mut names);
        for (segments, name, line) in names {
            let is_child = ["self", "super", "crate"]
                .iter()
                .all(|word| segments[0] != *word)
                || segments[0] == "self";
            let target = self.absolute(path, &segments);
            if is_exported {
                let glob = segments.last().is_some_and(|last| last == "*");
                let name = (!glob).then_some(name);
                module.exported.push((name, target.clone()));
            }
            // A module that is written inside a file to re-export names uses none of them.
            let is_inline = *path != module_path(self.file);
            if let Some(target) = target.filter(|_| !(is_exported && (is_child || is_inline))) {
                module.used.push((target, line));
            }
        }
    }

    /// One branch of a `use`: its names in full, what each is called here, and the line.
    fn tree(&mut self, mut prefix: Path, mut line: usize, names: &mut Vec<(Path, String, usize)>) {
        let mut alias = None;
        loop {
            let token = self.text(self.at);
            line = self.tokens.get(self.at).map_or(line, |token| token.line);
            match token {
                "{" => {
                    self.at += 1;
                    while !["}", ";", ""].contains(&self.text(self.at)) {
                        self.tree(prefix.clone(), line, names);
                        if self.text(self.at) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "," | "}" | ";" | "" => break,
                "as" => {
                    self.at += 1;
                    alias = Some(self.text(self.at).to_owned());
                }
                "::" => {}
                // `{self}` stands for the module.
                "self" if !prefix.is_empty() => {}
                _ => prefix.push(token.to_owned()),
            }
            self.at += 1;
        }
        if let Some(last) = prefix.last().cloned() {
            names.push((prefix, alias.unwrap_or(last), line));
        }
    }

    /// A path in an expression or a type.
    fn path(&mut self, path: &Path, module: &mut Module) {
        let line = self.tokens[self.at].line;
        let is_inside = ["::", "."].contains(&self.text(self.at.wrapping_sub(1)));
        let mut segments = vec![self.text(self.at).to_owned()];
        self.at += 1;
        if is_inside || self.text(self.at) != "::" {
            return;
        }
        while self.text(self.at) == "::" && is_word(self.text(self.at + 1)) {
            segments.push(self.text(self.at + 1).to_owned());
            self.at += 2;
        }
        if let Some(target) = self.absolute(path, &segments) {
            module.used.push((target, line));
        }
    }

    /// The path from the root of the crate; `None` if it leads out of the crate or to a type.
    fn absolute(&self, module: &Path, segments: &[String]) -> Option<Path> {
        let mut path = module.clone();
        let mut rest = segments;
        match rest.first()?.as_str() {
            "crate" => {
                path.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|one| one == "super") {
                    path.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                let mut child = path.clone();
                child.push(first.to_owned());
                if !self.declared.contains(&child) {
                    return None;
                }
            }
        }
        path.extend(rest.iter().cloned());
        Some(path)
    }
}

/// A word or a sign.
#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first == '_' || first.is_alphabetic())
}

/// The words and signs of a file; comments and strings are left out.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string(rest),
            'r' if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            '\'' => character(rest),
            ':' if rest.starts_with("::") => 2,
            _ if is_word(rest) => {
                let is_end = |letter: char| letter != '_' && !letter.is_alphanumeric();
                rest.find(is_end).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let token = &rest[..length];
        let is_left_out = first == '"' || first == '\'' || token.len() > 2 && !is_word(token);
        let is_raw = token.starts_with("r#\"") || token.starts_with("r\"");
        if !(is_left_out || is_raw || first.is_whitespace()) {
            let text = token.to_owned();
            tokens.push(Token { text, line });
        }
        line += token.matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].chars().take_while(|one| *one == '#').count();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(2 + hashes + length)
}

/// A character, or a lifetime's apostrophe.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => text[3..].find('\'').map_or(1, |end| end + 4),
        Some(_) => match letters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Leaves out each item under `#[cfg(test)]`.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut seen = 0;
    while let Some(token) = tokens.next() {
        seen = if token.text == TEST[seen] {
            seen + 1
        } else {
            usize::from(token.text == TEST[0])
        };
        kept.push(token);
        if seen == TEST.len() {
            kept.truncate(kept.len() - TEST.len());
            seen = 0;
            let mut depth = 0_usize;
            for token in tokens.by_ref() {
                match token.text.as_str() {
                    "{" | "(" | "[" => depth += 1,
                    "}" | ")" | "]" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 && [";", "}"].contains(&token.text.as_str()) {
                    break;
                }
            }
        }
    }
    kept
}
