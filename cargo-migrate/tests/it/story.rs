//! A project on Supabase has hand-numbered files that no tool tracks, and those of Prisma. At the
//! end there is one directory and one lock, and no database was reset.

use std::fmt::Write as _;
use std::fs;

use migrate_scratch::{Door, Postgres};
use sha2::{Digest, Sha256};

use crate::histories::Database;
use crate::project::{Project, Result};

const PRELUDE: &str = include_str!("../../src/scratch/supabase.sql");

/// The team's files, in order. A `~` at the end of a name: the file has Windows line endings.
const NUMBERED: [(&str, &str); 28] = [
    (
        "00_reset~",
        "\\set ON_ERROR_STOP on\nDROP TABLE IF EXISTS public.bookings, public.rooms, public.profiles CASCADE;\nDROP TYPE IF EXISTS room_kind;",
    ),
    (
        "01_extensions",
        "CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;\nCREATE EXTENSION IF NOT EXISTS pg_net;\nCREATE EXTENSION IF NOT EXISTS pg_cron;",
    ),
    (
        "02_enums~",
        "CREATE TYPE room_kind AS ENUM ('desk', 'room');",
    ),
    (
        "03_profiles",
        "BEGIN;\nCREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE, name text NOT NULL CHECK (name <> ''));\nALTER TABLE profiles ENABLE ROW LEVEL SECURITY;\nCOMMIT;",
    ),
    (
        "04_rooms",
        "CREATE TABLE rooms (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind room_kind NOT NULL DEFAULT 'desk', name text NOT NULL UNIQUE);",
    ),
    (
        "05a_bookings~",
        "CREATE TABLE bookings (id bigserial PRIMARY KEY, room bigint NOT NULL REFERENCES rooms (id), owner uuid NOT NULL DEFAULT auth.uid(), starts timestamptz NOT NULL, ends timestamptz NOT NULL, CHECK (starts < ends));",
    ),
    (
        "05b_more_bookings",
        "ALTER TABLE bookings ADD COLUMN notes text;",
    ),
    (
        "06_kinds",
        "ALTER TYPE room_kind ADD VALUE 'hall' AFTER 'desk';",
    ),
    (
        "07_rls",
        "ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own ON bookings FOR ALL TO authenticated USING (owner = auth.uid()) WITH CHECK (owner = auth.uid());",
    ),
    (
        "08_profiles_rls~",
        "CREATE POLICY everybody ON profiles FOR SELECT TO anon, authenticated USING (true);\nCREATE POLICY mine ON profiles FOR UPDATE TO authenticated USING (id = auth.uid());",
    ),
    (
        "09_functions",
        "CREATE FUNCTION is_mine(b bookings) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT b.owner = auth.uid() $$;\nCREATE FUNCTION busy() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM bookings $$;",
    ),
    (
        "10_new_user",
        "CREATE FUNCTION new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$\nBEGIN\n    INSERT INTO public.profiles (id, name) VALUES (new.id, coalesce(new.email, 'nobody'));\n    RETURN new;\nEND\n$$;\nCREATE TRIGGER on_new_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION new_user();",
    ),
    (
        "11_index",
        "CREATE INDEX CONCURRENTLY bookings_by_room ON bookings (room, starts) WHERE notes IS NOT NULL;",
    ),
    (
        "12_seed",
        "INSERT INTO rooms (kind, name) VALUES ('room', 'Blue'), ('hall', 'Great');",
    ),
    (
        "13_storage",
        "INSERT INTO storage.buckets (id, name) VALUES ('plans', 'plans');\nCREATE POLICY plans ON storage.objects FOR SELECT TO authenticated USING (bucket_id = 'plans' AND (storage.foldername(name))[1] = auth.uid()::text);",
    ),
    (
        "14_view~",
        "CREATE VIEW free_rooms WITH (security_invoker = true) AS SELECT r.id, r.name FROM rooms r WHERE NOT EXISTS (SELECT 1 FROM bookings b WHERE b.room = r.id AND now() BETWEEN b.starts AND b.ends);",
    ),
    (
        "15_totals",
        "CREATE MATERIALIZED VIEW totals AS SELECT room, count(*) AS bookings FROM bookings GROUP BY room;\nCREATE UNIQUE INDEX totals_by_room ON totals (room);",
    ),
    (
        "16_domain",
        "CREATE DOMAIN colour AS text CHECK (VALUE ~ '^#[0-9a-f]{6}$');\nALTER TABLE rooms ADD COLUMN colour colour;",
    ),
    (
        "17_audit",
        "CREATE SCHEMA audit;\nCREATE TABLE audit.log (at timestamptz NOT NULL DEFAULT now(), what jsonb) PARTITION BY RANGE (at);\nCREATE TABLE audit.log_2026 PARTITION OF audit.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
    ),
    (
        "18_grants",
        "REVOKE ALL ON bookings FROM anon;\nGRANT USAGE ON SCHEMA audit TO service_role;\nGRANT SELECT ON audit.log TO service_role;\nREVOKE EXECUTE ON FUNCTION busy() FROM PUBLIC, anon;",
    ),
    (
        "19_realtime",
        "ALTER PUBLICATION supabase_realtime ADD TABLE bookings;",
    ),
    (
        "20_touch~",
        "ALTER TABLE rooms ADD COLUMN touched timestamptz;\nCREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.touched = now(); RETURN new; END $$;\nCREATE TRIGGER touch BEFORE UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION touch();",
    ),
    (
        "21_comments",
        "COMMENT ON TABLE rooms IS 'Desks, rooms; and halls';\nCOMMENT ON COLUMN bookings.notes IS 'what''s on';",
    ),
    (
        "22_cron",
        "SELECT cron.schedule('totals', '0 3 * * *', 'REFRESH MATERIALIZED VIEW totals');",
    ),
    (
        "23_guarded",
        "DO $$ BEGIN\n    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'span') THEN CREATE TYPE span AS (a int, b int); END IF;\nEND $$;",
    ),
    (
        "24_no_overlap",
        "CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA extensions;\nALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, tstzrange(starts, ends) WITH &&);",
    ),
    (
        "25_restrict",
        "CREATE POLICY grown_up ON bookings AS RESTRICTIVE FOR INSERT WITH CHECK (starts > '2020-01-01'::timestamptz);\nALTER TABLE rooms FORCE ROW LEVEL SECURITY;",
    ),
    (
        "26_last~",
        "CREATE TABLE invoices (id uuid PRIMARY KEY DEFAULT extensions.gen_random_uuid(), booking bigint REFERENCES bookings (id), cents int NOT NULL);\nALTER TABLE invoices ENABLE ROW LEVEL SECURITY;",
    ),
];

