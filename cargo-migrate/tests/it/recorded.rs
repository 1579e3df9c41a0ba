//! Databases that Prisma's engine and Drizzle's migrators created: see `tests/recorded/README.md`.

use crate::histories::Database;
use crate::project::{Project, Result};

/// Files, by their names.
type Files = &'static [(&'static str, &'static str)];

/// The results of a tool.
struct Recorded {
    tool: &'static str,
    /// The files as they were when the tool applied them.
    migrations: Files,
    /// A migration whose checksum is verified.
    file: &'static str,
    /// The file of the next one.
    next: &'static str,
    adopted: &'static str,
}

const PRISMA: Recorded = Recorded {
    tool: "prisma",
    migrations: &[
        (
            "20260105090000_rooms/migration.sql",
            include_str!("../recorded/prisma/migrations/20260105090000_rooms/migration.sql"),
        ),
        (
            "20260112140000_guests/migration.sql",
            include_str!("../recorded/prisma/migrations/20260112140000_guests/migration.sql"),
        ),
        (
            "20260119080000_bookings/migration.sql",
            include_str!("../recorded/prisma/migrations/20260119080000_bookings/migration.sql"),
        ),
        (
            "20260126080000_notes/migration.sql",
            include_str!("../recorded/prisma/migrations/20260126080000_notes/migration.sql"),
        ),
    ],
    file: "20260112140000_guests/migration.sql",
    next: "20260202080000_next/migration.sql",
    adopted: "adopted 4; ",
};

const DRIZZLE: Recorded = Recorded {
    tool: "drizzle",
    migrations: &[
        (
            "0000_rooms.sql",
            include_str!("../recorded/drizzle/migrations/0000_rooms.sql"),
        ),
        (
            "0001_notes.sql",
            include_str!("../recorded/drizzle/migrations/0001_notes.sql"),
        ),
        (
            "meta/_journal.json",
            include_str!("../recorded/drizzle/migrations/meta/_journal.json"),
        ),
    ],
    file: "0001_notes.sql",
    next: "0002_next.sql",
    adopted: "adopted 2; ",
};

impl Recorded {
    /// Loads a dump and adopts its history. Before that, an edited file is refused.
    fn is_taken_over(&self, dump: &str, database: &Database, project: &Project) -> Result {
        database.execute(dump)?;
        for (name, text) in self.migrations {
            project.write(name, text)?;
        }
        let dialect = database.dialect();
        let url = format!("--dialect {dialect} --database-url {}", database.url);
        let adopt = format!("adopt {url} --confirm {}", database.name());
        let text = project.read(&format!("migrations/{}", self.file))?;
        project.write(self.file, &format!("{text}\n-- edited\n"))?;
        let edited = format!("{} is not what {} applied", self.file, self.tool);
        project.says(&adopt, 1, &[&edited, "nothing was recorded"])?;
        project.write(self.file, &text)?;
        project.says(&adopt, 0, &[self.adopted])?;
        project.says(&format!("drift {url}"), 0, &["no drift"])?;
        project.write(self.next, "CREATE TABLE more (id INT);\n")?;
        project.says(&format!("up {url}"), 0, &["1 applied"])?;
        let said = project.ends(&format!("status --check {url}"), 0)?;
        assert!(!said.contains("warning"), "{said}");
        Ok(())
    }
}

#[test]
fn what_prisma_made_on_postgres() -> Result {
    let dump = include_str!("../recorded/prisma/postgres.sql");
    PRISMA.is_taken_over(dump, &Database::postgres()?, &Project::new(&[])?)
}

#[test]
fn what_prisma_made_on_sqlite() -> Result {
    let dump = include_str!("../recorded/prisma/sqlite.sql");
    let project = Project::new(&[])?;
    PRISMA.is_taken_over(dump, &Database::sqlite(&project), &project)
}

#[test]
fn what_drizzle_made_on_postgres() -> Result {
    let dump = include_str!("../recorded/drizzle/postgres.sql");
    DRIZZLE.is_taken_over(dump, &Database::postgres()?, &Project::new(&[])?)
}

#[test]
fn what_drizzle_made_on_mariadb() -> Result {
    let dump = include_str!("../recorded/drizzle/mysql.sql");
    DRIZZLE.is_taken_over(dump, &Database::mariadb()?, &Project::new(&[])?)
}

#[test]
fn what_drizzle_made_on_sqlite() -> Result {
    let dump = include_str!("../recorded/drizzle/sqlite.sql");
    let project = Project::new(&[])?;
    DRIZZLE.is_taken_over(dump, &Database::sqlite(&project), &project)
}
