//! Each kind of object added, removed and changed by hand is found and named.

use migrate_schema::{Schema, Scope, postgres};

use crate::support::{Postgres, Result, assert_same, execute, words};

pub(crate) const BASE: &str = include_str!("base.sql");

/// What is done by hand, and what is said of it.
type Case = (&'static str, &'static [&'static str]);

#[tokio::test]
async fn what_was_added_is_named_and_so_is_its_absence() -> Result {
    let base = Postgres::with(BASE).await?;
    let expected = base.read().await?;
    for (sql, said) in ADDED {
        let live = after(&base, sql).await?;
        assert_eq!(&words(&live, &expected), said, "{sql}");
        let reverse = |line: &str| {
            line.replace("database", "DATABASE")
                .replace("migrations", "database")
                .replace("DATABASE", "migrations")
        };
        for line in said.iter().filter(|line| line.contains("not in the")) {
            assert!(words(&expected, &live).contains(&reverse(line)), "{sql}");
        }
        assert_ne!(live.fingerprint(), expected.fingerprint(), "{sql}");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_changed_is_named_with_both_values() -> Result {
    let base = Postgres::with(BASE).await?;
    let expected = base.read().await?;
    for (sql, said) in CHANGED {
        let live = after(&base, sql).await?;
        assert_eq!(&words(&live, &expected), said, "{sql}");
        assert_ne!(live.fingerprint(), expected.fingerprint(), "{sql}");
    }
    Ok(())
}

/// The schema inside a transaction in which something is done by hand.
async fn after(base: &Postgres, sql: &str) -> Result<Schema> {
    let mut connection = base.connect().await?;
    execute(&mut connection, "BEGIN").await?;
    execute(&mut connection, sql).await?;
    let schema = postgres::read(&mut connection, &Scope::new()).await?;
    execute(&mut connection, "ROLLBACK").await?;
    let untouched = postgres::read(&mut connection, &Scope::new()).await?;
    assert_same(&untouched, &base.read().await?);
    Ok(schema)
}

const ADDED: &[Case] = &[
    (
        "CREATE SCHEMA attic",
        &["schema attic: in the database, not in the migrations"],
    ),
    (
        "CREATE EXTENSION btree_gist",
        &["extension btree_gist: in the database, not in the migrations"],
    ),
    (
        "CREATE TYPE colour AS ENUM ('red', 'blue')",
        &["enum colour: 'red', 'blue' in the database, not in the migrations"],
    ),
    (
        "CREATE DOMAIN age AS integer CHECK (VALUE > 0)",
        &["domain age: integer in the database, not in the migrations"],
    ),
    (
        "ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 99)",
        &[
            "check constraint email.email_length: CHECK ((length(VALUE) < 99)) in the database, not in the migrations",
        ],
    ),
    (
        "CREATE TYPE pair AS (a int, b int)",
        &["composite type pair: in the database, not in the migrations"],
    ),
    (
        "CREATE TYPE span AS RANGE (subtype = int4)",
        &["range type span: in the database, not in the migrations"],
    ),
    (
        "CREATE SEQUENCE ticket",
        &["sequence ticket: in the database, not in the migrations"],
    ),
    (
        "CREATE TABLE audit.note (id serial PRIMARY KEY, b int UNIQUE); CREATE INDEX ON audit.note (b)",
        &["table audit.note: in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE bookings ADD notes text",
        &["column bookings.notes: text in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE cache ADD CONSTRAINT cache_pkey PRIMARY KEY (key)",
        &[
            "primary key cache.cache_pkey: PRIMARY KEY (key) in the database, not in the migrations",
            "column cache.key: not null in the database, nullable in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms ADD CONSTRAINT one_floor UNIQUE (floor)",
        &[
            "unique constraint rooms.one_floor: UNIQUE (floor) in the database, not in the migrations",
        ],
    ),
    (
        "ALTER TABLE visits ADD CONSTRAINT visits_fkey FOREIGN KEY (room_id) REFERENCES rooms",
        &[
            "foreign key visits.visits_fkey: FOREIGN KEY (room_id) REFERENCES public.rooms(id) in the database, not in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms ADD CONSTRAINT upstairs CHECK (floor > 0) NOT VALID",
        &[
            "check constraint rooms.upstairs: CHECK ((floor > 0)) in the database, not in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms ADD CONSTRAINT other EXCLUDE (floor WITH =)",
        &[
            "exclusion constraint rooms.other: EXCLUDE USING btree (floor WITH =) in the database, not in the migrations",
        ],
    ),
    (
        "CREATE INDEX rooms_floor ON rooms (floor)",
        &["index rooms.rooms_floor: in the database, not in the migrations"],
    ),
    (
        "CREATE STATISTICS more ON kind, floor FROM rooms",
        &["statistics rooms.more: in the database, not in the migrations"],
    ),
    (
        "CREATE VIEW free AS SELECT 1 AS one",
        &["view free: in the database, not in the migrations"],
    ),
    (
        "CREATE MATERIALIZED VIEW free AS SELECT 1 AS one",
        &["materialised view free: in the database, not in the migrations"],
    ),
    (
        "CREATE FUNCTION one(a int, s status) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        &["function one(integer, public.status): in the database, not in the migrations"],
    ),
    (
        "CREATE PROCEDURE one() LANGUAGE sql AS 'SELECT 1'",
        &["procedure one(): in the database, not in the migrations"],
    ),
    (
        "CREATE AGGREGATE all_of(boolean) (SFUNC = booland_statefunc, STYPE = boolean)",
        &["aggregate all_of(boolean): in the database, not in the migrations"],
    ),
    (
        "CREATE TRIGGER again BEFORE UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION note()",
        &["trigger rooms.again: in the database, not in the migrations"],
    ),
    (
        "CREATE RULE r AS ON DELETE TO rooms DO INSTEAD NOTHING",
        &["rule rooms.r: in the database, not in the migrations"],
    ),
    (
        "CREATE POLICY p ON rooms USING (true)",
        &["policy rooms.p: in the database, not in the migrations"],
    ),
    (
        "CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION ddl()",
        &["event trigger et: in the database, not in the migrations"],
    ),
];

const CHANGED: &[Case] = &[
    (
        "COMMENT ON SCHEMA audit IS 'who did what'",
        &["schema audit: comment who did what in the database, none in the migrations"],
    ),
    (
        "ALTER EXTENSION pgcrypto SET SCHEMA public",
        &["extension pgcrypto: schema public in the database, audit in the migrations"],
    ),
    (
        "ALTER TYPE status ADD VALUE 'asked' BEFORE 'held'",
        &[
            "enum status: labels 'asked', 'held', 'paid' in the database, 'held', 'paid' in the migrations",
        ],
    ),
    (
        "ALTER DOMAIN email DROP NOT NULL; ALTER DOMAIN email SET DEFAULT 'a@b'",
        &[
            "domain email: nullable in the database, not null in the migrations",
            "domain email: default 'a@b'::text in the database, 'x@y'::text in the migrations",
        ],
    ),
    (
        "ALTER TYPE money_in ADD ATTRIBUTE at date",
        &[
            "composite type money_in: attributes amount numeric(10,2), currency character varying(3), at date in the database, amount numeric(10,2), currency character varying(3) in the migrations",
        ],
    ),
    (
        "DROP TYPE price_range; CREATE TYPE price_range AS RANGE (subtype = float8)",
        &[
            "range type price_range: definition SUBTYPE = double precision, SUBTYPE_OPCLASS = pg_catalog.float8_ops in the database, SUBTYPE = numeric, SUBTYPE_OPCLASS = pg_catalog.numeric_ops in the migrations",
        ],
    ),
    (
        "ALTER SEQUENCE invoice_number INCREMENT 7",
        &[
            "sequence invoice_number: definition AS bigint START 1000 INCREMENT 7 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 in the database, AS bigint START 1000 INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 in the migrations",
        ],
    ),
    (
        "ALTER TABLE cache SET LOGGED",
        &["table cache: persistence permanent in the database, unlogged in the migrations"],
    ),
    (
        "ALTER TABLE bookings FORCE ROW LEVEL SECURITY",
        &["table bookings: row security forced in the database, enabled in the migrations"],
    ),
    (
        "ALTER TABLE bookings DISABLE ROW LEVEL SECURITY",
        &["table bookings: row security disabled in the database, enabled in the migrations"],
    ),
    (
        "ALTER TABLE rooms SET (fillfactor = 70)",
        &["table rooms: options fillfactor=70 in the database, none in the migrations"],
    ),
    (
        "COMMENT ON TABLE rooms IS NULL",
        &["table rooms: comment none in the database, what is let in the migrations"],
    ),
    (
        "ALTER TABLE rooms REPLICA IDENTITY FULL",
        &["table rooms: replica identity full in the database, none in the migrations"],
    ),
    (
        "ALTER TABLE visits DETACH PARTITION visits_2026",
        &[
            "table visits_2026: partition of none in the database, public.visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') in the migrations",
        ],
    ),
    (
        "ALTER TABLE cache INHERIT old_cache",
        &["table cache: inherits public.old_cache in the database, none in the migrations"],
    ),
    (
        "ALTER TABLE rooms ALTER kind TYPE varchar(30)",
        &[
            "column rooms.kind: type character varying(30) in the database, character varying(20) in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms ALTER floor SET NOT NULL",
        &["column rooms.floor: not null in the database, nullable in the migrations"],
    ),
    (
        "ALTER TABLE rooms ALTER floor SET DEFAULT 1",
        &["column rooms.floor: default 1 in the database, 0 in the migrations"],
    ),
    (
        "ALTER TABLE rooms ALTER kind TYPE varchar(20) COLLATE \"POSIX\"",
        &["column rooms.kind: collation \"POSIX\" in the database, none in the migrations"],
    ),
    (
        "ALTER TABLE rooms ALTER id SET GENERATED BY DEFAULT",
        &["column rooms.id: identity by default in the database, always in the migrations"],
    ),
    (
        "ALTER TABLE rooms DROP label, ADD label text GENERATED ALWAYS AS (name) STORED",
        &[
            "column rooms.label: generated stored name in the database, stored (((name)::text || ' '::text) || floor) in the migrations",
        ],
    ),
    (
        "ALTER SEQUENCE bookings_id_seq OWNED BY NONE",
        &[
            "column bookings.id: sequence none in the database, `public.bookings_id_seq AS integer START 1 INCREMEN…` in the migrations",
            "sequence bookings_id_seq: in the database, not in the migrations",
        ],
    ),
    (
        "COMMENT ON COLUMN bookings.guest IS 'who'",
        &["column bookings.guest: comment who in the database, none in the migrations"],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_room_fkey, ADD CONSTRAINT bookings_room_fkey FOREIGN KEY (room_id) REFERENCES rooms NOT VALID",
        &[
            "foreign key bookings.bookings_room_fkey: definition FOREIGN KEY (room_id) REFERENCES public.rooms(id) in the database, FOREIGN KEY (room_id) REFERENCES public.rooms(id) ON DELETE CASCADE in the migrations",
            "foreign key bookings.bookings_room_fkey: validity not valid in the database, valid in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT rooms_name_key, ADD CONSTRAINT rooms_name_key UNIQUE (name) DEFERRABLE",
        &[
            "unique constraint rooms.rooms_name_key: definition UNIQUE (name) DEFERRABLE in the database, UNIQUE (name) in the migrations",
        ],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT rooms_kind_check, ADD CONSTRAINT rooms_kind_check CHECK (kind <> '')",
        &[
            "check constraint rooms.rooms_kind_check: definition `…HECK (((kind)::text <> ''::text))` in the database, `…HECK (((kind)::text = ANY (ARRAY[('single'::character varying)::text,…` in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_during_excl, ADD CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH -|-)",
        &[
            "exclusion constraint bookings.bookings_during_excl: definition EXCLUDE USING gist (during WITH -|-) in the database, EXCLUDE USING gist (during WITH &&) in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_pkey, ADD CONSTRAINT bookings_pkey PRIMARY KEY (id, room_id)",
        &[
            "primary key bookings.bookings_pkey: definition PRIMARY KEY (id, room_id) in the database, PRIMARY KEY (id) in the migrations",
        ],
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'bookings_guest_idx'::regclass",
        &[
            "index bookings.bookings_guest_idx: validity not valid in the database, valid in the migrations",
        ],
    ),
    (
        "DROP INDEX per_room_idx; CREATE INDEX per_room_idx ON per_room (room_id)",
        &[
            "index per_room.per_room_idx: definition CREATE INDEX per_room_idx ON public.per_room USING btree (room_id) in the database, CREATE UNIQUE INDEX per_room_idx ON public.per_room USING btree (room_id) in the migrations",
        ],
    ),
    (
        "DROP STATISTICS bookings_stats; CREATE STATISTICS bookings_stats (mcv) ON state, nights FROM bookings",
        &[
            "statistics bookings.bookings_stats: definition `…blic.bookings_stats (mcv) ON state, nights FROM public.bookings` in the database, `…blic.bookings_stats ON state, nights FROM public.bookings` in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE VIEW paid WITH (security_invoker) AS SELECT b.id, r.name FROM bookings b JOIN rooms r ON r.id = b.room_id",
        &[
            "view paid: definition `…(r.id = b.room_id)))` in the database, `…(r.id = b.room_id))) WHERE (b.state = 'paid'::public.status)` in the migrations",
            "view paid: options security_invoker=true in the database, none in the migrations",
        ],
    ),
    (
        "COMMENT ON COLUMN paid.id IS 'number'",
        &["column paid.id: integer in the database, not in the migrations"],
    ),
    (
        "CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RETURN NEW;
END
$$",
        &[
            "function note(): definition `…AS $function$ BEGIN RETURN NEW; END $function$` in the database, `…AS $function$ BEGIN INSERT INTO audit.log (what) VALUES (TG_TABLE_…` in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE PROCEDURE tidy(days integer) LANGUAGE sql AS 'SELECT 1'",
        &[
            "procedure tidy(integer): definition `…E sql AS $procedure$SELECT 1$procedure$` in the database, `…E sql AS $procedure$DELETE FROM audit.log WHERE at < now() - days * in…` in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '1')",
        &[
            "aggregate total(numeric): definition KIND = n, PARALLEL = u, SFUNC = numeric_add, STYPE = numeric, INITCOND = '1' in the database, KIND = n, PARALLEL = u, SFUNC = numeric_add, STYPE = numeric, INITCOND = '0' in the migrations",
        ],
    ),
    (
        "ALTER TABLE bookings DISABLE TRIGGER bookings_note",
        &[
            "trigger bookings.bookings_note: state disabled in the database, enabled in the migrations",
        ],
    ),
    (
        "CREATE OR REPLACE TRIGGER bookings_note AFTER UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION note()",
        &[
            "trigger bookings.bookings_note: definition `…bookings_note AFTER UPDATE ON public.bookings FOR EACH ROW EXECUTE FUN…` in the database, `…bookings_note AFTER INSERT ON public.bookings FOR EACH ROW EXECUTE FUN…` in the migrations",
        ],
    ),
    (
        "ALTER TABLE audit.log DISABLE RULE log_keep",
        &["rule audit.log.log_keep: state disabled in the database, enabled in the migrations"],
    ),
    (
        "ALTER POLICY bookings_own ON bookings TO postgres USING (true) ",
        &[
            "policy bookings.bookings_own: roles postgres in the database, PUBLIC in the migrations",
            "policy bookings.bookings_own: using true in the database, ((guest)::text = CURRENT_USER) in the migrations",
        ],
    ),
    (
        "DROP POLICY bookings_own ON bookings; CREATE POLICY bookings_own ON bookings AS RESTRICTIVE USING (guest::text = current_user) WITH CHECK (nights > 2)",
        &[
            "policy bookings.bookings_own: applies to restrictive for all in the database, permissive for select in the migrations",
            "policy bookings.bookings_own: with check (nights > 2) in the database, none in the migrations",
        ],
    ),
    (
        "ALTER EVENT TRIGGER on_drop DISABLE",
        &["event trigger on_drop: state disabled in the database, enabled in the migrations"],
    ),
];
