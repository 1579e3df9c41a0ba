use std::io;

/// Why a private server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program could not be started.
    #[error("cannot run `{line}`: {source}")]
    Run {
        /// The command.
        line: String,
        /// The error of the system.
        source: io::Error,
    },

    /// A program failed.
    #[error("`{line}` failed\n{output}")]
    Failed {
        /// The command.
        line: String,
        /// The output of the program.
        output: String,
    },

    /// The server's directory could not be prepared.
    #[error("cannot prepare the directory of the server: {0}")]
    Prepare(io::Error),

    /// The server did not start.
    #[error("{cause}\nThe server's log:\n{log}")]
    Start {
        /// The error of the program that starts the server.
        cause: Box<Error>,
        /// The log of the server.
        log: String,
    },

    /// The server does not accept connections.
    #[error("{server} does not accept connections\nThe server's log:\n{log}")]
    Silent {
        /// The name of the server.
        server: &'static str,
        /// The log of the server.
        log: String,
    },
}
