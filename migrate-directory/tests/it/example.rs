//! An example of a page: a small package, built as cargo would. CONTRIBUTING.md describes the
//! notation.

use std::error::Error;
use std::fs;
use std::path::Path;

use migrate_directory::{Chain, Checksum, Dialect, Directory, Settings, Snapshot, Verdict};

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The defaults for an example that does not have its own.
const CARGO_TOML: &str = "[build-dependencies]\n\
                          migrate-build = { version = \"0.1\", features = [\"postgres\"] }\n";
const BUILD_RS: &str = "fn main() { migrate_build::check(\"migrations\"); }\n";

/// The files of a package, and how it is built.
#[derive(Debug, Default)]
pub(crate) struct Example {
    files: Vec<File>,
    release: bool,
}

#[derive(Debug)]
struct File {
    path: String,
    text: String,
    remark: Option<Remark>,
}

#[derive(Debug, PartialEq)]
enum Remark {
    InLatin1,
    AfterBuildScript,
}

impl Example {
    /// Reads the fenced blocks of a page's section.
    pub(crate) fn parse(section: &str) -> Result<Self> {
        let mut example = Self::default();
        let mut rest = section;
        while let Some((_, block)) = rest.split_once("\n```") {
            let (info, block) = block.split_once('\n').ok_or("a block without text")?;
            let end = if block.starts_with("```") {
                0
            } else {
                block.find("\n```").ok_or("a block without end")? + 1
            };
            example.add(info, &block[..end])?;
            rest = &block[end + "```".len()..];
        }
        Ok(example)
    }

    fn add(&mut self, info: &str, text: &str) -> Result {
        let mut words = info.splitn(3, ' ');
        let (language, path, remark) = (words.next(), words.next(), words.next());
        match (language, path, text) {
            (Some("console"), None, "$ cargo build --release\n") => self.release = true,
            (_, Some(path), _) => self.files.push(File {
                path: path.to_owned(),
                text: text.to_owned(),
                remark: remark.map(Remark::parse).transpose()?,
            }),
            _ => return Err(format!("`{info}` is not a block of an example").into()),
        }
        Ok(())
    }

    /// The texts whose checksums a lock of the page may name.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.text.as_str())
    }

    /// The frames of what fails the build. Shortened checksums in the lock are those of `texts`.
    pub(crate) fn build(&self, texts: &[&str]) -> Result<Vec<String>> {
        let (package, out_dir) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let (package, out_dir) = (package.path(), out_dir.path());
        let is_late = |file: &&File| file.remark == Some(Remark::AfterBuildScript);
        for file in self.files.iter().filter(|file| !is_late(file)) {
            file.write(package, texts)?;
        }
        self.build_script(package, out_dir)?;
        for file in self.files.iter().filter(is_late) {
            file.write(package, texts)?;
        }
        Ok(match Verdict::load(package, "migrations", Some(out_dir)) {
            Ok(verdict) => verdict.embedded().err().unwrap_or_default().to_vec(),
            Err(error) => vec![error.frame().to_owned()],
        })
    }

    fn build_script(&self, package: &Path, out_dir: &Path) -> Result {
        let cargo_toml = self.text("Cargo.toml").unwrap_or(CARGO_TOML);
        let Some((_, dependency)) = cargo_toml.split_once("migrate-build = ") else {
            return Ok(());
        };
        let build_rs = self.text("build.rs").unwrap_or(BUILD_RS);
        let directory = build_rs.split('"').nth(1).ok_or("no directory")?;
        let is_enabled = |dialect: &Dialect| dependency.contains(&format!("\"{dialect}\""));
        let settings = Settings {
            dialect: None,
            dialects: Dialect::ALL.into_iter().filter(is_enabled).collect(),
            release: self.release,
        };
        let snapshot = Snapshot::read(package, directory);
        let understood = Directory::new(&snapshot, &settings);
        let (verdict, _) = Verdict::new(snapshot, &understood);
        Ok(verdict.write(out_dir)?)
    }

    fn text(&self, path: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.path == path);
        file.map(|file| file.text.as_str())
    }
}

impl Remark {
    fn parse(text: &str) -> Result<Self> {
        match text {
            "in Latin-1" => Ok(Self::InLatin1),
            "after build.rs" => Ok(Self::AfterBuildScript),
            _ => Err(format!("`{text}` is not a remark that is known").into()),
        }
    }
}

impl File {
    fn write(&self, package: &Path, texts: &[&str]) -> Result {
        let bytes = if self.path == "migrations/migrations.lock" {
            with_checksums(&self.text, texts)?.into_bytes()
        } else if self.remark == Some(Remark::InLatin1) {
            let letters = self.text.chars().map(u8::try_from);
            letters.collect::<std::result::Result<_, _>>()?
        } else {
            self.text.clone().into_bytes()
        };
        let path = package.join(&self.path);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        Ok(fs::write(path, bytes)?)
    }
}

/// The lock with full checksums: `6df43129…` becomes the checksum with that beginning.
fn with_checksums(lock: &str, texts: &[&str]) -> Result<String> {
    let known: Vec<Checksum> = texts.iter().map(|text| Checksum::of(text)).collect();
    let written = |line: &str| match line.split_once('…') {
        Some((short, after)) if !line.starts_with("head ") => Ok(in_full(short, &known)? + after),
        _ => Ok(line.to_owned()),
    };
    let mut lines: Vec<String> = lock.split('\n').map(written).collect::<Result<_>>()?;
    for at in 0..lines.len() {
        let short = lines[at]
            .strip_prefix("head ")
            .and_then(|head| head.strip_suffix('…'));
        if let Some(short) = short {
            let head = head_of(&lines[at + 1..]);
            lines[at] = format!("head {}", in_full(short, &[head])?);
        }
    }
    Ok(lines.join("\n"))
}

/// The head of the lines up to the next line that may belong to a merge conflict.
fn head_of(lines: &[String]) -> Checksum {
    let lines = lines.iter().take_while(|line| !line.starts_with("head "));
    let sealed = lines.filter_map(|line| {
        let (checksum, after) = line.split_once("  breaking:no  ")?;
        Some((Checksum::from_hex(checksum)?, after))
    });
    let chain = sealed.fold(Chain::start(), |chain, (checksum, identity)| {
        chain.then(identity, checksum.as_bytes())
    });
    chain.head()
}

fn in_full(short: &str, known: &[Checksum]) -> Result<String> {
    let mut known = known.iter().map(Checksum::to_string);
    let found = known.clone().find(|checksum| checksum.starts_with(short));
    found.ok_or_else(|| {
        let known: Vec<String> = known
            .by_ref()
            .map(|sum| format!("{}…", &sum[..8]))
            .collect();
        format!("no `{short}…` among {}", known.join(", ")).into()
    })
}
