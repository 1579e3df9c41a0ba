//! What is special about MySQL and MariaDB: statements that commit by themselves, and the lock.

use std::time::Duration;

use migrate_directory::Dialect::Mysql as MY;
use migrate_runtime::command::Repair;
use migrate_runtime::{ErrorKind, Migrations, State};
use sqlx::Connection;

use crate::look::Proxy;
use crate::support::{Mariadb, Result, STORED_SCHEMA, applied, ask, drafts, refused};

const USERS: (&str, &str) = (
    "1_users.sql",
    "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));\n",
);

#[tokio::test]
async fn the_error_points_into_the_file_and_the_rest_stays() -> Result {
    let database = Mariadb::new().await?;
    let broken = "-- Three statements.\nALTER TABLE users ADD n INT;\nINSERT INTO users VALUES (1, 'Ada', 2);\n\nALTER TABLE users\n  ADD m INT,\n  ADDD k INT;\n";
    let migrations = drafts(
        MY,
        &[
            USERS,
            ("2_more.sql", broken),
            ("3_c.sql", "CREATE TABLE c (id INT);"),
        ],
    );
    let error = refused(migrations.run(&database.url).await)?;
    let text = error.to_string();
    assert!(
        text.ends_with(
            "near 'k INT', line 3 of the statement [1064]\n --> migrations/2_more.sql:7:8\n  |\n7 |   ADDD k INT;\n  |        ^\n  = step 3 of 3 failed, the 2 before it are committed; fix the file and start again, the run resumes there"
        ),
        "{text}"
    );
    let status = migrations.status(&database.url).await?;
    let found: Vec<(State, usize)> = status
        .migrations()
        .iter()
        .map(|one| (one.state(), one.statements_done()))
        .collect();
    assert_eq!(
        found,
        [(State::Applied, 1), (State::Failed, 2), (State::Pending, 0)]
    );
    let leases = "SELECT count(*) FROM _migrate_lease";
    assert_eq!(database.query(leases).await?, ["0"]);

    let fixed = broken.replace("ADDD", "ADD");
    let migrations = drafts(
        MY,
        &[
            USERS,
            ("2_more.sql", &fixed),
            ("3_c.sql", "CREATE TABLE c (id INT);"),
        ],
    );
    assert_eq!(
        applied(&migrations.run(&database.url).await?),
        ["2_more", "3_c"]
    );
    assert_eq!(database.query("SELECT n FROM users").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn an_error_at_the_end_of_a_statement_is_in_the_file() -> Result {
    let database = Mariadb::new().await?;
    for (text, place) in [
        ("CREATE TABLE t (\n  id INT,\n);\n", (3, 1)),
        ("CREATE TABLE t (id INT\n;\nSELECT 1;\n", (1, 23)),
        ("SELECT 1 + -- what", (1, 11)),
    ] {
        let error = refused(drafts(MY, &[("1_t.sql", text)]).run(&database.url).await)?;
        assert_eq!(error.position(), Some(place), "{error}");
        assert!(!error.to_string().contains("_migrate"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn routines_triggers_and_calls_need_no_delimiter() -> Result {
    let database = Mariadb::new().await?;
    let routine = "CREATE PROCEDURE fill(n INT)\nBEGIN\n  WHILE n > 0 DO\n    INSERT INTO users VALUES (n, CONCAT('x', ';')); SELECT n; SET n = n - 1;\n  END WHILE;\nEND;\nCALL fill(3);\n";
    let trigger = "DELIMITER //\nCREATE TRIGGER up BEFORE UPDATE ON users FOR EACH ROW\nBEGIN\n  IF NEW.name IS NULL THEN SET NEW.name = 'none'; END IF;\nEND//\nDELIMITER ;\nUPDATE users SET name = NULL WHERE id = 1;\n";
    let broken =
        "CALL fill(0);\nINSERT INTO users VALUES (9, 'a');\nINSERT INTO nope VALUES (1);\n";
    let files = [
        USERS,
        ("2_fill.sql", routine),
        ("3_up.sql", trigger),
        ("4_no.sql", broken),
    ];
    let error = refused(drafts(MY, &files).run(&database.url).await)?;
    assert_eq!(
        (error.migration(), error.position()),
        (Some("4_no"), Some((3, 1)))
    );
    let names = database.query("SELECT name FROM users ORDER BY id").await?;
    assert_eq!(names, ["none", "x;", "x;", "a"]);
    Ok(())
}

/// The transaction of the file is that of its record.
#[tokio::test]
async fn a_transaction_spelt_out_is_one_step() -> Result {
    let database = Mariadb::new().await?;
    let broken = "CREATE TABLE t (id INT);\nSTART TRANSACTION;\nINSERT INTO t VALUES (1);\nINSERT INTO\n  nope VALUES (2);\nCOMMIT;\n\
        BEGIN;\nINSERT INTO t VALUES (3);\nDELETE FROM t WHERE id = 1;\nCOMMIT;\nALTER TABLE t ADD n INT;\n";
    for files in [vec![USERS, ("2_t.sql", broken)], vec![("1_t.sql", broken)]] {
        let database = Mariadb::new().await?;
        let error = refused(drafts(MY, &files).run(&database.url).await)?;
        assert_eq!(error.position(), Some((4, 1)), "{error}");
        assert!(
            error
                .to_string()
                .contains("step 2 of 4 failed, the 1 before it"),
            "{error}"
        );
        assert_eq!(database.query("SELECT count(*) FROM t").await?, ["0"]);
        let fixed = broken.replace("nope", "t");
        let mut mended_files = files.clone();
        if let Some(last) = mended_files.last_mut() {
            last.1 = &fixed;
        }
        drafts(MY, &mended_files).run(&database.url).await?;
        let ids = database.query("SELECT id FROM t ORDER BY id").await?;
        assert_eq!(ids, ["2", "3"]);
    }
    let syntax = broken.replace("nope VALUES", "t VALUEZ");
    let error = refused(drafts(MY, &[("1_t.sql", &syntax)]).run(&database.url).await)?;
    assert_eq!(error.position(), Some((5, 5)), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_dump_is_a_migration() -> Result {
    let database = Mariadb::new().await?;
    let dump = "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n/*!40014 SET FOREIGN_KEY_CHECKS=0 */;\n\
        DROP TABLE IF EXISTS `a`;\nCREATE TABLE `a` (\n  `id` int NOT NULL AUTO_INCREMENT PRIMARY KEY,\n  `b` int,\n  FOREIGN KEY (`b`) REFERENCES `z` (`id`)\n);\n\
        LOCK TABLES `a` WRITE;\n/*!40000 ALTER TABLE `a` DISABLE KEYS */;\nset autocommit=0;\nINSERT INTO `a` VALUES (0,NULL);\n\
        /*!40000 ALTER TABLE `a` ENABLE KEYS */;\nUNLOCK TABLES;\nCREATE TABLE z (id int PRIMARY KEY);\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n";
    let files = [
        ("1_dump.sql", dump),
        ("2_b.sql", "INSERT INTO a VALUES (0, NULL);\n"),
    ];
    drafts(MY, &files).run(&database.url).await?;
    // The second one has its old mode back.
    assert_eq!(database.query("SELECT id FROM a").await?, ["0", "1"]);
    Ok(())
}

#[tokio::test]
async fn few_round_trips() -> Result {
    let database = Mariadb::new().await?;
    let proxy = Proxy::new(&database.url).await?;
    let files: Vec<(String, String)> = (1..=100)
        .map(|number| {
            let text =
                format!("CREATE TABLE t{number} (a INT);\nINSERT INTO t{number} VALUES (1);\n");
            (format!("{number}_t.sql"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let migrations = drafts(MY, &files);
    let mut connection = sqlx::MySqlConnection::connect(&proxy.address).await?;
    proxy.turns();
    assert_eq!(migrations.run(&mut connection).await?.applied().len(), 100);
    let turns = proxy.turns();
    assert!(turns <= 5 + STORED_SCHEMA, "the first boot: {turns}");
    migrations.run(&mut connection).await?;
    assert_eq!(proxy.turns(), 1, "nothing to do");
    migrations.verify(&mut connection).await?;
    assert_eq!(proxy.turns(), 1, "to verify");
    Ok(())
}

/// Waits until the server executes a statement of a message, not one before it: the beginning
/// tells.
async fn wait_for(database: &Mariadb, statement: &str, state: &str) -> Result {
    let waiting = format!(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = '{}' AND INFO LIKE '{statement}%' AND STATE LIKE '%{state}%' AND ID <> CONNECTION_ID()",
        database.name
    );
    while database.query(&waiting).await?.is_empty() {}
    Ok(())
}

fn add_column(database: &Mariadb) -> (Migrations, String) {
    let files = [USERS, ("2_n.sql", "ALTER TABLE users ADD n INT;\n")];
    (drafts(MY, &files), database.url.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_locked_is_tried_again_until_it_is_free() -> Result {
    let database = Mariadb::new().await?;
    drafts(MY, &[USERS]).run(&database.url).await?;
    let mut holder = database.connect().await?;
    let mut transaction = holder.begin().await?;
    sqlx::raw_sql("SELECT * FROM users")
        .execute(&mut *transaction)
        .await?;
    let (migrations, url) = add_column(&database);
    let runner = migrations.runner().lock_timeout(Duration::from_millis(20));
    let impatient = runner.clone().max_wait(Duration::from_millis(200));
    let error = refused(impatient.run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(
        error
            .to_string()
            .contains("`2_n`: Lock wait timeout exceeded"),
        "{error}"
    );
    assert_eq!(
        database
            .query("SELECT count(*) FROM _migrate_lease")
            .await?,
        ["0"]
    );

    let waiting = tokio::spawn(async move { runner.run(&url).await });
    wait_for(&database, "ALTER TABLE users", "metadata lock").await?;
    transaction.rollback().await?;
    assert_eq!(applied(&waiting.await??), ["2_n"]);
    Ok(())
}

/// Without the lease nothing is recorded; the next one who has it looks what happened.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lost_its_lease_records_nothing() -> Result {
    let database = Mariadb::new().await?;
    drafts(MY, &[USERS]).run(&database.url).await?;
    let mut holder = database.connect().await?;
    let mut transaction = holder.begin().await?;
    sqlx::raw_sql("SELECT * FROM users")
        .execute(&mut *transaction)
        .await?;
    let (migrations, url) = add_column(&database);
    let patient = migrations.runner().lock_timeout(Duration::ZERO);
    let run = tokio::spawn(async move { patient.run(&url).await });
    wait_for(&database, "ALTER TABLE users", "metadata lock").await?;
    database
        .execute("UPDATE _migrate_lease SET owner = 'somebody else', connection_id = 0")
        .await?;
    transaction.rollback().await?;
    let report = run.await??;
    assert_eq!(applied(&report), ["2_n"]);
    assert_ne!(report.waited(), Duration::ZERO);
    assert_eq!(
        database
            .query("SELECT statements_done FROM _migrate_history")
            .await?,
        ["1", "1"]
    );
    Ok(())
}

/// The client is gone, its statement is not.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_statement_of_a_dead_client_is_waited_for() -> Result {
    let database = Mariadb::new().await?;
    drafts(MY, &[USERS]).run(&database.url).await?;
    let mut holder = database.connect().await?;
    let mut transaction = holder.begin().await?;
    sqlx::raw_sql("INSERT INTO users VALUES (1, NULL)")
        .execute(&mut *transaction)
        .await?;
    let copy = "CREATE TABLE copy AS SELECT * FROM users LOCK IN SHARE MODE;\n";
    let migrations = drafts(MY, &[USERS, ("2_copy.sql", copy)]);
    let url = database.url.clone();
    let patient = migrations.runner().lock_timeout(Duration::ZERO);
    let dying = tokio::spawn(async move { patient.run(&url).await });
    wait_for(&database, "CREATE TABLE copy", "").await?;
    dying.abort();
    assert!(dying.await.is_err_and(|error| error.is_cancelled()));

    let impatient = migrations.runner().max_wait(Duration::from_millis(50));
    let error = refused(impatient.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Busy);
    let text = error.to_string();
    assert!(
        text.contains("held by connection ") && text.contains(" (root@"),
        "{text}"
    );

    transaction.commit().await?;
    // The server may go on with the dead client's message, whose end is the record.
    migrations.run(&database.url).await?;
    assert_eq!(database.query("SELECT count(*) FROM copy").await?, ["1"]);
    migrations.verify(&database.url).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_leaves_the_lock_free() -> Result {
    let database = Mariadb::new().await?;
    let pool = database.pool("SELECT 1").await?;
    let lock = format!("hold_{}", database.name);
    let text = format!(
        "CREATE TABLE a (id INT);\nSELECT GET_LOCK('{lock}', 1000);\nINSERT INTO a VALUES (1);\n"
    );
    let migrations = drafts(MY, &[("1_a.sql", &text)]);
    let mut holder = database.connect().await?;
    ask(&mut holder, &format!("SELECT GET_LOCK('{lock}', 0)")).await?;
    let run = tokio::spawn({
        let pool = pool.clone();
        async move { migrations.run(&pool).await }
    });
    wait_for(&database, "SELECT GET_LOCK", "User lock").await?;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    ask(&mut holder, &format!("SELECT RELEASE_LOCK('{lock}')")).await?;
    migrations.run(&pool).await?;
    assert_eq!(database.query("SELECT id FROM a").await?, ["1"]);
    Ok(())
}

/// As if the program had died between a statement and its record.
async fn interrupt(database: &Mariadb, done: usize, text: &str) -> Result<Migrations> {
    let migrations = drafts(MY, &[USERS, ("2_b.sql", text)]);
    drafts(MY, &[USERS]).run(&database.url).await?;
    let broken = format!("{text}INSERT INTO nope VALUES (1);\n");
    refused(
        drafts(MY, &[USERS, ("2_b.sql", &broken)])
            .run(&database.url)
            .await,
    )?;
    let first = text.split(";\n").take(done).collect::<Vec<_>>().join(";\n");
    database
        .execute(&format!(
            "UPDATE _migrate_history SET state = 'running', statements_done = {done}, done_sql = '{first}' WHERE version = 2"
        ))
        .await?;
    Ok(migrations)
}

#[tokio::test]
async fn a_statement_that_left_something_is_not_executed_twice() -> Result {
    let text = "INSERT INTO users VALUES (1, NULL);\nALTER TABLE users DROP name, ADD INDEX i (id);\nINSERT INTO users VALUES (2);\n";
    let database = Mariadb::new().await?;
    let migrations = interrupt(&database, 1, text).await?;
    database.execute("DELETE FROM users WHERE id = 2").await?;
    assert_eq!(applied(&migrations.run(&database.url).await?), ["2_b"]);
    assert_eq!(database.query("SELECT id FROM users").await?, ["1", "2"]);

    let database = Mariadb::new().await?;
    let migrations = interrupt(&database, 1, text).await?;
    // The statement had not come to its end.
    database
        .execute("DELETE FROM users WHERE id = 2; ALTER TABLE users ADD name INT, DROP INDEX i")
        .await?;
    assert_eq!(applied(&migrations.run(&database.url).await?), ["2_b"]);
    let indexes = "SELECT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'users' AND index_name <> 'PRIMARY'";
    assert_eq!(database.query(indexes).await?, ["i"]);
    Ok(())
}

#[tokio::test]
async fn what_nobody_can_know_is_left_to_the_user() -> Result {
    let text = "INSERT INTO users VALUES (1, NULL);\nTRUNCATE users;\nINSERT INTO users VALUES (2, NULL);\n";
    let database = Mariadb::new().await?;
    let migrations = interrupt(&database, 1, text).await?;
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::History);
    assert_eq!(
        error.to_string(),
        "migration `2_b`: a program ended while statement 2 of 3 was executed, and it is not known whether it took effect\n \
         --> migrations/2_b.sql:2:1\n  |\n2 | TRUNCATE users;\n  | ^\n  \
         = help: look at the database; if it did not, resume with `cargo migrate repair --resume`; if it did, execute the rest \
         by hand and record that with `cargo migrate repair --mark applied 2_b`"
    );
    assert_eq!(database.query("SELECT id FROM users").await?, ["2"]);
    // And the next one need not wait for this one.
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::History);
    migrations
        .runner()
        .repair(&database.url, Repair::Resume)
        .await?;
    assert!(migrations.status(&database.url).await?.is_up_to_date());
    assert_eq!(database.query("SELECT id FROM users").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn accounts_that_may_not() -> Result {
    let database = Mariadb::new().await?;
    let migrations = drafts(MY, &[USERS]);
    migrations.run(&database.url).await?;
    let (name, account) = (&database.name, format!("r{}", database.name));
    database
        .execute(&format!(
            "CREATE USER {account} IDENTIFIED BY 's3cret-word'; GRANT SELECT ON {name}._migrate_history TO {account}; \
             GRANT SELECT ON {name}._migrate_layout TO {account}"
        ))
        .await?;
    let url = database.url_as(&account, "s3cret-word");
    assert!(migrations.run(&url).await?.applied().is_empty());
    migrations.verify(&url).await?;
    assert!(migrations.status(&url).await?.is_up_to_date());

    let more = drafts(MY, &[USERS, ("2_more.sql", "CREATE TABLE more (id INT);")]);
    assert_eq!(more.plan(&url).await?.migrations().len(), 1);
    let error = refused(more.run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    let text = error.to_string();
    assert!(
        text.contains("command denied")
            && text.contains("grant the account what it needs")
            && text.contains(name.as_str()),
        "{text}"
    );

    database
        .execute(&format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON {name}.* TO {account}"
        ))
        .await?;
    let error = refused(more.run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Sql, "{error}");
    assert!(
        error.to_string().contains("the account lacks this right"),
        "{error}"
    );
    database.execute("SET GLOBAL read_only = 1").await?;
    let error = refused(more.run(&url).await);
    database.execute("SET GLOBAL read_only = 0").await?;
    let error = error?;
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(
        error.to_string().contains("connect to the primary server"),
        "{error}"
    );

    let first = Mariadb::new().await?;
    database
        .execute(&format!("GRANT SELECT ON {}.* TO {account}", first.name))
        .await?;
    let error = refused(migrations.run(&first.url_as(&account, "s3cret-word")).await)?;
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(
        error.to_string().contains("CREATE command denied"),
        "{error}"
    );

    let error = refused(
        migrations
            .run(&database.url_as(&account, "wr0ng-word"))
            .await,
    )?;
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.to_string().contains("Access denied"), "{error}");
    assert!(!format!("{error:?} {error}").contains("wr0ng"));
    Ok(())
}

#[tokio::test]
async fn a_connection_without_a_database_is_refused() -> Result {
    let database = Mariadb::new().await?;
    let url = database.url.trim_end_matches(database.name.as_str());
    let error = refused(drafts(MY, &[USERS]).run(url).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(error.to_string().contains("name one in the URL"), "{error}");
    let mariadb = database.url.replace("mysql://", "mariadb://");
    assert_eq!(drafts(MY, &[USERS]).run(&mariadb).await?.applied().len(), 1);
    Ok(())
}
