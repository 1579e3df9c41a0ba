use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Code;

/// How a directory arranges its migrations. One directory has one layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Layout {
    /// `<version>_<name>.sql`, as sqlx, golang-migrate and Supabase have it.
    Flat,
    /// `<version>_<name>/migration.sql` or `up.sql`, as Prisma and diesel have it.
    Folder,
    /// `V<version>__<name>.sql`, as refinery and Flyway have it.
    Prefixed,
}

impl Layout {
    /// Whether a path inside the directory is the name of a migration in this layout.
    pub fn accepts(self, entry: &str) -> bool {
        match entry.split_once('/') {
            Some((folder, file)) => {
                let is_migration = parse_folder(folder).is_some_and(|parsed| parsed.is_ok());
                self == Self::Folder && is_migration && parse_in_folder(folder, file).is_ok()
            }
            None => parse_file(entry).is_ok_and(|file| file.layout == self),
        }
    }

    /// An example of the layout's names.
    pub fn example(self) -> &'static str {
        match self {
            Self::Flat => "1_users.sql",
            Self::Folder => "1_users/migration.sql",
            Self::Prefixed => "V1__users.sql",
        }
    }
}

/// What a file is to its migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Up,
    Down,
}

/// A path that names a migration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileName {
    pub(crate) layout: Layout,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// Why a path does not name a migration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameProblem {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: String,
    /// The file name that was most likely meant.
    pub(crate) meant: Option<String>,
}

/// Names that are not looked at, in the directory and in its folders.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '_']) || name.starts_with("README")
}

/// Names in the directory that are known not to be migrations. `migrations.lock` and
/// `migrate.toml` are read, so they are not among them.
pub(crate) fn is_left_alone(name: &str) -> bool {
    const OTHERS: [&str; 4] = ["schema.sql", "migration_lock.toml", "atlas.sum", "meta"];
    is_hidden(name) || OTHERS.contains(&name)
}

/// Reads the name of a file of the directory.
pub(crate) fn parse_file(name: &str) -> Result<FileName, NameProblem> {
    if let Some(problem) = other_tools_name(name) {
        return Err(problem);
    }
    let Some((stem, role)) = split_suffix(name) else {
        return Err(not_sql(name));
    };
    let prefixed = stem
        .strip_prefix('V')
        .filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let (layout, version, migration) = match prefixed {
        Some(rest) => {
            let Some((version, migration)) = rest.split_once("__") else {
                let suggestion = format!("V{}", suggest(rest, "__"));
                return Err(unrecognised(name, with_suffix(&suggestion, role)));
            };
            (Layout::Prefixed, version, migration)
        }
        None => match stem.split_once('_') {
            Some((version, migration)) if begins_like_version(version) => {
                (Layout::Flat, version, migration)
            }
            _ => return Err(unrecognised(name, with_suffix(&suggest(stem, "_"), role))),
        },
    };
    Ok(FileName {
        layout,
        version: parse_version(version)?,
        name: parse_name(migration)?,
        role,
    })
}

/// Reads the name of a folder: `None` if it does not look like a migration's.
pub(crate) fn parse_folder(name: &str) -> Option<Result<(i64, String), NameProblem>> {
    let (version, migration) = name.split_once('_')?;
    begins_like_version(version).then(|| Ok((parse_version(version)?, parse_name(migration)?)))
}

/// What a folder that holds a migration, but is not named like one, should be called.
pub(crate) fn misnamed_folder(name: &str) -> NameProblem {
    unrecognised(name, suggest(name, "_"))
}

/// Reads the name of a file inside a migration's folder.
pub(crate) fn parse_in_folder(folder: &str, name: &str) -> Result<Role, NameProblem> {
    match name {
        "migration.sql" | "up.sql" => Ok(Role::Up),
        "down.sql" => Ok(Role::Down),
        "metadata.toml" => Err(NameProblem {
            code: Code::UnrecognisedFile,
            message: format!("`{folder}/{name}` is a setting of diesel's"),
            help: "for `run_in_transaction = false` write `-- migrate: transaction(none)` at the \
                   top of up.sql; then delete metadata.toml"
                .to_owned(),
            meant: None,
        }),
        _ => Err(unrecognised(
            &format!("{folder}/{name}"),
            format!("{folder}/migration.sql"),
        )),
    }
}

fn split_suffix(name: &str) -> Option<(&str, Role)> {
    let stem = name.strip_suffix(".sql")?;
    Some(match stem.strip_suffix(".down") {
        Some(stem) => (stem, Role::Down),
        None => (stem.strip_suffix(".up").unwrap_or(stem), Role::Up),
    })
}

fn with_suffix(stem: &str, role: Role) -> String {
    match role {
        Role::Up => format!("{stem}.sql"),
        Role::Down => format!("{stem}.down.sql"),
    }
}

fn begins_like_version(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '+')
}

/// The stem that a file without a proper `<version><separator><name>` should have.
fn suggest(stem: &str, separator: &str) -> String {
    let digits = stem
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(stem.len());
    let (version, rest) = stem.split_at(digits);
    let name = rest.trim_start_matches(['-', '_', '.', ' ']);
    let or =
        |text: &str, otherwise: &str| if text.is_empty() { otherwise } else { text }.to_owned();
    format!(
        "{}{separator}{}",
        or(version, "<version>"),
        or(name, "<name>")
    )
}

fn parse_version(text: &str) -> Result<i64, NameProblem> {
    let problem = |message: &str, help: &str| NameProblem {
        code: Code::BadVersion,
        message: format!("the version `{text}` {message}"),
        help: format!("{help}, for example `1` or `20260123171414`"),
        meant: None,
    };
    let digits = without_date_separators(text).unwrap_or_else(|| text.to_owned());
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(problem("is not a number", "use digits only"));
    }
    digits
        .parse()
        .map_err(|_| problem("does not fit 64 bits", "use a smaller number"))
}

