//! The repository around a directory. No other file uses the git library.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository, Sort, Tree, TreeWalkMode, TreeWalkResult};
use migrate_directory::Snapshot;

use crate::failure::Failure;

/// The repository that a directory belongs to.
pub(crate) struct Git {
    repository: Repository,
    /// The root of the work tree.
    top: PathBuf,
}

type Files = BTreeMap<String, Oid>;

impl Git {
    /// Finds the repository around `root`.
    pub(crate) fn open(root: &Path) -> Result<Self, Failure> {
        let repository = Repository::discover(root).map_err(|error| match error.code() {
            ErrorCode::NotFound => {
                Failure::found(format!("{} is not inside a git repository", root.display()))
                    .help("run `git init`, or use the command without the options that need git")
            }
            _ => failed("open the repository")(error),
        })?;
        let top = repository
            .workdir()
            .ok_or_else(|| Failure::found("the git repository is bare: it has no work tree"))?;
        let top = fs::canonicalize(top).map_err(Failure::file("find", top))?;
        Ok(Self { repository, top })
    }

    /// The root of the work tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// A path of the work tree relative to the root of the repository, with `/` as separator.
    pub(crate) fn relative(&self, path: &Path) -> Result<String, Failure> {
        let outside = || {
            Failure::found(format!(
                "{} is outside the git repository {}",
                path.display(),
                self.top.display()
            ))
        };
        let mut parts: Vec<String> = Vec::new();
        for part in path
            .strip_prefix(&self.top)
            .map_err(|_| outside())?
            .components()
        {
            match part {
                Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
                Component::ParentDir => {
                    parts.pop().ok_or_else(outside)?;
                }
                _ => {}
            }
        }
        Ok(parts.join("/"))
    }

    /// A directory at a revision. `path` is relative to the root of the repository.
    pub(crate) fn snapshot_at(
        &self,
        revision: &str,
        path: &str,
        directory: &str,
    ) -> Result<Snapshot, Failure> {
        let tree = self.tree(revision)?;
        match self.files(&tree, path)? {
            Some(files) => self.snapshot(&files, directory),
            None => Ok(Snapshot::missing(directory)),
        }
    }

    /// A directory with its staged files.
    pub(crate) fn staged(&self, path: &str, directory: &str) -> Result<Snapshot, Failure> {
        let index = self.repository.index().map_err(failed("read the index"))?;
        let prefix = format!("{path}/");
        let files: Files = index
            .iter()
            .filter_map(|entry| {
                let name = String::from_utf8_lossy(&entry.path).into_owned();
                Some((name.strip_prefix(&prefix)?.to_owned(), entry.id))
            })
            .collect();
        if files.is_empty() {
            return Ok(Snapshot::missing(directory));
        }
        self.snapshot(&files, directory)
    }

    /// The default branch of the remote, such as `origin/main`.
    pub(crate) fn default_revision(&self) -> Result<String, Failure> {
        let head = self.repository.find_reference("refs/remotes/origin/HEAD");
        let target = head
            .as_ref()
            .ok()
            .and_then(|head| head.symbolic_target().ok()?);
        match target.and_then(|target| target.strip_prefix("refs/remotes/")) {
            Some(name) => Ok(name.to_owned()),
            None => Err(
                Failure::found("the default branch of the remote `origin` is not known").help(
                    "name the branch whose migrations keep their names with `--onto <ref>`, \
                 or run `git remote set-head origin --auto`",
                ),
            ),
        }
    }

    /// The folder of the hooks. The setting `core.hooksPath` may have moved it.
    pub(crate) fn hooks(&self) -> PathBuf {
        let config = self
            .repository
            .config()
            .and_then(|mut config| config.snapshot());
        let moved = config.and_then(|config| config.get_path("core.hooksPath"));
        moved.map_or_else(
            |_| self.repository.commondir().join("hooks"),
            |path| self.top.join(path),
        )
    }

