use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::str::FromStr;

use migrate_directory::Dialect;
use sqlx::migrate::MigrateDatabase;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{MySql, Postgres};

use crate::arguments::{ConfirmArguments, PlaceArguments, Prelude, ResetArguments};
use crate::commands::up::{about, apply, create_database};
use crate::confirm;
use crate::database::{block_on, database_name, dialect_of, is_local, open};
use crate::failure::Failure;

pub(crate) fn run(arguments: &PlaceArguments, reset: ResetArguments) -> Result<(), Failure> {
    let ResetArguments { database, confirm } = reset;
    let url = &database.database_url;
    let (_, migrations) = open(arguments, url)?;
    let name = database_name(url);
    if !is_local(url) {
        return Err(Failure::found(format!(
            "`{name}` is not on this machine, and `reset` drops only databases that are"
        ))
        .help("to drop it, use the client program of its server"));
    }
    let confirmation = ConfirmArguments {
        confirm,
        force: false,
    };
    confirm::confirm("drop", url, &confirmation)?;
    drop_database(url)?;
    println!("dropped {name}");
    create_database(arguments, &database, Prelude::Auto)?;
    apply(&migrations, url, None)
}

fn drop_database(url: &str) -> Result<(), Failure> {
    let dropped = match dialect_of(url) {
        Some(Dialect::Postgres) => block_on(Postgres::drop_database(url)),
        Some(Dialect::Mysql) => block_on(MySql::drop_database(url)),
        _ => return remove_file(url),
    };
    dropped.map_err(|failure: Failure| about("drop", url, &failure))
}

fn remove_file(url: &str) -> Result<(), Failure> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Failure::usage(format!("the database URL is not valid: {error}")))?;
    let file = options.get_filename();
    // A leftover journal would corrupt the new file.
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        let path = PathBuf::from(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Failure::file("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
