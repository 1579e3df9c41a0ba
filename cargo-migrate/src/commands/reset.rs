use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::str::FromStr;

use migrate_directory::Dialect;
use sqlx::migrate::MigrateDatabase;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{MySql, Postgres, Sqlite};

use crate::arguments::{ConfirmArguments, DatabaseArguments, PlaceArguments, Prelude};
use crate::commands::up::{apply, create_database};
use crate::confirm::confirm;
use crate::database::{block_on, database_name, dialect_of, is_local, migrations};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    confirmed: Option<String>,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    let name = database_name(url);
    if !is_local(url) {
        return Err(Failure::found(format!(
            "`{name}` is not on this machine, and only databases here are dropped\n  = help: drop it with the tools of its server if that is meant"
        )));
    }
    let confirmation = ConfirmArguments {
        confirm: confirmed,
        force: false,
    };
    confirm("drop everything in", url, &confirmation)?;
    drop_database(url)?;
    println!("dropped {name}");
    create_database(arguments, database, Prelude::Auto)?;
    apply(&migrations, url, None)
}

/// Creates the database that a URL names. Whether it had to.
pub(crate) fn create_if_missing(database: &DatabaseArguments) -> Result<bool, Failure> {
    let url = &database.database_url;
    let created = block_on(async {
        match dialect_of(url) {
            Some(Dialect::Postgres) if !Postgres::database_exists(url).await? => {
                Postgres::create_database(url).await.map(|()| true)
            }
            Some(Dialect::Mysql) if !MySql::database_exists(url).await? => {
                MySql::create_database(url).await.map(|()| true)
            }
            Some(Dialect::Sqlite) if !Sqlite::database_exists(url).await? => {
                Sqlite::create_database(url).await.map(|()| true)
            }
            _ => Ok(false),
        }
    });
    let created = created.map_err(|failure: Failure| about("create", url, &failure))?;
    if created {
        println!("created {}", database_name(url));
    }
    Ok(created)
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
        .map_err(|error| Failure::usage(format!("the URL cannot be used: {error}")))?;
    let file = options.get_filename();
    // What a journal beside a new file would do to it nobody wants to know.
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

/// Without the URL, which may hold a password.
fn about(doing: &str, url: &str, failure: &Failure) -> Failure {
    Failure::database(format!(
        "could not {doing} `{}`: {failure}\n  = help: end the connections to it, and check the role's rights",
        database_name(url)
    ))
}
