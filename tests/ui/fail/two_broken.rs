static MIGRATIONS: migrate_runtime::Migrations =
    migrate_runtime::embed_migrations!("tests/fixtures/two_broken");

fn main() {
    println!("{}", MIGRATIONS.len());
}
