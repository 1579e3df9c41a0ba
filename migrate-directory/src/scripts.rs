use crate::file_name::{self, Layout, NameProblem, Role};
use crate::history::Unusable;
use crate::{
    Checksum, Code, Content, Diagnostic, Entry, Snapshot, config, identity, lock, normalise,
};

/// A script before it is paired with its other half.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) layout: Layout,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Its file, inside the directory.
    pub(crate) entry: String,
}

/// What the names of a directory's files say.
#[derive(Debug)]
pub(crate) struct Scripts<'s> {
    snapshot: &'s Snapshot,
    pub(crate) found: Vec<Script>,
    pub(crate) unusable: Unusable,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Script {
    pub(crate) fn identity(&self) -> String {
        identity(self.version, &self.name)
    }
}

impl<'s> Scripts<'s> {
    pub(crate) fn find(snapshot: &'s Snapshot) -> Self {
        let mut scripts = Self {
            snapshot,
            found: Vec::new(),
            unusable: Unusable::default(),
            diagnostics: Vec::new(),
        };
        for entry in &snapshot.entries {
            let name = entry.path.as_str();
            if name == lock::NAME || name == config::NAME || name.contains('/') {
                continue;
            }
            match &entry.content {
                Content::Folder => scripts.folder(name),
                content => scripts.file(name, content),
            }
        }
        scripts.layouts();
        scripts
    }

    fn file(&mut self, name: &str, content: &Content) {
        match (file_name::parse_file(name), content) {
            (Ok(file), _) => self.found.push(Script {
                layout: file.layout,
                version: file.version,
                name: file.name,
                role: file.role,
                entry: name.to_owned(),
            }),
            (Err(_), Content::Unreadable(reason)) => {
                if let Some(Ok((version, name))) = file_name::parse_folder(name) {
                    self.unusable.up(version, &name);
                }
                let message = format!("this could not be read: {reason}");
                self.refuse(Code::UnreadableFile, name, message, "make it readable");
            }
            (Err(problem), _) => self.misnamed(name, problem),
        }
    }

    fn folder(&mut self, folder: &str) {
        let (version, name) = match file_name::parse_folder(folder) {
            Some(Ok(parsed)) => parsed,
            Some(Err(problem)) => return self.misnamed(folder, problem),
            None => return self.foreign_folder(folder),
        };
        let mut roles = Vec::new();
        let mut is_misnamed = false;
        for entry in self.inside(folder) {
            let file = &entry.path[folder.len() + 1..];
            match file_name::parse_in_folder(folder, file) {
                Ok(role) if roles.contains(&role) => {
                    let message = format!("`{folder}` holds both migration.sql and up.sql");
                    self.refuse(
                        Code::DuplicateVersion,
                        &entry.path,
                        message,
                        "keep one of them",
                    );
                }
                Ok(role) => {
                    roles.push(role);
                    self.found.push(Script {
                        layout: Layout::Folder,
                        version,
                        name: name.clone(),
                        role,
                        entry: entry.path.clone(),
                    });
                }
                Err(problem) => {
                    is_misnamed = true;
                    self.misnamed(&entry.path, problem);
                }
            }
        }
        if is_misnamed && !roles.contains(&Role::Up) {
            self.unusable.up(version, &name);
        } else if roles.is_empty() {
            self.unusable.up(version, &name);
            let message = format!("the folder `{folder}` holds no migration.sql");
            let help = "write the SQL into migration.sql inside it, or remove the folder";
            self.refuse(Code::EmptyMigration, folder, message, help);
        }
    }

    /// A folder whose name is not a migration's: what it holds would be left out.
    fn foreign_folder(&mut self, folder: &str) {
        let help = format!(
            "move the migrations of `{folder}` into `{}` itself, or begin the folder's name with \
             `_` to have it left alone",
            self.snapshot.directory
        );
        let files = self.inside(folder);
        let is_migration = |entry: &Entry| {
            file_name::parse_in_folder(folder, &entry.path[folder.len() + 1..]).is_ok()
        };
        if files.iter().any(is_migration) {
            return self.misnamed(folder, file_name::misnamed_folder(folder));
        }
        if files.is_empty() {
            let message = format!("the folder `{folder}` is not a migration");
            self.refuse(Code::UnrecognisedFile, folder, message, help);
            return;
        }
        for Entry { path, content } in files {
            self.unusable.content(content);
            let message = format!("`{path}` is in a folder that is not a migration");
            self.refuse(Code::UnrecognisedFile, path, message, help.clone());
        }
    }

    /// A file or folder whose name has to change. What it is meant to be is not missed elsewhere.
    fn misnamed(&mut self, entry: &str, problem: NameProblem) {
        let contents = self.snapshot.entries.iter().filter(|one| one.path == entry);
        for Entry { content, .. } in contents.chain(self.inside(entry)) {
            self.unusable.content(content);
        }
        let NameProblem {
            code,
            message,
            help,
            meant,
        } = problem;
        if let Some(Ok(meant)) = meant.map(|name| file_name::parse_file(&name)) {
            self.unusable.up(meant.version, &meant.name);
        }
        self.refuse(code, entry, message, help);
    }

    fn inside(&self, folder: &str) -> &'s [Entry] {
        self.snapshot.inside(folder)
    }

    fn layouts(&mut self) {
        let count = |layout| {
            let scripts = self.found.iter();
            scripts.filter(|script| script.layout == layout).count()
        };
        // Of two that are equally common the last one is taken.
        let layouts = [Layout::Prefixed, Layout::Folder, Layout::Flat];
        let Some(main) = layouts.into_iter().max_by_key(|layout| count(*layout)) else {
            return;
        };
        let Some(other) = self.found.iter().find(|script| script.layout != main) else {
            return;
        };
        let entry = other.entry.clone();
        let message = format!("`{entry}` has another layout than most migrations of the directory");
        let help = format!("name every migration in one way, like `{}`", main.example());
        self.refuse(Code::MixedLayout, &entry, message, help);
    }

    fn refuse(&mut self, code: Code, entry: &str, message: String, help: impl Into<String>) {
        let path = self.snapshot.path(entry);
        self.diagnostics
            .push(Diagnostic::deny(code, path, 0..0, message, help));
    }
}

impl Unusable {
    fn up(&mut self, version: i64, name: &str) {
        self.identities.push(identity(version, name));
    }

    fn content(&mut self, content: &Content) {
        if let Content::Text(text) = content {
            self.checksums.push(Checksum::of(&normalise(text)));
        }
    }
}