/// `2023-01-31-120000`, as diesel writes it, lately with `-0000` behind it. Other dashes are more likely a slip.
fn without_date_separators(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    matches!(lengths[..], [4, 2, 2, 6, 4] | [4, 2, 2, 6] | [4, 2, 2]).then(|| parts.concat())
}

fn parse_name(text: &str) -> Result<String, NameProblem> {
    let problem = |message: &str| NameProblem {
        code: Code::BadName,
        message: message.to_owned(),
        help: "give the migration a short name, for example `add_notes`".to_owned(),
        meant: None,
    };
    if text.trim().is_empty() {
        return Err(problem("the migration has no name"));
    }
    if text.chars().any(char::is_control) {
        return Err(problem("the migration's name holds a control character"));
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(problem("the migration's name is not UTF-8"));
    }
    Ok(text.nfc().collect())
}

fn unrecognised(name: &str, suggestion: String) -> NameProblem {
    NameProblem {
        code: Code::UnrecognisedFile,
        message: format!("`{name}` is not the name of a migration"),
        help: format!("rename it to `{suggestion}`, or move it elsewhere if it is not a migration"),
        meant: Some(suggestion),
    }
}

fn not_sql(name: &str) -> NameProblem {
    let lower = name.to_ascii_lowercase();
    match split_suffix(&lower) {
        Some((stem, role)) => {
            let stem = name.get(..stem.len()).unwrap_or(stem);
            let suggestion = match parse_file(&with_suffix(stem, role)) {
                Ok(_) => with_suffix(stem, role),
                Err(_) => with_suffix(&suggest(stem, "_"), role),
            };
            unrecognised(name, suggestion)
        }
        None => NameProblem {
            code: Code::UnrecognisedFile,
            message: format!("`{name}` is not the name of a migration"),
            help: "move it elsewhere, or begin its name with `_` to have it left alone; a \
                   migration is named `<version>_<name>.sql`"
                .to_owned(),
            meant: None,
        },
    }
}

fn other_tools_name(name: &str) -> Option<NameProblem> {
    let (message, help) = if name.starts_with("R__") {
        (
            "is a repeatable migration, which this tool does not have",
            "give each change of it a version of its own: `<version>_<name>.sql` with CREATE OR REPLACE",
        )
    } else if name.starts_with('U')
        && name[1..].starts_with(|next: char| next.is_ascii_digit() || next == '_')
    {
        (
            "is an undo migration in Flyway's notation, or an unordered one in refinery's",
            "name a script that reverts `V1__users.sql` `V1__users.down.sql`; name an unordered \
             one with a version of its own",
        )
    } else {
        return None;
    };
    Some(NameProblem {
        code: Code::UnrecognisedFile,
        message: format!("`{name}` {message}"),
        help: help.to_owned(),
        meant: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(name: &str) -> (i64, String) {
        let file = parse_file(name).unwrap();
        (file.version, file.name)
    }

    fn problem(name: &str) -> (Code, String) {
        let problem = parse_file(name).unwrap_err();
        (problem.code, problem.help)
    }

    #[test]
    fn names_of_the_layouts() {
        assert_eq!(parsed("0001_users.sql"), (1, "users".to_owned()));
        assert_eq!(
            parsed("1_add two words.up.sql"),
            (1, "add two words".to_owned())
        );
        assert_eq!(
            parsed("2023-01-31-120000_x.sql"),
            (20_230_131_120_000, "x".to_owned())
        );
        assert_eq!(
            parsed("2025-09-19-132648-0000_x.sql"),
            (202_509_191_326_480_000, "x".to_owned())
        );
        assert_eq!(parsed("V7__a_b.sql"), (7, "a_b".to_owned()));
        assert_eq!(parse_file("3_a.down.sql").unwrap().role, Role::Down);
        assert_eq!(parse_file("V3__a.sql").unwrap().layout, Layout::Prefixed);
        assert_eq!(parsed("1_cafe\u{301}.sql").1, "caf\u{e9}");
    }

    #[test]
    fn a_misnamed_file_is_told_its_name() {
        for (name, expected) in [
            ("1-a.sql", "`1_a.sql`"),
            ("1_a.SQL", "`1_a.sql`"),
            ("add_users.sql", "`<version>_add_users.sql`"),
            ("0001.sql", "`0001_<name>.sql`"),
            ("V1_users.sql", "`V1__users.sql`"),
            ("1-a.down.sql", "`1_a.down.sql`"),
        ] {
            let (code, help) = problem(name);
            assert_eq!(code, Code::UnrecognisedFile, "{name}");
            assert!(help.contains(expected), "{name}: {help}");
        }
    }

    #[test]
    fn versions_and_names_that_are_refused() {
        assert_eq!(problem("05a_x.sql").0, Code::BadVersion);
        assert_eq!(problem("-1_x.sql").0, Code::BadVersion);
        assert_eq!(problem("1-2_x.sql").0, Code::BadVersion);
        assert_eq!(problem("9223372036854775808_x.sql").0, Code::BadVersion);
        assert_eq!(problem("V1.2__x.sql").0, Code::BadVersion);
        assert_eq!(problem("1_.sql").0, Code::BadName);
        assert_eq!(problem("1_a\u{7}.sql").0, Code::BadName);
        assert_eq!(problem("R__view.sql").0, Code::UnrecognisedFile);
        assert_eq!(problem("U1__x.sql").0, Code::UnrecognisedFile);
        assert_eq!(problem("Cargo.toml").0, Code::UnrecognisedFile);
    }
}