/// The migrations of Prisma. The first one is a baseline of about 1,300 lines.
fn prisma() -> [(&'static str, String); 3] {
    let mut baseline = String::new();
    for table in 0..60 {
        let _ = write!(
            baseline,
            "-- CreateTable\nCREATE TABLE \"Entity{table}\" (\n    \"id\" SERIAL NOT NULL,\n"
        );
        for column in 0..12 {
            let _ = writeln!(baseline, "    \"field{column}\" TEXT,");
        }
        let _ = write!(
            baseline,
            "    \"room\" BIGINT,\n    CONSTRAINT \"Entity{table}_pkey\" PRIMARY KEY (\"id\")\n);\n\n-- CreateIndex\n\
             CREATE INDEX \"Entity{table}_field0_idx\" ON \"Entity{table}\"(\"field0\");\n\n"
        );
    }
    [
        ("20250101000000_baseline", baseline),
        (
            "20250201000000_entity_room",
            "ALTER TABLE \"Entity0\" ADD CONSTRAINT \"Entity0_room_fkey\" FOREIGN KEY (\"room\") REFERENCES \"rooms\"(\"id\");\r\n".to_owned(),
        ),
        (
            "20250301000000_entity_flag",
            "ALTER TABLE \"Entity1\" ADD COLUMN \"flag\" BOOLEAN NOT NULL DEFAULT false;\n".to_owned(),
        ),
    ]
}

const PRISMA_TABLE: &str = r#"CREATE TABLE "_prisma_migrations" ("id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ, "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0)"#;

/// A server like Supabase's. Its roles belong to the whole server, so no other test uses it.
pub(crate) struct Server(Postgres);

impl Server {
    pub(crate) fn start() -> Result<Self> {
        let bin = std::env::var("MIGRATE_TEST_PG_BIN")?;
        Ok(Self(Postgres::start(bin.as_ref(), Door::Socket)?))
    }

    pub(crate) fn url(&self, name: &str) -> String {
        let url = self.0.url();
        format!(
            "{}/{name}",
            url.rsplit_once('/').map_or("", |(server, _)| server)
        )
    }

    pub(crate) fn database(&self, name: &str) -> Database {
        Database {
            url: self.url(name),
        }
    }

    /// A database as Supabase creates it.
    pub(crate) fn create(&self, name: &str) -> Result<Database> {
        self.database("postgres")
            .execute(&format!("CREATE DATABASE {name}"))?;
        let database = self.database(name);
        database.execute(PRELUDE)?;
        Ok(database)
    }

    fn copy(&self, from: &str, name: &str) -> Result<Database> {
        let sql = format!("CREATE DATABASE {name} TEMPLATE {from}");
        self.database("postgres").execute(&sql)?;
        self.database("postgres").execute(&format!(
            "ALTER DATABASE {name} SET search_path = \"$user\", public, extensions"
        ))?;
        Ok(self.database(name))
    }
}

impl Database {
    /// Runs the numbered files as people do with psql.
    fn run_by_hand(&self, files: &[(&str, &str)]) -> Result {
        for (name, sql) in files {
            let sql: Vec<&str> = sql
                .split('\n')
                .filter(|line| !line.starts_with('\\'))
                .collect();
            // Extensions that this server does not have.
            let sql = sql
                .into_iter()
                .filter(|line| !line.contains("pg_net") && !line.contains("pg_cron"));
            self.execute(&sql.collect::<Vec<_>>().join("\n"))
                .map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(())
    }

    /// As `prisma migrate deploy` leaves it.
    fn deploy_with_prisma(&self, migrations: &[(&str, String)]) -> Result {
        self.execute(PRISMA_TABLE)?;
        for (number, (name, sql)) in migrations.iter().enumerate() {
            self.execute(sql)?;
            let checksum = Sha256::digest(sql)
                .iter()
                .fold(String::new(), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                });
            self.execute(&format!(
                "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) \
                 VALUES ('{number}', '{checksum}', now(), '{name}', 1)"
            ))?;
        }
        Ok(())
    }
}

fn project(prisma: &[(&str, String)]) -> Result<Project> {
    let project = Project::new(&[])?;
    fs::remove_dir(project.root().join("migrations"))?;
    let put = |path: String, text: &str| -> Result {
        let path = project.root().join(path);
        fs::create_dir_all(path.parent().ok_or("a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    for (name, sql) in NUMBERED {
        let sql = format!("{sql}\n");
        match name.strip_suffix('~') {
            Some(name) => put(format!("db/{name}.sql"), &sql.replace('\n', "\r\n"))?,
            None => put(format!("db/{name}.sql"), &sql)?,
        }
    }
    for (name, sql) in prisma {
        put(format!("prisma/migrations/{name}/migration.sql"), sql)?;
    }
    put(
        "prisma/migrations/migration_lock.toml".to_owned(),
        "provider = \"postgresql\"\n",
    )?;
    put("prisma/schema.prisma".to_owned(), "// models\n")?;
    fs::create_dir(
        project
            .root()
            .join("prisma/migrations/20250401000000_forgotten"),
    )?;
    project.git("init --quiet --initial-branch main")?;
    Ok(project)
}

#[test]
fn an_afternoon_with_a_hybrid_history() -> Result {
    let prisma = prisma();
    assert!(prisma[0].1.split('\n').count() > 1200);
    let project = project(&prisma)?;
    let server = Server::start()?;
    let complete = server.create("complete")?;
    complete.run_by_hand(&NUMBERED)?;
    complete.deploy_with_prisma(&prisma)?;
    let adopted = server.copy("complete", "adopted")?;
    let partial = server.create("partial")?;
    partial.run_by_hand(&NUMBERED[..26])?;
    partial.deploy_with_prisma(&prisma[..2])?;
    come_from_prisma(&project, &adopted)?;

    consolidate(&project, &complete, &partial)?;
    is_written(&project)?;
    let base = server.url("postgres");
    deploy_to_empty(&project, &server.url("empty"), &base)?;
    deploy_to_complete(&project, &complete, &base)?;
    refuse_partial(&project, &partial, &base)?;
    complete_adopted(&project, &adopted, &base)?;
    install(&project)
}

/// One of the databases adopts the history of Prisma before the other files are consolidated.
fn come_from_prisma(project: &Project, adopted: &Database) -> Result {
    let adopt = format!(
        "adopt --dir prisma/migrations --confirm adopted --database-url {}",
        adopted.url
    );
    fs::rename(
        project
            .root()
            .join("prisma/migrations/20250401000000_forgotten"),
        project.root().join("forgotten"),
    )?;
    project.says(&adopt, 0, &["adopted 3; "])?;
    fs::rename(
        project.root().join("forgotten"),
        project
            .root()
            .join("prisma/migrations/20250401000000_forgotten"),
    )?;
    Ok(())
}

fn consolidate(project: &Project, complete: &Database, partial: &Database) -> Result {
    let consolidate = format!(
        "consolidate --from db --from prisma/migrations --database-url {} --database-url {}",
        complete.url, partial.url
    );
    let inventory = [
        "db/05b_more_bookings.sql",
        "prisma in complete, prisma in partial",
        "20250401000000_forgotten contains no migrations",
        "tracked: 3 of 31",
        "db/12_seed.sql:1: INSERT INTO rooms",
        "db/22_cron.sql:1: SELECT cron.schedule",
    ];
    project.says(&format!("{consolidate} --dry-run"), 0, &inventory)?;
    assert!(!project.root().join("migrations").exists());
    project.says(
        &consolidate,
        0,
        &["tracked: 3 of 31", "proven: ", "moved 31 files"],
    )?;
    Ok(())
}

fn is_written(project: &Project) -> Result {
    let file = "migrations/20250301000000_baseline.sql";
    let sql = project.read(file)?;
    for word in [
        "pg_available_extensions WHERE name = 'pg_net'",
        "CREATE POLICY plans ON storage.objects",
        "CREATE TRIGGER on_new_user AFTER INSERT ON auth.users",
        "ALTER PUBLICATION supabase_realtime ADD TABLE ONLY public.bookings",
        "REVOKE ALL ON FUNCTION public.busy() FROM PUBLIC",
    ] {
        assert!(sql.contains(word), "{word}\n{sql}");
    }
    for word in [
        "OWNER TO",
        "\\restrict",
        "search_path', ''",
        "Dumped by",
        "CREATE TABLE auth.",
        "CREATE SCHEMA auth",
    ] {
        assert!(!sql.contains(word), "{word}\n{sql}");
    }
    let lock = project.lock()?;
    assert_eq!(lock.matches("\n    replaces ").count(), 31, "{lock}");
    assert!(
        project
            .read("migrations/README.md")?
            .contains("| `20250301000000_baseline` |")
    );
    assert_eq!(
        project
            .read("migrations/_archived/db/02_enums.sql")?
            .matches("\r\n")
            .count(),
        1
    );
    assert!(
        !project.root().join("db").exists() && project.root().join("prisma/schema.prisma").exists()
    );
    project.says("check", 0, &["no problems; migrations: 1"])?;
    Ok(())
}

fn deploy_to_empty(project: &Project, empty: &str, base: &str) -> Result {
    project.says(
        &format!("up --create-database --database-url {empty}"),
        0,
        &["created empty", "applied 20250301000000_baseline"],
    )?;
    project.says(
        &format!("status --check --database-url {empty}"),
        0,
        &["nothing is pending"],
    )?;
    project.says(&format!("drift --database-url {empty}"), 0, &["no drift"])?;
    project.says(
        &format!("drift --scratch {base} --database-url {empty}"),
        0,
        &["no drift"],
    )?;
    Ok(())
}

const LACKS: &str = "replaces migrations that this database lacks: 0_reset, 1_extensions, ";

fn deploy_to_complete(project: &Project, complete: &Database, base: &str) -> Result {
    let of_complete = format!("--database-url {}", complete.url);
    project.says(
        &format!("up {of_complete}"),
        1,
        &["a history of prisma", "cargo migrate adopt"],
    )?;
    project.says(
        &format!("adopt --confirm complete {of_complete}"),
        1,
        &[LACKS, "cargo migrate baseline", "nothing was recorded"],
    )?;
    let baseline = format!("baseline --scratch {base} --confirm complete {of_complete}");
    project.says(
        &baseline,
        0,
        &[
            "is the one that the migrations create",
            "recorded 20250301000000_baseline",
        ],
    )?;
    project.says(
        &format!("status --check {of_complete}"),
        0,
        &["baseline", "nothing is pending"],
    )?;
    project.says(&format!("drift {of_complete}"), 0, &["no drift"])?;
    project.says(
        &format!("drift --scratch {base} {of_complete}"),
        0,
        &["no drift"],
    )?;
    project.says(
        &format!("up {of_complete}"),
        0,
        &["0 applied, the schema is up to date"],
    )?;
    assert_eq!(
        complete.query("SELECT name FROM rooms ORDER BY 1")?,
        ["Blue", "Great"],
        "nothing was reset"
    );
    Ok(())
}

fn refuse_partial(project: &Project, partial: &Database, base: &str) -> Result {
    let of_partial = format!("--database-url {}", partial.url);
    project.ends(&format!("up {of_partial}"), 1)?;
    let missing = [
        "table invoices: in the migrations, not in the database",
        "policy bookings.grown_up: ",
        "column Entity1.flag: boolean in the migrations, not in the database",
        "nothing was recorded",
    ];
    let baseline = format!("baseline --scratch {base} --confirm partial {of_partial}");
    project.says(&baseline, 1, &missing)?;
    assert!(partial.query("SELECT name FROM _migrate.history").is_err());
    Ok(())
}

/// Its history has three of the files, and people know that the others were applied.
fn complete_adopted(project: &Project, adopted: &Database, base: &str) -> Result {
    let of_adopted = format!("--database-url {}", adopted.url);
    project.says(
        &format!("up {of_adopted}"),
        1,
        &[LACKS, "cargo migrate baseline"],
    )?;
    let baseline = format!("baseline --scratch {base} --confirm adopted {of_adopted}");
    project.says(&baseline, 0, &["recorded 20250301000000_baseline"])?;
    project.says(
        &format!("status --check {of_adopted}"),
        0,
        &["nothing is pending"],
    )?;
    project.says(&format!("drift {of_adopted}"), 0, &["no drift"])?;
    Ok(())
}

fn install(project: &Project) -> Result {
    project.says("ci github", 0, &["wrote .github/workflows/migrations.yml"])?;
    project.commit("consolidated")?;
    project.says("check --base HEAD", 0, &["no problems"])?;
    project.says("hook install", 0, &["wrote "])?;
    project.git("add --all .")?;
    project.says("check --staged", 0, &["no problems"])?;
    Ok(())
}
