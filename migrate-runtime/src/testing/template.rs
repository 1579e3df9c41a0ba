use migrate_format::Checksum;

use crate::Migrations;

/// How the names of copies and templates on a server begin.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(super) const COPY: &str = "migrate_test_";
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(super) const TEMPLATE: &str = "migrate_template_";

/// How many templates are kept: one per branch that somebody works on.
pub(super) const TEMPLATES: usize = 8;

/// Removes the database when its test ends, in a runtime of its own, because the test's may have
/// ended.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(super) fn remove(database: &str, work: impl Future<Output = Option<()>> + Send + 'static) {
    let done = std::thread::spawn(|| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().ok()?.block_on(work)
    });
    if !matches!(done.join(), Ok(Some(()))) {
        tracing::warn!(
            database,
            "the test database could not be removed, the next test removes it"
        );
    }
}

/// The part of a template's name that identifies the history. Other sets have other templates.
pub(super) fn key(migrations: &Migrations) -> String {
    let place = migrations.place();
    let digest = Checksum::of(&format!(
        "{}\0{}\0{}",
        migrations.head(),
        place.set,
        place.tables
    ));
    digest.to_string()[..24].to_owned()
}