    /// The day (`2026-01-31`) on which each file of a directory was first committed, as far as the
    /// history of this clone goes back.
    pub(crate) fn first_days(&self, path: &str) -> Result<BTreeMap<String, String>, Failure> {
        let doing = || failed("read the history");
        let mut days = BTreeMap::new();
        if self.repository.is_shallow() || self.repository.is_empty().map_err(doing())? {
            return Ok(days);
        }
        let mut walk = self.repository.revwalk().map_err(doing())?;
        walk.push_head().map_err(doing())?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)
            .map_err(doing())?;
        let mut names: Vec<String> = Vec::new();
        let mut before: Option<Oid> = None;
        for id in walk {
            let commit = id
                .and_then(|id| self.repository.find_commit(id))
                .map_err(doing())?;
            let tree = commit.tree().map_err(doing())?;
            let subtree = tree.get_path(Path::new(path)).ok().map(|entry| entry.id());
            if subtree != before {
                let files = self.files(&tree, path)?.unwrap_or_default();
                names = files.into_keys().collect();
                before = subtree;
            }
            // The walk goes from new to old, so the oldest commit with the file wins.
            for name in &names {
                days.insert(name.clone(), day(commit.author().when()));
            }
        }
        Ok(days)
    }

    fn tree(&self, revision: &str) -> Result<Tree<'_>, Failure> {
        let found = self
            .repository
            .revparse_single(revision)
            .and_then(|object| object.peel_to_tree());
        found.map_err(|error| {
            if !matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) {
                return failed(&format!("read `{revision}`"))(error);
            }
            let help = match revision.split_once('/') {
                Some((remote, branch)) if self.is_remote(remote) => format!(
                    "fetch it with `git fetch --depth=1 {remote} \
                     {branch}:refs/remotes/{remote}/{branch}`"
                ),
                _ if self.repository.is_shallow() => {
                    "this clone is shallow: fetch the revision with \
                     `git fetch --depth=1 origin <branch>:refs/remotes/origin/<branch>`"
                        .to_owned()
                }
                _ => "run `git branch --all` to list the branches".to_owned(),
            };
            Failure::found(format!("this clone has no revision `{revision}`")).help(help)
        })
    }

    fn is_remote(&self, name: &str) -> bool {
        self.repository.find_remote(name).is_ok() || name == "origin"
    }

    /// The files of a folder, by their path in it. `None` if there is no such folder.
    fn files(&self, tree: &Tree<'_>, path: &str) -> Result<Option<Files>, Failure> {
        let what = format!("read `{path}`");
        let folder = match tree.get_path(Path::new(path)) {
            _ if path.is_empty() => tree.clone(),
            Ok(entry) if entry.kind() == Some(ObjectType::Tree) => self
                .repository
                .find_tree(entry.id())
                .map_err(failed(&what))?,
            _ => return Ok(None),
        };
        let mut files = Files::new();
        folder
            .walk(TreeWalkMode::PreOrder, |parent, entry| {
                if entry.kind() == Some(ObjectType::Blob) {
                    let name = String::from_utf8_lossy(entry.name_bytes());
                    files.insert(format!("{parent}{name}"), entry.id());
                }
                TreeWalkResult::Ok
            })
            .map_err(failed(&what))?;
        Ok(Some(files))
    }

    fn snapshot(&self, files: &Files, directory: &str) -> Result<Snapshot, Failure> {
        let mut contents: Vec<(&str, Vec<u8>)> = Vec::with_capacity(files.len());
        for (name, id) in files {
            let blob = self
                .repository
                .find_blob(*id)
                .map_err(failed(&format!("read `{directory}/{name}`")))?;
            contents.push((name, blob.content().to_owned()));
        }
        Ok(Snapshot::of(directory, contents))
    }
}

fn failed(doing: &str) -> impl FnOnce(git2::Error) -> Failure + use<> {
    let doing = doing.to_owned();
    move |error| Failure::found(format!("git could not {doing}: {}", error.message()))
}

/// The day of a commit in its own time zone.
fn day(time: git2::Time) -> String {
    let local = time.seconds() + i64::from(time.offset_minutes()) * 60;
    jiff::Timestamp::from_second(local)
        .map(|time| time.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}
