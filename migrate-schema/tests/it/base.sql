CREATE SCHEMA audit;
CREATE SCHEMA attic;
CREATE EXTENSION pgcrypto SCHEMA audit;
CREATE TYPE colour AS ENUM ('red', 'blue');
CREATE TYPE status AS ENUM ('held', 'paid');
CREATE DOMAIN age AS integer;
CREATE DOMAIN email AS text NOT NULL DEFAULT 'x@y' CONSTRAINT email_shape CHECK (VALUE LIKE '%@%');
CREATE TYPE money_in AS (amount numeric(10,2), currency varchar(3));
CREATE TYPE price_range AS RANGE (subtype = numeric);
CREATE SEQUENCE invoice_number START 1000;

CREATE TABLE rooms (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(40) NOT NULL COLLATE "C",
    floor integer DEFAULT 0,
    kind varchar(20) CONSTRAINT rooms_kind_check CHECK (kind IN ('single', 'double')),
    label text GENERATED ALWAYS AS (name || ' ' || floor) STORED,
    CONSTRAINT rooms_name_key UNIQUE (name)
);
COMMENT ON TABLE rooms IS 'what is let';

CREATE TABLE bookings (
    id serial PRIMARY KEY,
    room_id bigint NOT NULL CONSTRAINT bookings_room_fkey REFERENCES rooms ON DELETE CASCADE,
    guest email,
    state status NOT NULL DEFAULT 'held',
    during tstzrange,
    nights integer CONSTRAINT bookings_nights_check CHECK (nights BETWEEN 1 AND 30 AND nights <> 13),
    CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&)
);
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
CREATE INDEX bookings_guest_idx ON bookings USING btree (lower(guest::text) text_pattern_ops DESC)
    INCLUDE (nights) WHERE state = 'paid';
CREATE STATISTICS bookings_stats ON state, nights FROM bookings;
CREATE POLICY bookings_own ON bookings FOR SELECT TO public USING (guest::text = current_user);

CREATE TABLE visits (at date NOT NULL, room_id bigint) PARTITION BY RANGE (at);
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE UNLOGGED TABLE cache (key text, value bytea);
CREATE TABLE old_cache (key text, value bytea);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER far FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE elsewhere (id int) SERVER far;
CREATE TABLE audit.log (at timestamptz DEFAULT now(), what text);

CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit.log (what) VALUES (TG_TABLE_NAME);
    RETURN NEW;
END
$$;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE PROCEDURE tidy(days integer) LANGUAGE sql AS 'DELETE FROM audit.log WHERE at < now() - days * interval ''1 day''';
CREATE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
CREATE TRIGGER bookings_note AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION note();
CREATE RULE log_keep AS ON DELETE TO audit.log WHERE OLD.what = 'login' DO INSTEAD NOTHING;
CREATE VIEW paid AS SELECT b.id, r.name FROM bookings b JOIN rooms r ON r.id = b.room_id WHERE b.state = 'paid';
CREATE MATERIALIZED VIEW per_room AS SELECT room_id, count(*) AS bookings FROM bookings GROUP BY room_id;
CREATE UNIQUE INDEX per_room_idx ON per_room (room_id);
CREATE FUNCTION ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER on_drop ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION ddl();
