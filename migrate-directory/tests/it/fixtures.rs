//! One mistake, one diagnostic. `fixture` reads a directory of `tests/fixtures`, which is named for
//! the code; `mistake` takes files that are not worth a directory, or that git cannot hold.

use std::path::Path;

use insta::assert_snapshot;
use migrate_directory::{Content, Dialect, Directory, Entry, Settings, Snapshot};

use crate::support::{NAME, lock_of, settings};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");
const C: (&str, &str) = ("3_c.sql", "CREATE TABLE c (id INT);\n");
const A_DOWN: (&str, &str) = ("1_a.down.sql", "DROP TABLE a;\n");

fn fixture(name: &str) -> String {
    one(report(&on_disk(name), &settings()))
}

fn on_disk(name: &str) -> Snapshot {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    Snapshot::read(&fixtures, name)
}

/// The one diagnostic of these files.
fn mistake(files: &[(&str, &str)]) -> String {
    one(mistakes(files))
}

/// Every diagnostic of these files, which are for PostgreSQL unless they say otherwise.
fn mistakes(files: &[(&str, &str)]) -> Vec<String> {
    report(&in_memory(files), &settings())
}

fn in_memory(files: &[(&str, &str)]) -> Snapshot {
    let says_dialect = |(name, _): &&(&str, &str)| name.starts_with("migrat");
    let postgres = [("migrate.toml", "dialect = \"postgres\"\n")];
    let added: &[(&str, &str)] = match files.iter().find(says_dialect) {
        Some(_) => &[],
        None => &postgres,
    };
    Snapshot::of(NAME, files.iter().chain(added).copied())
}

/// The one diagnostic of a single file.
fn in_file(dialect: Dialect, text: &str) -> String {
    let config = format!("dialect = \"{dialect}\"\n");
    mistake(&[("1_a.sql", text), ("migrate.toml", &config)])
}

fn postgres(text: &str) -> String {
    in_file(Dialect::Postgres, text)
}

fn sqlite(text: &str) -> String {
    in_file(Dialect::Sqlite, text)
}

fn mysql(text: &str) -> String {
    in_file(Dialect::Mysql, text)
}

/// The one diagnostic of `files` with the lock of `sealed`.
fn after_sealing(sealed: &[(&str, &str)], files: &[(&str, &str)]) -> String {
    let lock = lock_of(sealed, Dialect::Postgres);
    mistake(&[files, &[("migrations.lock", &lock)]].concat())
}

/// The same in a release build.
fn in_release(sealed: &[(&str, &str)], files: &[(&str, &str)]) -> String {
    let lock = lock_of(sealed, Dialect::Postgres);
    let snapshot = in_memory(&[files, &[("migrations.lock", &lock)]].concat());
    let release = Settings {
        release: true,
        ..settings()
    };
    one(report(&snapshot, &release))
}

fn report(snapshot: &Snapshot, settings: &Settings) -> Vec<String> {
    let directory = Directory::new(snapshot, settings);
    let diagnostics = directory.diagnostics.iter();
    diagnostics
        // The message and the help, each on its own line.
        .map(|one| {
            one.line(directory.text(&one.path))
                .replacen("]; ", "];\n", 1)
        })
        .collect()
}

fn one(mut lines: Vec<String>) -> String {
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines.pop().unwrap_or_default()
}

