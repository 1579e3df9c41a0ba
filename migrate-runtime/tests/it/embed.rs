//! A directory embedded at run time, as the macro does it at compile time.

use migrate_directory::{Dialect as CoreDialect, Embedded, Scripts as CoreScripts};
use migrate_runtime::__private::{Parts, Scripts, embed};
use migrate_runtime::{Dialect, Migrations};

/// The parts live as long as the program.
pub(crate) fn migrations(embedded: Embedded) -> Migrations {
    embed(Parts {
        dialect: match embedded.dialect {
            CoreDialect::Postgres => Dialect::Postgres,
            CoreDialect::Sqlite => Dialect::Sqlite,
            CoreDialect::Mysql => Dialect::Mysql,
        },
        set: embedded.set.leak(),
        history: embedded.history.map(|history| &*history.leak()),
        directory: embedded.directory.leak(),
        head: Box::leak(Box::new(embedded.head)),
        drift_ignore: embedded.drift_ignore.leak(),
        ups: scripts(embedded.ups),
        downs: scripts(embedded.downs),
    })
}

fn scripts(scripts: CoreScripts) -> Scripts {
    Scripts {
        names: scripts.names.leak(),
        text: scripts.text.leak(),
        records: scripts.records.leak(),
        spans: scripts.spans.leak(),
        notes: scripts.notes.leak(),
    }
}
