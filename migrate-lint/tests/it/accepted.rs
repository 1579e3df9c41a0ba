//! What the server accepts is no syntax error.

use std::path::Path;

use migrate_directory::{Code, Dialect, Directory, Settings, Snapshot, split};
use migrate_lint::{Options, lint};
use sqlx::mysql::MySqlDatabaseError;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, SqlSafeStr};

use crate::corpus::Result;
use crate::measure::{Scratch, run};
use crate::measure_mysql;

fn statements(dialect: Dialect, file: &str) -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let text = String::from_utf8(std::fs::read(folder.join(file))?)?;
    let statements = split(&text, dialect).statements;
    Ok(statements
        .iter()
        .map(|one| text[one.text.clone()].to_owned())
        .collect())
}

/// The syntax errors of a file.
fn errors(dialect: Dialect, sql: &str) -> Vec<String> {
    let settings = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(&Snapshot::of("m", [("1_a.sql", sql)]), &settings);
    let found = lint(&directory, &Options::default())
        .diagnostics
        .into_iter();
    let found = found.filter(|one| one.code == Code::Syntax);
    found.map(|one| one.line(Some(sql))).collect()
}

#[test]
fn statements_of_every_kind() -> Result {
    for (dialect, file) in [
        (Dialect::Postgres, "accepted.sql"),
        (Dialect::Mysql, "accepted_mysql.sql"),
    ] {
        let statements = statements(dialect, file)?;
        assert!(statements.len() >= 100, "{}", statements.len());
        let wrong: Vec<String> = statements
            .iter()
            .flat_map(|statement| errors(dialect, &format!("{statement};\n")))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    Ok(())
}

/// To prepare a statement, MariaDB parses it and executes nothing.
#[tokio::test]
async fn mariadb_accepts_them() -> Result {
    // A syntax error, and a type that does not exist.
    const SYNTAX: [u16; 2] = [1064, 4161];
    let mut connection = measure_mysql::server()?.connect().await?;
    let mut wrong = Vec::new();
    for statement in statements(Dialect::Mysql, "accepted_mysql.sql")? {
        let quoted = statement.replace('\\', "\\\\").replace('\'', "''");
        let prepare = format!("PREPARE accepted FROM '{quoted}'");
        let Err(error) = measure_mysql::run(&mut connection, &prepare).await else {
            continue;
        };
        let number = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>())
            .map(MySqlDatabaseError::number);
        if number.is_none_or(|number| SYNTAX.contains(&number)) {
            wrong.push(format!("`{statement}`: {error}"));
        }
    }
    connection.close().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The statements are PostgreSQL's own grammar: the server parses each of them.
#[tokio::test]
async fn the_server_accepts_them() -> Result {
    let mut scratch = Scratch::named("corpus_accepted").await?;
    let mut wrong = Vec::new();
    for statement in statements(Dialect::Postgres, "accepted.sql")? {
        if let Err(error) = run(&mut scratch.connection, &statement).await {
            let code = error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code);
            // Class 42 without 42601 is about names and types, not grammar.
            if code
                .as_deref()
                .is_none_or(|code| code == "42601" || code == "42000")
            {
                wrong.push(format!("`{statement}`: {error}"));
            }
        }
    }
    scratch.drop().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// PostgreSQL's own regression SQL: `MIGRATE_TEST_REGRESS` names its folder (`src/test/regress/sql`
/// of the sources). Without it there is nothing to read.
#[tokio::test]
async fn the_regression_suite() -> Result {
    let Some(folder) = std::env::var_os("MIGRATE_TEST_REGRESS") else {
        return Ok(());
    };
    let mut statements = Vec::new();
    for path in crate::corpus::files(Path::new(&folder))? {
        // What is not UTF-8 is no migration.
        let Ok(text) = String::from_utf8(std::fs::read(&path)?) else {
            continue;
        };
        let text = without_commands(&text);
        let split = split(&text, Dialect::Postgres).statements;
        statements.extend(split.iter().map(|one| text[one.text.clone()].to_owned()));
    }
    assert!(statements.len() > 10_000, "{}", statements.len());
    let mut scratch = Scratch::named("corpus_regression").await?;
    for table in ["int4_tbl (f1 int)", "test1 (id int, t text)"] {
        run(&mut scratch.connection, &format!("CREATE TABLE {table}")).await?;
    }
    let mut wrong = Vec::new();
    let mut confirmed = 0;
    for statement in &statements {
        let found = errors(Dialect::Postgres, &format!("{statement};\n"));
        if found.is_empty() {
            continue;
        }
        if is_refused(&mut scratch, statement).await? {
            confirmed += 1;
        } else {
            wrong.push(format!("`{statement}`: {}", found.join("; ")));
        }
    }
    scratch.drop().await?;
    println!(
        "statements: {}, of them no SQL to the server either: {confirmed}",
        statements.len()
    );
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// The SQL that MariaDB sets up its own tables with, where its package has put it.
#[test]
fn the_scripts_of_mariadb() -> Result {
    // Comments that begin with `---`, and `IF … END IF` outside of a body, in a file that is read
    // line by line.
    const FOR_ITS_BOOTSTRAP: [&str; 2] = ["mysql_test_db.sql", "mysql_system_tables_data.sql"];
    let folder = Path::new("/usr/share/mysql");
    if !folder.exists() {
        return Ok(());
    }
    let mut wrong = Vec::new();
    for path in crate::corpus::files(folder)? {
        let is_sql = path.extension().is_some_and(|extension| extension == "sql");
        if !is_sql || FOR_ITS_BOOTSTRAP.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let Ok(text) = String::from_utf8(std::fs::read(&path)?) else {
            continue;
        };
        let found = errors(Dialect::Mysql, &text).into_iter();
        wrong.extend(found.map(|one| format!("{}: {one}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// SQL without the commands of `psql` among it.
fn without_commands(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('\\'));
    let lines = lines.map(|line| match line.find(" \\g") {
        Some(at) => format!("{};\n", &line[..at]),
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Whether the server refuses the statement for how it is written.
async fn is_refused(scratch: &mut Scratch, statement: &str) -> Result<bool> {
    // To prepare a statement the server parses it, and executes nothing.
    let sql = AssertSqlSafe(statement.to_owned()).into_sql_str();
    let error = match scratch.connection.prepare(sql).await {
        Err(error) => Some(error),
        // Bodies, and clauses that no server supports, are looked at when it runs.
        Ok(_) => run(&mut scratch.connection, statement).await.err(),
    };
    let error = error.and_then(sqlx::Error::into_database_error);
    let code = error.as_ref().and_then(|error| error.code());
    Ok(code.is_some_and(|code| ["42601", "42P13", "0A000", "22025"].contains(&code.as_ref())))
}
