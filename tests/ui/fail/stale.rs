static MIGRATIONS: migrate_runtime::Migrations =
    migrate_runtime::embed_migrations!("tests/fixtures/stale");

fn main() {
    println!("{}", MIGRATIONS.len());
}
