//! Private PostgreSQL and MariaDB servers, from the binaries that are installed.
//!
//! A server works in a temporary directory, keeps nothing across a power cut, and is stopped and removed when its
//! value is dropped, and also when this process is killed. As root it runs under an account without rights.
//! Unix only.
#![cfg(unix)]

mod account;
mod command;
mod error;
mod home;
mod mariadb;
mod postgres;
mod programs;

pub use account::Account;
pub use command::{line, output};
pub use error::Error;
pub use home::{Door, Home, free_port};
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use programs::{MariaDbPrograms, is_server, mariadb, on_path, postgres_bin, program};
