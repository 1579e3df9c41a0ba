use migrate_format::{Embedded, Notes, hex};

use crate::Migration;
use crate::history::Place;
use crate::migration::migrations;

/// What the build embedded, decoded as it is needed.
#[derive(Clone, Copy)]
pub(crate) struct Carried(pub(crate) Embedded);

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Migrations")
            .field("dialect", &self.0.dialect)
            .field("set", &self.0.set)
            .field("directory", &self.0.directory)
            .field("len", &self.migrations().len())
            .finish_non_exhaustive()
    }
}

impl Carried {
    /// The migrations in order.
    pub(crate) fn migrations(&self) -> impl ExactSizeIterator<Item = Migration> + use<> {
        migrations(self.0.ups, self.0.directory)
    }

    pub(crate) fn notes(&self) -> Notes {
        Notes::parse(self.0.ups.notes)
    }

    /// The down files of those migrations that have one, in the order of the migrations.
    pub(crate) fn downs(&self) -> impl ExactSizeIterator<Item = Migration> + use<> {
        migrations(self.0.downs, self.0.directory)
    }

    pub(crate) fn down_notes(&self) -> Notes {
        Notes::parse(self.0.downs.notes)
    }

    /// The head of the chain over all migrations.
    pub(crate) fn head(&self) -> String {
        hex(self.0.head)
    }

    /// The names that drift ignores.
    #[cfg(feature = "drift")]
    pub(crate) fn drift_ignore(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.drift_ignore.split_terminator('\n')
    }

    pub(crate) fn place(&self) -> Place {
        Place::new(self.0.dialect, self.0.set, self.0.history)
    }
}
