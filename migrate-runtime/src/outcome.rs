use std::time::Duration;

use crate::Error;
use crate::error::Kind;

/// What an attempt returns.
pub(crate) type Attempt<T> = Result<Outcome<T>, Error>;

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome<T> {
    Done(T),
    /// Another run is writing, or was faster: look at the history again.
    Busy,
    /// A lock was not free in time: try the same again. The reason in words.
    Retry(String),
}

impl<T> Outcome<T> {
    /// The same outcome with another value.
    pub(crate) fn map<U>(self, value: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(done) => Outcome::Done(value(done)),
            Self::Busy => Outcome::Busy,
            Self::Retry(reason) => Outcome::Retry(reason),
        }
    }

    /// The value; for looks that do not wait.
    pub(crate) fn or_fail(self) -> Result<T, Error> {
        let reason = match self {
            Self::Done(value) => return Ok(value),
            Self::Busy => "another program is migrating".to_owned(),
            Self::Retry(reason) => reason,
        };
        Err(Kind::Busy {
            waited: Duration::ZERO,
            reason,
            help: "try again",
        }
        .into())
    }
}
