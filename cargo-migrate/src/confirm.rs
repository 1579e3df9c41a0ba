//! Questions to the user. They are asked only on a terminal.

use std::io::{ErrorKind, IsTerminal};

use dialoguer::{Input, Select};

use crate::arguments::ConfirmArguments;
use crate::database::{database_name, is_local};
use crate::failure::Failure;

/// Asks a person to confirm a change of a live database by typing its name.
pub(crate) fn confirm(what: &str, url: &str, arguments: &ConfirmArguments) -> Result<(), Failure> {
    let name = database_name(url);
    if !is_local(url) && !arguments.force {
        return Err(Failure::found(format!(
            "this would {what} `{name}`, which is not on this machine"
        ))
        .help("add `--force` if you mean to do this"));
    }
    let typed = match &arguments.confirm {
        Some(typed) => typed.clone(),
        None if is_interactive() => Input::new()
            .with_prompt(format!(
                "This will {what} `{name}`. Type the name of the database to continue"
            ))
            .interact_text()
            .map_err(|error| unasked(&error))?,
        None => {
            return Err(Failure::usage(format!(
                "this would {what} `{name}`, and there is no terminal to ask for confirmation"
            ))
            .help(format!("confirm it with `--confirm {name}`")));
        }
    };
    if typed == name {
        Ok(())
    } else {
        Err(Failure::found(format!(
            "`{typed}` is not the name of the database; nothing was changed"
        ))
        .help(format!("the name is `{name}`")))
    }
}

/// Asks a person to choose one of `items`. `None` without a terminal.
pub(crate) fn choose(question: &str, items: &[&str]) -> Result<Option<usize>, Failure> {
    if !is_interactive() {
        return Ok(None);
    }
    let select = Select::new().with_prompt(question).items(items).default(0);
    select.interact_opt().map_err(|error| unasked(&error))
}

fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn unasked(error: &dialoguer::Error) -> Failure {
    let dialoguer::Error::IO(cause) = error;
    if cause.kind() == ErrorKind::Interrupted {
        return Failure::interrupted();
    }
    Failure::found(format!("cannot ask for confirmation: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ctrl_c_at_a_question_is_an_interruption() {
        let said = |kind: ErrorKind| {
            let error = dialoguer::Error::IO(kind.into());
            unasked(&error).to_string()
        };
        assert_eq!(
            said(ErrorKind::Interrupted),
            Failure::interrupted().to_string()
        );
        assert!(said(ErrorKind::BrokenPipe).starts_with("cannot ask for confirmation: "));
    }
}