#[test]
fn every_problem_is_reported_in_one_build() {
    let lines = mistakes(&[
        ("1_a.sql", "SELECT 'a;"),
        B,
        ("3-c.sql", ""),
        ("4_d.sql", "COMMIT;"),
    ]);
    assert_snapshot!(lines.join("\n"), @r"
    migrations/1_a.sql:1:8: this string is not closed [unterminated-statement];
    close it
    migrations/3-c.sql:1:1: `3-c.sql` is not the name of a migration [unrecognised-file];
    rename it to `3_c.sql`, or move it elsewhere if it is not a migration
    migrations/4_d.sql:1:1: `COMMIT` would begin or end the runner's transaction [transaction-control];
    remove the statement; if the file must not run in one transaction, write `-- migrate: transaction(none)` at its top
    ");
}

#[test]
fn missing_directory() {
    assert_snapshot!(fixture("missing-directory"), @r"
    missing-directory:1:1: there is no directory `missing-directory` [missing-directory];
    create `missing-directory` beside Cargo.toml with a first migration, `1_<name>.sql`
    ");
    let none = Settings {
        dialect: None,
        dialects: Vec::new(),
        release: true,
    };
    assert_snapshot!(one(report(&on_disk("missing-directory"), &none)), @r"
    missing-directory:1:1: there is no directory `missing-directory` [missing-directory];
    create `missing-directory` beside Cargo.toml with a first migration, `1_<name>.sql`
    ");
}

#[test]
fn empty_directory() {
    assert_snapshot!(fixture("empty-directory"), @r"
    empty-directory:1:1: `empty-directory` holds no migration [empty-directory];
    write the first one, `1_<name>.sql`
    ");
    assert_snapshot!(mistake(&[("README.md", "")]), @r"
    migrations:1:1: `migrations` holds no migration [empty-directory];
    write the first one, `1_<name>.sql`
    ");
    assert_snapshot!(after_sealing(&[], &[]), @r"
    migrations:1:1: `migrations` holds no migration [empty-directory];
    write the first one, `1_<name>.sql`
    ");
}

#[test]
fn unreadable_file() {
    let unreadable = |path: &str| {
        let mut snapshot = in_memory(&[B]);
        let content = Content::Unreadable("permission denied".to_owned());
        snapshot.insert(Entry {
            path: path.to_owned(),
            content,
        });
        one(report(&snapshot, &settings()))
    };
    assert_snapshot!(unreadable("1_a.sql"), @r"
    migrations/1_a.sql:1:1: the file could not be read: permission denied [unreadable-file];
    make it readable
    ");
    assert_snapshot!(unreadable("1_a"), @r"
    migrations/1_a:1:1: this could not be read: permission denied [unreadable-file];
    make it readable
    ");
    assert_snapshot!(mistake(&[B, ("migrate.toml/a", "")]), @r"
    migrations/migrate.toml:1:1: this is a folder where a file is expected [unreadable-file];
    rename the folder
    ");
    assert_snapshot!(mistake(&[("1_a/migration.sql/a", "")]), @r"
    migrations/1_a/migration.sql:1:1: this is a folder where a file is expected [unreadable-file];
    rename the folder
    ");
}

#[test]
fn not_utf8() {
    assert_snapshot!(fixture("not-utf8"), @r"
    not-utf8/1_a.sql:2:33: the file is not UTF-8 [not-utf8];
    save it in UTF-8
    ");
    let binary = |path: &str, bytes: &[u8]| {
        let lock = lock_of(&[A, A_DOWN, B], Dialect::Postgres);
        let mut snapshot = in_memory(&[A, A_DOWN, B, ("migrations.lock", &lock)]);
        let entry = snapshot.entries.iter_mut().find(|entry| entry.path == path);
        entry.unwrap().content = Content::Binary(bytes.to_vec());
        one(report(&snapshot, &settings()))
    };
    assert_snapshot!(postgres("SELECT 1;\nSELECT 2;\0\n"), @r"
    migrations/1_a.sql:2:10: the file holds a NUL byte, at which databases stop reading [not-utf8];
    remove it
    ");
    // A sealed file that is not text exists, so it is neither missing nor edited.
    assert_snapshot!(binary("1_a.sql", b"\xff\xfeC\0R\0"), @r"
    migrations/1_a.sql:1:1: the file is not UTF-8 [not-utf8];
    save it in UTF-8
    ");
    assert_snapshot!(binary("1_a.down.sql", b"-- \r\n\xe9"), @r"
    migrations/1_a.down.sql:2:1: the file is not UTF-8 [not-utf8];
    save it in UTF-8
    ");
    assert_snapshot!(binary("migrations.lock", b"\xe9"), @r"
    migrations/migrations.lock:1:1: the file is not UTF-8 [not-utf8];
    save it in UTF-8
    ");
}

#[test]
fn unrecognised_file() {
    assert_snapshot!(fixture("unrecognised-file"), @r"
    unrecognised-file/1-a.sql:1:1: `1-a.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[("1_a.SQL", A.1)]), @r"
    migrations/1_a.SQL:1:1: `1_a.SQL` is not the name of a migration [unrecognised-file];
    rename it to `1_a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[("V1_a.sql", A.1)]), @r"
    migrations/V1_a.sql:1:1: `V1_a.sql` is not the name of a migration [unrecognised-file];
    rename it to `V1__a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[("add_users.sql", A.1)]), @r"
    migrations/add_users.sql:1:1: `add_users.sql` is not the name of a migration [unrecognised-file];
    rename it to `<version>_add_users.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[("0001.sql", A.1)]), @r"
    migrations/0001.sql:1:1: `0001.sql` is not the name of a migration [unrecognised-file];
    rename it to `0001_<name>.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[A, ("notes.txt", "")]), @r"
    migrations/notes.txt:1:1: `notes.txt` is not the name of a migration [unrecognised-file];
    move it elsewhere, or begin its name with `_` to exclude it; a migration is named `<version>_<name>.sql`
    ");
    assert_snapshot!(mistake(&[A, ("R__views.sql", "")]), @r"
    migrations/R__views.sql:1:1: `R__views.sql` is a repeatable migration, which is not supported [unrecognised-file];
    give each change of it a version of its own: `<version>_<name>.sql` with CREATE OR REPLACE
    ");
    assert_snapshot!(mistake(&[A, ("U1__a.sql", "")]), @r"
    migrations/U1__a.sql:1:1: `U1__a.sql` is an undo migration in Flyway's notation, or an unordered one in refinery's [unrecognised-file];
    name a script that reverts `V1__users.sql` `V1__users.down.sql`; name an unordered one with a version of its own
    ");
}

#[test]
fn unrecognised_file_in_a_folder() {
    assert_snapshot!(mistake(&[("2024/1_a.sql", A.1)]), @r"
    migrations/2024/1_a.sql:1:1: `2024/1_a.sql` is in a folder that is not a migration [unrecognised-file];
    move the migrations of `2024` into `migrations` itself, or begin the folder's name with `_` to exclude it
    ");
    assert_snapshot!(mistake(&[("1_a/migrations.sql", A.1)]), @r"
    migrations/1_a/migrations.sql:1:1: `1_a/migrations.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a/migration.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(mistake(&[("1_a/up.sql", A.1), ("1_a/metadata.toml", "run_in_transaction = false")]), @r"
    migrations/1_a/metadata.toml:1:1: `1_a/metadata.toml` is diesel's settings file [unrecognised-file];
    for `run_in_transaction = false` write `-- migrate: transaction(none)` at the top of up.sql; then delete metadata.toml
    ");
    assert_snapshot!(mistake(&[("1_a/up.sql", A.1), ("1_a/old/up.sql", A.1)]), @r"
    migrations/1_a/old:1:1: `1_a/old` is not the name of a migration [unrecognised-file];
    rename it to `1_a/migration.sql`, or move it elsewhere if it is not a migration
    ");
    let mut snapshot = in_memory(&[A]);
    let content = Content::Folder;
    snapshot.insert(Entry {
        path: "empty".to_owned(),
        content,
    });
    assert_snapshot!(one(report(&snapshot, &settings())), @r"
    migrations/empty:1:1: the folder `empty` is not a migration [unrecognised-file];
    move the migrations of `empty` into `migrations` itself, or begin the folder's name with `_` to exclude it
    ");
}

#[test]
fn unrecognised_file_that_others_depend_on() {
    // The misnamed file exists, so its counterpart is not alone and nothing is missing.
    assert_snapshot!(mistake(&[("1-a.sql", A.1), A_DOWN]), @r"
    migrations/1-a.sql:1:1: `1-a.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(after_sealing(&[A, B], &[("1-a.sql", A.1), B]), @r"
    migrations/1-a.sql:1:1: `1-a.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(after_sealing(&[A, B], &[("1-a.sql", "SELECT 1;"), B]), @r"
    migrations/1-a.sql:1:1: `1-a.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a.sql`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(after_sealing(&[A, B], &[("old/1_a.sql", A.1), B]), @r"
    migrations/old/1_a.sql:1:1: `old/1_a.sql` is in a folder that is not a migration [unrecognised-file];
    move the migrations of `old` into `migrations` itself, or begin the folder's name with `_` to exclude it
    ");
    assert_snapshot!(after_sealing(&[A, A_DOWN], &[A, ("1-a.down.sql", A_DOWN.1)]), @r"
    migrations/1-a.down.sql:1:1: `1-a.down.sql` is not the name of a migration [unrecognised-file];
    rename it to `1_a.down.sql`, or move it elsewhere if it is not a migration
    ");
    let folder = [("1_a/migration.sql", A.1)];
    assert_snapshot!(after_sealing(&folder, &[("1-a/migration.sql", A.1)]), @r"
    migrations/1-a:1:1: `1-a` is not the name of a migration [unrecognised-file];
    rename it to `1_a`, or move it elsewhere if it is not a migration
    ");
    assert_snapshot!(after_sealing(&folder, &[("1_a/migration.txt", A.1), ("1_a/down.sql", "SELECT 1;")]), @r"
    migrations/1_a/migration.txt:1:1: `1_a/migration.txt` is not the name of a migration [unrecognised-file];
    rename it to `1_a/migration.sql`, or move it elsewhere if it is not a migration
    ");
}

#[test]
fn foreign_format() {
    assert_snapshot!(fixture("foreign-format"), @r"
    foreign-format/1_a.sql:1:1: `-- migrate:up` is dbmate's notation [foreign-format];
    put the part that applies into `<version>_<name>.sql` and the part that reverts into `<version>_<name>.down.sql`, without these comments
    ");
    assert_snapshot!(postgres("-- +goose Up\nCREATE TABLE a (id INT);\n-- +goose Down\nDROP TABLE a;\n"), @r"
    migrations/1_a.sql:1:1: `-- +goose` is goose's notation [foreign-format];
    put the part that applies into `<version>_<name>.sql` and the part that reverts into `<version>_<name>.down.sql`, without these comments
    ");
    assert_snapshot!(postgres("-- +migrate Up notransaction\nSELECT 1;\n"), @r"
    migrations/1_a.sql:1:1: `-- +migrate` is sql-migrate's notation [foreign-format];
    put the part that applies into `<version>_<name>.sql` and the part that reverts into `<version>_<name>.down.sql`, without these comments
    ");
    assert_snapshot!(postgres("-- no-transaction\nSELECT 1;\nVACUUM;\n"), @r"
    migrations/1_a.sql:1:1: `-- no-transaction` is sqlx's notation [foreign-format];
    write `-- migrate: transaction(none)` instead
    ");
    assert_snapshot!(postgres("-- atlas:txmode none\n\nSELECT 1;\n"), @r"
    migrations/1_a.sql:1:1: `-- atlas:` is Atlas's notation [foreign-format];
    write `-- migrate: transaction(none)` instead
    ");
    assert_snapshot!(postgres("SELECT 1;\n  -- atlas:nolint destructive\nSELECT 2;\n"), @r"
    migrations/1_a.sql:2:3: `-- atlas:` is Atlas's notation [foreign-format];
    remove the comment; `-- migrate: allow(<rule>) <reason>` silences a rule
    ");
}

#[test]
fn mixed_layout() {
    assert_snapshot!(fixture("mixed-layout"), @r"
    mixed-layout/V3__c.sql:1:1: `V3__c.sql` has a different layout from most migrations of the directory [mixed-layout];
    name all migrations in the same way, for example `1_users.sql`
    ");
    assert_snapshot!(mistake(&[A, ("2_b/migration.sql", B.1)]), @r"
    migrations/2_b/migration.sql:1:1: `2_b/migration.sql` has a different layout from most migrations of the directory [mixed-layout];
    name all migrations in the same way, for example `1_users.sql`
    ");
    assert_snapshot!(mistake(&[("V1__a.sql", A.1), ("V2__b.sql", B.1), ("3_c/up.sql", C.1)]), @r"
    migrations/3_c/up.sql:1:1: `3_c/up.sql` has a different layout from most migrations of the directory [mixed-layout];
    name all migrations in the same way, for example `V1__users.sql`
    ");
}

#[test]
fn bad_version() {
    assert_snapshot!(fixture("bad-version"), @r"
    bad-version/2b_c.sql:1:1: the version `2b` is not a number [bad-version];
    use digits only, for example `1` or `20260123171414`
    ");
    assert_snapshot!(mistake(&[("-1_a.sql", A.1)]), @r"
    migrations/-1_a.sql:1:1: the version `-1` is not a number [bad-version];
    use digits only, for example `1` or `20260123171414`
    ");
    assert_snapshot!(mistake(&[("9223372036854775808_a.sql", A.1)]), @r"
    migrations/9223372036854775808_a.sql:1:1: the version `9223372036854775808` does not fit 64 bits [bad-version];
    use a smaller number, for example `1` or `20260123171414`
    ");
    assert_snapshot!(mistake(&[("V1.2__a.sql", A.1)]), @r"
    migrations/V1.2__a.sql:1:1: the version `1.2` is not a number [bad-version];
    use digits only, for example `1` or `20260123171414`
    ");
    assert_snapshot!(mistake(&[("1-2_a/migration.sql", A.1)]), @r"
    migrations/1-2_a:1:1: the version `1-2` is not a number [bad-version];
    use digits only, for example `1` or `20260123171414`
    ");
    let folder = [("1_a_b/migration.sql", A.1)];
    assert_snapshot!(after_sealing(&folder, &[("1-a_b/migration.sql", A.1)]), @r"
    migrations/1-a_b:1:1: the version `1-a` is not a number [bad-version];
    use digits only, for example `1` or `20260123171414`
    ");
}

#[test]
fn bad_name() {
    assert_snapshot!(fixture("bad-name"), @r"
    bad-name/1_.sql:1:1: the migration has no name [bad-name];
    give the migration a short name, for example `add_notes`
    ");
    assert_snapshot!(mistake(&[("1_a\u{7}.sql", A.1)]), @r"
    migrations/1_a.sql:1:1: the migration's name holds a control character [bad-name];
    give the migration a short name, for example `add_notes`
    ");
    assert_snapshot!(mistake(&[("1_/up.sql", A.1)]), @r"
    migrations/1_:1:1: the migration has no name [bad-name];
    give the migration a short name, for example `add_notes`
    ");
    assert_snapshot!(mistake(&[("1_caf\u{fffd}.sql", A.1)]), @r"
    migrations/1_caf�.sql:1:1: the migration's name is not UTF-8 [bad-name];
    give the migration a short name, for example `add_notes`
    ");
}

#[test]
fn duplicate_version() {
    assert_snapshot!(fixture("duplicate-version"), @r"
    duplicate-version/1_b.sql:1:1: `duplicate-version/1_a.sql` and `duplicate-version/1_b.sql` have the same version [duplicate-version];
    give one of them another version
    ");
    assert_snapshot!(mistake(&[A, ("0001_a.sql", B.1)]), @r"
    migrations/1_a.sql:1:1: `migrations/0001_a.sql` and `migrations/1_a.sql` have the same version [duplicate-version];
    give one of them another version
    ");
    assert_snapshot!(mistake(&[("1_a/migration.sql", A.1), ("1_a/up.sql", A.1)]), @r"
    migrations/1_a/up.sql:1:1: `1_a` holds both migration.sql and up.sql [duplicate-version];
    keep one of them
    ");
    assert_snapshot!(mistake(&[A, A_DOWN, ("01_a.down.sql", A_DOWN.1)]), @r"
    migrations/1_a.down.sql:1:1: `1_a` has a second down file [duplicate-version];
    keep one of them
    ");
    // Only the draft can still be renamed, and one diagnostic is enough.
    assert_snapshot!(after_sealing(&[A, B], &[A, B, ("1_z.sql", C.1)]), @r"
    migrations/1_z.sql:1:1: `migrations/1_a.sql` and `migrations/1_z.sql` have the same version [duplicate-version];
    give one of them another version
    ");
    assert_snapshot!(after_sealing(&[A, B], &[A, B, ("2_a.sql", C.1)]), @r"
    migrations/2_a.sql:1:1: `migrations/2_a.sql` and `migrations/2_b.sql` have the same version [duplicate-version];
    give one of them another version
    ");
    let config = (
        "migrate.toml",
        "dialect = \"postgres\"\nduplicate-versions = \"allow\"\n",
    );
    assert_snapshot!(mistake(&[A, ("01_a.sql", B.1), config]), @r"
    migrations/1_a.sql:1:1: `migrations/01_a.sql` and `migrations/1_a.sql` have the same version [duplicate-version];
    give one of them another version
    ");
    assert_snapshot!(after_sealing(&[A, B], &[A, B, ("1_z.sql", C.1), config]), @r"
    migrations/1_z.sql:1:1: the draft `1_z` sorts before the sealed `2_b` [out-of-order];
    give it a later version: `cargo migrate rebase` renames it
    ");
}

#[test]
fn empty_migration() {
    assert_snapshot!(fixture("empty-migration"), @r"
    empty-migration/1_a.sql:1:1: the migration contains no statement [empty-migration];
    write its SQL, or say why it is empty: `-- migrate: allow(empty-migration) <reason>`
    ");
    assert_snapshot!(postgres("-- nothing yet\n/* SELECT 1; */\n"), @r"
    migrations/1_a.sql:1:1: the migration contains no statement [empty-migration];
    write its SQL, or say why it is empty: `-- migrate: allow(empty-migration) <reason>`
    ");
    assert_snapshot!(postgres("\u{feff}\r\n;;\n"), @r"
    migrations/1_a.sql:1:1: the migration contains no statement [empty-migration];
    write its SQL, or say why it is empty: `-- migrate: allow(empty-migration) <reason>`
    ");
    let mut snapshot = in_memory(&[("2_b/up.sql", B.1)]);
    let content = Content::Folder;
    snapshot.insert(Entry {
        path: "1_a".to_owned(),
        content,
    });
    assert_snapshot!(one(report(&snapshot, &settings())), @r"
    migrations/1_a:1:1: the folder `1_a` holds no migration.sql [empty-migration];
    write the SQL into migration.sql inside it, or remove the folder
    ");
    let lock = lock_of(&[], Dialect::Postgres);
    let why = ("1_a.sql", "-- migrate: allow(empty-migration) squashed");
    assert_eq!(
        mistakes(&[why, A_DOWN, ("migrations.lock", &lock)]),
        [""; 0]
    );
}

#[test]
fn down_without_up() {
    assert_snapshot!(fixture("down-without-up"), @r"
    down-without-up/2_b.down.sql:1:1: there is no migration `2_b` [down-without-up];
    restore the migration, or remove the down file
    ");
    assert_snapshot!(mistake(&[("1_a/up.sql", A.1), ("2_b/down.sql", "DROP TABLE b;")]), @r"
    migrations/2_b/down.sql:1:1: there is no migration `2_b` [down-without-up];
    restore the migration, or remove the down file
    ");
}

#[test]
fn edited_migration() {
    assert_snapshot!(fixture("edited-migration"), @r"
    edited-migration/2_b.sql:1:1: `2_b` was edited after it was sealed (edited-migration/migrations.lock:5) [edited-migration];
    restore it with `git checkout -- edited-migration/2_b.sql` and write the change as a new migration
    ");
    assert_snapshot!(after_sealing(&[A, A_DOWN], &[A, ("1_a.down.sql", "SELECT 1;\n")]), @r"
    migrations/1_a.down.sql:1:1: the down file of `1_a` was edited after it was sealed (migrations/migrations.lock:4) [edited-migration];
    restore it with `git checkout -- migrations/1_a.down.sql`
    ");
    // Restoring the file also fixes what else the edit broke.
    assert_snapshot!(after_sealing(&[A, B], &[A, ("2_b.sql", "")]), @r"
    migrations/2_b.sql:1:1: `2_b` was edited after it was sealed (migrations/migrations.lock:5) [edited-migration];
    restore it with `git checkout -- migrations/2_b.sql` and write the change as a new migration
    ");
    assert_snapshot!(after_sealing(&[A, B], &[("1_a.sql", "COMMIT; SELECT '"), B]), @r"
    migrations/1_a.sql:1:1: `1_a` was edited after it was sealed (migrations/migrations.lock:4) [edited-migration];
    restore it with `git checkout -- migrations/1_a.sql` and write the change as a new migration
    ");
}

#[test]
fn missing_migration() {
    assert_snapshot!(fixture("missing-migration"), @r"
    missing-migration/migrations.lock:5:1: `2_b` is sealed here, but its file is gone [missing-migration];
    restore the file from git; to revert a released migration write a new one
    ");
    assert_snapshot!(after_sealing(&[A, A_DOWN, B], &[A_DOWN, B]), @r"
    migrations/migrations.lock:4:1: `1_a` is sealed here, but its file is gone [missing-migration];
    restore the file from git; to revert a released migration write a new one
    ");
    assert_snapshot!(after_sealing(&[A, A_DOWN], &[A]), @r"
    migrations/migrations.lock:4:1: the down file of `1_a` is sealed here, but it is gone [missing-migration];
    restore the file from git
    ");
    assert_snapshot!(after_sealing(&[A], &[]), @r"
    migrations/migrations.lock:4:1: `1_a` is sealed here, but its file is gone [missing-migration];
    restore the file from git; to revert a released migration write a new one
    ");
}

#[test]
fn renamed_migration() {
    assert_snapshot!(fixture("renamed-migration"), @r"
    renamed-migration/2_bb.sql:1:1: the sealed `2_b` (renamed-migration/migrations.lock:5) was renamed to `2_bb` [renamed-migration];
    restore its name, `2_b`: databases have recorded that name
    ");
    assert_snapshot!(in_release(&[A, B], &[("0_a.sql", A.1), A_DOWN, B]), @r"
    migrations/0_a.sql:1:1: the sealed `1_a` (migrations/migrations.lock:4) was renamed to `0_a` [renamed-migration];
    restore its name, `1_a`: databases have recorded that name
    ");
    assert_snapshot!(after_sealing(&[A, B], &[A, ("3_b.sql", B.1)]), @r"
    migrations/3_b.sql:1:1: the sealed `2_b` (migrations/migrations.lock:5) was renamed to `3_b` [renamed-migration];
    restore its name, `2_b`: databases have recorded that name
    ");
}

#[test]
fn out_of_order() {
    assert_snapshot!(fixture("out-of-order"), @r"
    out-of-order/2_b.sql:1:1: the draft `2_b` sorts before the sealed `3_c` [out-of-order];
    give it a later version: `cargo migrate rebase` renames it
    ");
    assert_snapshot!(in_release(&[A, C], &[A, B, C]), @r"
    migrations/2_b.sql:1:1: the draft `2_b` sorts before the sealed `3_c` [out-of-order];
    give it a later version: `cargo migrate rebase` renames it
    ");
    // A copy of a sealed file is a migration of its own.
    assert_snapshot!(after_sealing(&[A, C], &[A, ("2_b.sql", A.1), C]), @r"
    migrations/2_b.sql:1:1: the draft `2_b` sorts before the sealed `3_c` [out-of-order];
    give it a later version: `cargo migrate rebase` renames it
    ");
}

#[test]
fn unsealed_migration() {
    assert_snapshot!(fixture("unsealed-migration"), @r"
    unsealed-migration/migrations.lock:1:1: without migrations.lock an edited migration is noticed only at boot [unsealed-migration];
    run `cargo migrate init`
    ");
    assert_snapshot!(in_release(&[A], &[A, B]), @r"
    migrations/2_b.sql:1:1: `2_b` is a draft, and this is a release build [unsealed-migration];
    run `cargo migrate seal` and commit migrations.lock
    ");
    // First things first.
    assert_snapshot!(in_release(&[A], &[A, ("2_b.sql", "COMMIT;")]), @r"
    migrations/2_b.sql:1:1: `COMMIT` would begin or end the runner's transaction [transaction-control];
    remove the statement; if the file must not run in one transaction, write `-- migrate: transaction(none)` at its top
    ");
}

#[test]
fn bad_lock() {
    let lock = lock_of(&[A, B], Dialect::Postgres);
    let says = |text: &str| mistake(&[A, B, ("migrations.lock", text)]);
    assert_snapshot!(fixture("bad-lock"), @r"
    bad-lock/migrations.lock:2:1: the lock holds a merge conflict: both branches sealed migrations [bad-lock];
    run `cargo migrate rebase`: it renames the newer drafts and seals them again
    ");
    assert_snapshot!(says(&lock.replace("format 1", "format 2")), @r"
    migrations/migrations.lock:3:1: the lock has format 2, this version reads format 1 [bad-lock];
    update the migrate crates and the command
    ");
    assert_snapshot!(says(&lock.replace("2_b", "2_c")), @r"
    migrations/migrations.lock:2:1: the head does not match these lines [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("head ", "head 0")), @r"
    migrations/migrations.lock:2:1: this is not a `head` line [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("dialect postgres", "dialect oracle")), @r"
    migrations/migrations.lock:3:1: the line names no known dialect [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("set default", "sets default")), @r"
    migrations/migrations.lock:3:1: `sets default` is not known [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("  1_a", "  9_a")), @r"
    migrations/migrations.lock:5:1: `2_b` comes after `9_a` [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("breaking:no  2_b", "2_b")), @r"
    migrations/migrations.lock:5:1: this is not a line of the lock [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock.replace("set default\n", "set default\n    was 0\n")), @r"
    migrations/migrations.lock:4:1: this line belongs under a migration [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
}

#[test]
fn bad_lock_that_was_written_by_halves() {
    let lock = lock_of(&[A, B], Dialect::Postgres);
    let says = |text: &str| mistake(&[A, B, ("migrations.lock", text)]);
    let line = |number: usize| {
        lock.match_indices('\n')
            .nth(number)
            .map_or(0, |(at, _)| at + 1)
    };
    assert_snapshot!(says(""), @r"
    migrations/migrations.lock:1:1: the lock ends before its `head` line [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock[..line(0) + 30]), @r"
    migrations/migrations.lock:2:1: this is not a `head` line [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock[..line(1)]), @r"
    migrations/migrations.lock:3:1: the lock ends before its `format` line [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock[..line(3)]), @r"
    migrations/migrations.lock:2:1: the head does not match these lines [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
    assert_snapshot!(says(&lock[..line(3) + 30]), @r"
    migrations/migrations.lock:5:1: this is not a line of the lock [bad-lock];
    restore the file from git; only `cargo migrate seal` writes it
    ");
}

#[test]
fn bad_config() {
    assert_snapshot!(fixture("bad-config"), @r"
    bad-config/migrate.toml:1:1: unknown key `dialekt` [bad-config];
    did you mean `dialect`?
    ");
    assert_snapshot!(mistake(&[A, ("migrate.toml", "dialect = 'oracle'")]), @r"
    migrations/migrate.toml:1:11: `oracle` is not a valid value of `dialect` [bad-config];
    use one of: postgres, sqlite, mysql
    ");
    assert_snapshot!(mistake(&[A, ("migrate.toml", "dialect = ['sqlite']")]), @r"
    migrations/migrate.toml:1:11: the value of `dialect` must be a string [bad-config];
    use one of: postgres, sqlite, mysql
    ");
    assert_snapshot!(mistake(&[A, ("migrate.toml", "dialect: sqlite\n")]), @r"
    migrations/migrate.toml:1:10: not TOML: key with no value, expected `=` [bad-config];
    correct the syntax
    ");
    assert_snapshot!(mistake(&[A, ("migrate.toml", "dialect = 'sqlite'\nduplicate-versions = true\n")]), @r"
    migrations/migrate.toml:2:22: the value of `duplicate-versions` must be a string [bad-config];
    use one of: deny, allow
    ");
}

#[test]
fn dialect_unknown() {
    assert_snapshot!(fixture("dialect-unknown"), @r#"
    dialect-unknown/migrate.toml:1:1: no setting names the kind of database that the migrations are for [dialect-unknown];
    write `dialect = "postgres"` (or sqlite, mysql) into `dialect-unknown/migrate.toml`, or enable one of the features of migrate-build
    "#);
    let none = Settings {
        dialect: None,
        dialects: Vec::new(),
        release: false,
    };
    assert_snapshot!(one(report(&on_disk("dialect-unknown"), &none)), @r#"
    dialect-unknown/migrate.toml:1:1: no setting names the kind of database that the migrations are for [dialect-unknown];
    write `dialect = "postgres"` (or sqlite, mysql) into `dialect-unknown/migrate.toml`, or enable one of the features of migrate-build
    "#);
}

#[test]
fn dialect_mismatch() {
    assert_snapshot!(fixture("dialect-mismatch"), @r#"
    dialect-mismatch/migrate.toml:1:11: migrate.toml says sqlite, migrations.lock says postgres [dialect-mismatch];
    write `dialect = "postgres"`
    "#);
    let other = Settings {
        dialect: None,
        dialects: vec![Dialect::Sqlite, Dialect::Mysql],
        release: false,
    };
    assert_snapshot!(one(report(&in_memory(&[A]), &other)), @r#"
    migrations/migrate.toml:1:11: the migrations are for postgres, migrate-build is built for sqlite, mysql [dialect-mismatch];
    enable the feature "postgres" of migrate-build in Cargo.toml
    "#);
    let lock = lock_of(&[A], Dialect::Postgres);
    assert_snapshot!(one(report(&in_memory(&[A, ("migrations.lock", &lock)]), &other)), @r#"
    migrations/migrations.lock:1:1: the migrations are for postgres, migrate-build is built for sqlite, mysql [dialect-mismatch];
    enable the feature "postgres" of migrate-build in Cargo.toml
    "#);
}

#[test]
fn unknown_directive() {
    let says = |text: &str| postgres(&format!("-- migrate: {text}\nSELECT 1;\n"));
    assert_snapshot!(fixture("unknown-directive"), @r"
    unknown-directive/1_a.sql:1:1: unknown directive `transacton(none)` [unknown-directive];
    did you mean `transaction`?
    ");
    assert_snapshot!(says("sometimes"), @r"
    migrations/1_a.sql:1:1: unknown directive `sometimes` [unknown-directive];
    use one of: allow, transaction, lock-timeout, statement-timeout, foreign-keys, breaking, compatible, rust
    ");
    assert_snapshot!(says(""), @r"
    migrations/1_a.sql:1:1: unknown directive `` [unknown-directive];
    use one of: allow, transaction, lock-timeout, statement-timeout, foreign-keys, breaking, compatible, rust
    ");
    assert_snapshot!(says("upgrade"), @r"
    migrations/1_a.sql:1:1: unknown directive `upgrade` [unknown-directive];
    use one of: allow, transaction, lock-timeout, statement-timeout, foreign-keys, breaking, compatible, rust
    ");
    assert_snapshot!(says("transaction"), @r"
    migrations/1_a.sql:1:1: `transaction` is not valid for this directive [unknown-directive];
    write `-- migrate: transaction(none)`
    ");
    assert_snapshot!(says("transaction(none"), @r"
    migrations/1_a.sql:1:1: the directive's parenthesis is not closed [unknown-directive];
    add the `)`
    ");
    assert_snapshot!(says("lock-timeout(10)"), @r"
    migrations/1_a.sql:1:1: `10` is not a duration [unknown-directive];
    write a whole number and a unit: `500ms`, `10s`, `5min` or `1h`; `0` means no limit
    ");
    assert_snapshot!(says("statement-timeout(30d)"), @r"
    migrations/1_a.sql:1:1: `30d` is not a duration [unknown-directive];
    write a whole number and a unit: `500ms`, `10s`, `5min` or `1h`; `0` means no limit
    ");
    assert_snapshot!(says("foreign-keys(off)"), @r"
    migrations/1_a.sql:1:1: `foreign-keys(off)` means nothing to postgres [unknown-directive];
    remove the directive
    ");
    assert_snapshot!(says("breaking because of a"), @r"
    migrations/1_a.sql:1:1: `because of a` does not belong to the directive [unknown-directive];
    put each directive and each comment on a line of its own
    ");
    assert_snapshot!(says("allow(empty-migraton) why"), @r"
    migrations/1_a.sql:1:1: no rule `empty-migraton` can be allowed [unknown-directive];
    write `allow(empty-migration) <reason>`
    ");
    assert_snapshot!(says("allow(bad-lock) why"), @r"
    migrations/1_a.sql:1:1: no rule `bad-lock` can be allowed [unknown-directive];
    remove it
    ");
    assert_snapshot!(says("breaking\n-- migrate: compatible"), @r"
    migrations/1_a.sql:2:1: this directive is given twice [unknown-directive];
    keep one of them
    ");
    let unused = (
        "1_a.sql",
        "-- migrate: allow(empty-migration) why\n-- migrate: allow(drop-table) why\nSELECT 1;\n",
    );
    assert_snapshot!(after_sealing(&[], &[unused]), @r"
    migrations/1_a.sql:1:1: `allow(empty-migration)` has no effect here [unknown-directive];
    remove the directive
    ");
}

#[test]
fn unknown_directive_that_would_have_settled_more() {
    assert_snapshot!(postgres("-- migrate: allow(empty-migration)\n"), @r"
    migrations/1_a.sql:1:1: `allow(empty-migration)` gives no reason [unknown-directive];
    add the reason: `-- migrate: allow(empty-migration) <reason>`
    ");
    assert_snapshot!(postgres("SELECT 1;\n-- migrate: transaction(none)\nVACUUM;\n"), @r"
    migrations/1_a.sql:2:1: this directive applies to the whole file [unknown-directive];
    move it to the comments at the top of the file
    ");
    assert_snapshot!(postgres("SELECT 1; -- migrate: breaking\n"), @r"
    migrations/1_a.sql:1:11: no statement follows this directive [unknown-directive];
    put it on a line of its own above a statement, or at the top of the file
    ");
    assert_snapshot!(postgres("SELECT 1;\n-- migrate: breaking\n"), @r"
    migrations/1_a.sql:2:1: no statement follows this directive [unknown-directive];
    put it on a line of its own above a statement, or at the top of the file
    ");
    assert_snapshot!(
        sqlite("-- migrate: foreign-keys(off)\n-- migrate: transaction(none)\n-- migrate: breaking\nSELECT 1;\n"),
        @r"
    migrations/1_a.sql:2:1: `transaction(none)` and `foreign-keys(off)` exclude each other [unknown-directive];
    keep `foreign-keys(off)`: its check needs the transaction
    "
    );
}

#[test]
fn unterminated_statement() {
    assert_snapshot!(fixture("unterminated-statement"), @r"
    unterminated-statement/1_a.sql:2:23: this string is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(postgres("SELECT $body$\nSELECT 1;\n"), @r"
    migrations/1_a.sql:1:8: this string is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(postgres("SELECT 1; /* a /* b */\n"), @r"
    migrations/1_a.sql:1:11: this comment is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(postgres("CREATE TABLE a (\n  id INT;\n"), @r"
    migrations/1_a.sql:1:16: this parenthesis is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(postgres("CREATE FUNCTION f() RETURNS INT\nBEGIN ATOMIC SELECT 1;\n"), @r"
    migrations/1_a.sql:2:7: this block is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(sqlite("CREATE TRIGGER a AFTER INSERT ON b BEGIN\n  SELECT 1;\n"), @r"
    migrations/1_a.sql:1:1: this trigger body (it ends with `; END`) is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(sqlite("SELECT \"a;\n"), @r"
    migrations/1_a.sql:1:8: this quoted name is not closed [unterminated-statement];
    close it
    ");
    assert_snapshot!(mysql("CREATE PROCEDURE p() BEGIN\n  SELECT 1;\n"), @r"
    migrations/1_a.sql:1:22: this block is not closed [unterminated-statement];
    close it
    ");
    // A directive above what could not be split is not misplaced.
    assert_snapshot!(postgres("SELECT 1;\n-- migrate: allow(empty-migration) why\nSELECT 'a;\n"), @r"
    migrations/1_a.sql:3:8: this string is not closed [unterminated-statement];
    close it
    ");
}

#[test]
fn client_command() {
    assert_snapshot!(fixture("client-command"), @r"
    client-command/1_a.sql:1:1: this is a command for a database shell, which the server does not accept [client-command];
    remove the line: it is a command for psql
    ");
    assert_snapshot!(postgres("CREATE TABLE a (id INT);\nCOPY a (id) FROM stdin;\n1\n\\.\n"), @r"
    migrations/1_a.sql:2:1: this is a command for a database shell, which the server does not accept [client-command];
    write the rows as INSERT statements
    ");
    assert_snapshot!(sqlite("CREATE TABLE a (id INT);\n.import 'a.csv a\n"), @r"
    migrations/1_a.sql:2:1: this is a command for a database shell, which the server does not accept [client-command];
    remove the line: it is a command for the sqlite3 shell
    ");
    assert_snapshot!(mysql("DELIMITER\nSELECT 1;\n"), @r"
    migrations/1_a.sql:1:1: this is a command for a database shell, which the server does not accept [client-command];
    write the delimiter after `DELIMITER`, without a backslash
    ");
    assert_snapshot!(mysql("SELECT 1\\G\n"), @r"
    migrations/1_a.sql:1:9: this is a command for a database shell, which the server does not accept [client-command];
    remove the line: it is a command for the mysql client
    ");
}

#[test]
fn transaction_control() {
    assert_snapshot!(fixture("transaction-control"), @r"
    transaction-control/1_a.sql:2:1: `COMMIT` would begin or end the runner's transaction [transaction-control];
    remove the statement; if the file must not run in one transaction, write `-- migrate: transaction(none)` at its top
    ");
    assert_snapshot!(postgres("-- migrate: transaction(none)\nSELECT 1;\nROLLBACK;\n"), @r"
    migrations/1_a.sql:3:1: `ROLLBACK` would begin or end the runner's transaction [transaction-control];
    remove the statement, or complete the pair: `BEGIN; …; COMMIT;` with statements in between that can run inside a transaction
    ");
    let lines = mistakes(&[(
        "1_a.sql",
        "BEGIN;\nCREATE INDEX CONCURRENTLY i ON a (id);\nCOMMIT;\n",
    )]);
    assert_snapshot!(lines.join("\n"), @r"
    migrations/1_a.sql:1:1: `BEGIN` would begin or end the runner's transaction [transaction-control];
    remove the statement, or complete the pair: `BEGIN; …; COMMIT;` with statements in between that can run inside a transaction
    migrations/1_a.sql:3:1: `COMMIT` would begin or end the runner's transaction [transaction-control];
    remove the statement, or complete the pair: `BEGIN; …; COMMIT;` with statements in between that can run inside a transaction
    ");
}

#[test]
fn mixed_transaction() {
    assert_snapshot!(fixture("mixed-transaction"), @r"
    mixed-transaction/1_a.sql:2:1: CREATE INDEX CONCURRENTLY cannot run inside a transaction, but other statements of this file do [mixed-transaction];
    move it to a migration of its own, or write `-- migrate: transaction(none)` at the top of the file: its statements then run one by one
    ");
    assert_snapshot!(postgres("ALTER TYPE a ADD VALUE 'b';\nUPDATE c SET d = 'b';\n"), @r"
    migrations/1_a.sql:2:1: the enum value 'b' cannot be used in the transaction that adds it [mixed-transaction];
    move `ALTER TYPE … ADD VALUE` to a migration of its own before this one, or write `-- migrate: transaction(none)` at the top of the file: its statements then run one by one
    ");
    assert_snapshot!(sqlite("DELETE FROM a;\nVACUUM;\n"), @r"
    migrations/1_a.sql:2:1: VACUUM cannot run inside a transaction, but other statements of this file do [mixed-transaction];
    move it to a migration of its own, or write `-- migrate: transaction(none)` at the top of the file: its statements then run one by one
    ");
}

#[test]
fn pragma_in_transaction() {
    assert_snapshot!(fixture("pragma-in-transaction"), @r"
    pragma-in-transaction/1_a.sql:1:1: `PRAGMA foreign_keys` has no effect inside a transaction [pragma-in-transaction];
    remove it and write `-- migrate: foreign-keys(off)` at the top of the file
    ");
    assert_snapshot!(sqlite("PRAGMA foreign_keys = off;\n"), @r"
    migrations/1_a.sql:1:1: `PRAGMA foreign_keys` has no effect inside a transaction [pragma-in-transaction];
    remove it and write `-- migrate: foreign-keys(off)` at the top of the file
    ");
    assert_snapshot!(sqlite("-- migrate: foreign-keys(off)\nPRAGMA foreign_keys = off;\nDROP TABLE a;\n"), @r"
    migrations/1_a.sql:2:1: `PRAGMA foreign_keys` has no effect inside a transaction [pragma-in-transaction];
    remove it: `foreign-keys(off)` at the top of the file already does this
    ");
    assert_snapshot!(sqlite("PRAGMA journal_mode = wal;\nDROP TABLE a;\n"), @r"
    migrations/1_a.sql:1:1: `PRAGMA journal_mode` has no effect, or fails, inside a transaction [pragma-in-transaction];
    move it to a migration of its own
    ");
}

#[test]
fn attach_in_transaction() {
    assert_snapshot!(fixture("attach-in-transaction"), @r"
    attach-in-transaction/1_a.sql:1:1: `ATTACH` inside a transaction leaves the database attached, or fails [attach-in-transaction];
    move it out of the migrations, or write `-- migrate: transaction(none)` at the top of the file
    ");
    assert_snapshot!(sqlite("DELETE FROM a;\nDETACH other;\n"), @r"
    migrations/1_a.sql:2:1: `DETACH` inside a transaction leaves the database attached, or fails [attach-in-transaction];
    move it out of the migrations, or write `-- migrate: transaction(none)` at the top of the file
    ");
}
