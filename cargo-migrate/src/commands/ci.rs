use std::fs;

use migrate_directory::Dialect;

use crate::arguments::PlaceArguments;
use crate::failure::Failure;
use crate::place::Place;

const FILE: &str = ".github/workflows/migrations.yml";

pub(crate) fn run(arguments: &PlaceArguments) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let dialect = place.dialect()?;
    let (git, path) = place.git()?;
    let file = git.top().join(FILE);
    if file.exists() {
        return Err(Failure::found(format!("{FILE} already exists"))
            .help("remove it, then run the command again"));
    }
    let package = path.strip_suffix(&place.snapshot.directory);
    let package = package.map_or("", |package| package.trim_end_matches('/'));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    let text = workflow(dialect, package, &place.snapshot.directory);
    fs::write(&file, text).map_err(Failure::file("write", &file))?;
    println!("wrote {FILE}");
    Ok(())
}

/// The workflow for a package in the folder `package` of the repository.
fn workflow(dialect: Dialect, package: &str, directory: &str) -> String {
    let (service, url) = match dialect {
        Dialect::Postgres => (POSTGRES, "postgres://postgres:postgres@localhost:5432/ci"),
        Dialect::Mysql => (MARIADB, "mysql://root:root@127.0.0.1:3306/ci"),
        Dialect::Sqlite => ("", "sqlite:ci.db"),
    };
    let dir = match directory {
        "migrations" => String::new(),
        directory => format!(" --dir '{directory}'"),
    };
    let defaults = match package {
        "" => String::new(),
        package => format!("    defaults:\n      run:\n        working-directory: {package}\n"),
    };
    format!(
        r#"# Written by `cargo migrate ci github`. Edit it as needed.
name: migrations
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  migrations:
    runs-on: ubuntu-latest
{service}{defaults}    env:
      DATABASE_URL: {url}
      BASE: ${{{{ github.base_ref || github.ref_name }}}}
    steps:
      - uses: actions/checkout@v4
      - name: Fetch the target branch
        run: git fetch --depth=1 origin "+refs/heads/$BASE:refs/remotes/origin/$BASE"
      - name: Install cargo-migrate
        run: cargo install --locked cargo-migrate
      - name: Released migrations are unchanged
        run: cargo migrate check --base "origin/$BASE" --format github{dir}
      - name: All migrations apply to an empty database
        run: cargo migrate up --create-database{dir}
      - name: No migration is pending
        run: cargo migrate status --check{dir}
      - name: The program builds
        run: cargo build --locked
"#
    )
}

const POSTGRES: &str = "    services:
      postgres:
        image: postgres:17
        env:
          POSTGRES_PASSWORD: postgres
        ports: ['5432:5432']
        options: >-
          --health-cmd pg_isready --health-interval 2s --health-timeout 5s --health-retries 30
";

const MARIADB: &str = "    services:
      mariadb:
        image: mariadb:11
        env:
          MARIADB_ROOT_PASSWORD: root
        ports: ['3306:3306']
        options: >-
          --health-cmd 'healthcheck.sh --connect --innodb_initialized' --health-interval 2s --health-timeout 5s --health-retries 30
";
