//! Checks the migrations and makes cargo notice their changes.

fn main() {
    migrate_build::check("migrations");
}
