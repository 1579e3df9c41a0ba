use super::Case;

pub(super) const ADDED: &[Case] = &[
    (
        "CREATE SCHEMA cellar",
        &["schema cellar: in the database, not in the migrations"],
    ),
    (
        "CREATE EXTENSION btree_gist",
        &["extension btree_gist: in the database, not in the migrations"],
    ),
    (
        "CREATE TYPE shade AS ENUM ('red', 'blue')",
        &["enum shade: 'red', 'blue' in the database, not in the migrations"],
    ),
    (
        "CREATE DOMAIN years AS integer CHECK (VALUE > 0)",
        &["domain years: integer in the database, not in the migrations"],
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
    (
        "CREATE FOREIGN TABLE further (id int) SERVER far",
        &["foreign table further: in the database, not in the migrations"],
    ),
    (
        "CREATE TABLE stays (at date) PARTITION BY RANGE (at)",
        &["table stays: in the database, not in the migrations"],
    ),
    (
        "CREATE TABLE visits_2027 PARTITION OF visits FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        &["table visits_2027: in the database, not in the migrations"],
    ),
    (
        "CREATE UNLOGGED TABLE scratch (a int)",
        &["table scratch: in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE cache ADD number int GENERATED BY DEFAULT AS IDENTITY",
        &["column cache.number: integer in the database, not in the migrations"],
    ),
    (
        "ALTER TABLE cache ADD size int GENERATED ALWAYS AS (length(key)) STORED",
        &["column cache.size: integer in the database, not in the migrations"],
    ),
    (
        "CREATE INDEX kinds ON rooms USING brin (lower(kind)) WITH (pages_per_range = 8) WHERE floor > 1",
        &["index rooms.kinds: in the database, not in the migrations"],
    ),
];
