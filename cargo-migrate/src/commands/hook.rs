use std::fs;
use std::path::Path;

use crate::arguments::{HookAction, PlaceArguments};
use crate::failure::Failure;
use crate::place::Place;
use crate::text_file::read_if_exists;

const BEGIN: &str = "# >>> cargo migrate\n";
const END: &str = "# <<< cargo migrate\n";
const SHEBANG: &str = "#!/bin/sh\n";

pub(crate) fn run(
    arguments: &PlaceArguments,
    action: Option<HookAction>,
    print: bool,
) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let (git, path) = place.git()?;
    // Hooks run at the root of the work tree.
    let command = if path == "migrations" {
        "cargo migrate check --staged".to_owned()
    } else {
        format!("cargo migrate check --staged --dir {}", quoted(&path))
    };
    let action = match action {
        _ if print => {
            println!("{command}");
            return Ok(());
        }
        Some(action) => action,
        None => {
            return Err(Failure::usage("what to do with the hook is missing")
                .help("add `install`, `uninstall` or `--print`"));
        }
    };
    let hooks = git.hooks();
    let file = hooks.join("pre-commit");
    let existing = read_if_exists(&file)?;
    match action {
        HookAction::Install => {
            fs::create_dir_all(&hooks).map_err(Failure::file("create", &hooks))?;
            install(&file, &existing, &command)
        }
        HookAction::Uninstall => uninstall(&file, &existing),
    }
}

fn install(file: &Path, existing: &str, command: &str) -> Result<(), Failure> {
    let is_shell = existing.is_empty()
        || existing
            .split('\n')
            .next()
            .is_some_and(|first| first.starts_with("#!") && first.ends_with("sh"));
    if !is_shell {
        return Err(not_a_script(file, command));
    }
    let block = format!("{BEGIN}{command} || exit 1\n{END}");
    if existing.contains(&block) {
        println!("kept  {}", file.display());
        return Ok(());
    }
    let text = without_block(existing).unwrap_or_else(|| existing.to_owned());
    // Directly after the first line, because a later line may end the script.
    let (first, rest) = match text.split_once('\n') {
        Some((first, rest)) => (format!("{first}\n"), rest),
        None => (SHEBANG.to_owned(), ""),
    };
    fs::write(file, format!("{first}{block}{rest}")).map_err(Failure::file("write", file))?;
    executable(file).map_err(Failure::file("write", file))?;
    println!("wrote {}", file.display());
    Ok(())
}

fn uninstall(file: &Path, existing: &str) -> Result<(), Failure> {
    let Some(rest) = without_block(existing) else {
        println!("the hook is not installed");
        return Ok(());
    };
    if rest == SHEBANG {
        fs::remove_file(file).map_err(Failure::file("remove", file))?;
        println!("removed {}", file.display());
    } else {
        fs::write(file, rest).map_err(Failure::file("write", file))?;
        println!("removed the check from {}", file.display());
    }
    Ok(())
}

/// The script without the lines of this command. `None` if it has none.
fn without_block(text: &str) -> Option<String> {
    let begin = text.find(BEGIN)?;
    let end = begin + text[begin..].find(END)? + END.len();
    Some(format!("{}{}", &text[..begin], &text[end..]))
}

fn not_a_script(file: &Path, command: &str) -> Failure {
    Failure::found(format!(
        "the existing hook {} is not a shell script",
        file.display()
    ))
    .help(format!("change it to run `{command}`"))
}

/// Quotes a word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(unix)]
fn executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, PermissionsExt::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
