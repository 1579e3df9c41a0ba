use std::io;

/// Why there is no private server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program could not be started.
    #[error("cannot run `{line}`: {source}")]
    Run {
        /// The command.
        line: String,
        /// What the system said.
        source: io::Error,
    },

    /// A program failed.
    #[error("`{line}` failed\n{output}")]
    Failed {
        /// The command.
        line: String,
        /// What it said.
        output: String,
    },

    /// The server's directory could not be prepared.
    #[error("cannot prepare a server: {0}")]
    Prepare(io::Error),

    /// The server did not start.
    #[error("{cause}\nThe server's log:\n{log}")]
    Start {
        /// What the program that starts it said.
        cause: Box<Error>,
        /// What the server said.
        log: String,
    },

    /// Nobody answers.
    #[error("{server} does not listen\nThe server's log:\n{log}")]
    Silent {
        /// Its name.
        server: &'static str,
        /// What it said.
        log: String,
    },
}
