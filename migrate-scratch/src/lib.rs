//! Private PostgreSQL and MariaDB servers, started from the installed programs.
//!
//! A server runs in a temporary directory and trades durability for speed. It is stopped and
//! removed when its value is dropped, and also when this process is killed. If this process is
//! root, the server runs under an unprivileged account. Unix only.
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
