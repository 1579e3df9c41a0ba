//! Checks the migrations, and makes cargo rebuild when they change.

fn main() {
    migrate_build::check("migrations");
}
