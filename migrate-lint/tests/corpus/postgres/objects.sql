-- case: misspelt tables
-- unconfirmed
-- before
CREATE TABLE bookings (id int PRIMARY KEY, status text, guest_id int);
CREATE TABLE guests (id int PRIMARY KEY, name text);
-- file
-- migrate: transaction(none)
-- expect: unknown-object
ALTER TABLE bokings ADD COLUMN a int;
-- expect: unknown-object
CREATE INDEX CONCURRENTLY new_1 ON public.booking (status);
-- expect: unknown-object
CREATE TABLE notes (id int, booking int REFERENCES boookings);
-- expect: unknown-object
DROP TABLE guest;
-- expect: unknown-object
UPDATE guets SET name = '' WHERE name IS NULL;
-- expect: unknown-object
INSERT INTO guests (id) SELECT id FROM bookngs;
-- expect: unknown-object
CREATE VIEW v AS SELECT b.id FROM bookings b JOIN gests g ON g.id = b.guest_id;
-- expect: unknown-object
COMMENT ON TABLE gueests IS 'x';
-- expect: unknown-object
CREATE TRIGGER tr AFTER INSERT ON bookins FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
DROP TABLE IF EXISTS guest2;
ALTER TABLE IF EXISTS guest3 ADD COLUMN a int;

-- case: misspelt columns
-- unconfirmed
-- before
CREATE TABLE bookings (id int PRIMARY KEY, status text, guest_id int);
CREATE TABLE guests (id int PRIMARY KEY, name text);
-- file
-- migrate: transaction(none)
-- expect: unknown-object
ALTER TABLE bookings ALTER COLUMN staus SET DEFAULT 'new';
-- expect: unknown-object
ALTER TABLE bookings DROP COLUMN statuss;
-- expect: unknown-object
ALTER TABLE bookings RENAME COLUMN guest TO guest_ref;
-- expect: unknown-object
CREATE INDEX CONCURRENTLY new_2 ON bookings (lower(stats));
-- expect: unknown-object
ALTER TABLE bookings ADD CONSTRAINT c CHECK (statu <> '') NOT VALID;
-- expect: unknown-object
ALTER TABLE bookings ADD CONSTRAINT f FOREIGN KEY (guestid) REFERENCES guests (id) NOT VALID;
-- expect: unknown-object
ALTER TABLE bookings ADD CONSTRAINT f FOREIGN KEY (guest_id) REFERENCES guests (idd) NOT VALID;
-- expect: unknown-object
UPDATE bookings SET state = 'x' WHERE id = 1;
-- expect: unknown-object
UPDATE bookings SET status = 'x' WHERE stauts = 'y';
-- expect: unknown-object
INSERT INTO guests (id, nam) VALUES (1, 'x');
-- expect: unknown-object
CREATE VIEW v AS SELECT b.statsu FROM bookings b;
-- expect: unknown-object
COMMENT ON COLUMN guests.nme IS 'x';
-- expect: unknown-object
CREATE POLICY p ON guests USING (nam = current_user);
SELECT b.id, x.n FROM bookings AS b, LATERAL (SELECT count(*) AS n FROM guests WHERE guests.id = b.guest_id) AS x WHERE b.ctid IS NOT NULL ORDER BY n;
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c;
UPDATE bookings AS b SET status = g.name FROM guests g WHERE g.id = b.guest_id AND b.status IS NULL;
INSERT INTO guests (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name;
SELECT key, value FROM bookings, jsonb_each(to_jsonb(bookings));

-- case: things that are there
-- unconfirmed
-- before
CREATE TABLE bookings (id int PRIMARY KEY, status text);
CREATE TYPE mood AS ENUM ('ok');
CREATE INDEX bookings_status ON bookings (status);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
-- migrate: transaction(none)
-- expect: unknown-object
CREATE TABLE bookings (id int);
-- expect: unknown-object
ALTER TABLE bookings ADD COLUMN status int;
-- expect: unknown-object
CREATE TYPE mood AS ENUM ('sad');
-- expect: unknown-object
CREATE INDEX CONCURRENTLY bookings_status ON bookings (id);
-- expect: unknown-object
ALTER TYPE mood ADD VALUE 'ok';
-- expect: unknown-object
CREATE FUNCTION f(b integer) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE TABLE IF NOT EXISTS bookings (id int);
ALTER TABLE bookings ADD COLUMN IF NOT EXISTS status int;
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 4';

-- case: misspelt types
-- unconfirmed
-- before
CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE t (id int);
-- file
-- expect: unknown-object
CREATE TABLE u (id integr, a txt);
-- expect: unknown-object
ALTER TABLE t ADD COLUMN m mod;
ALTER TABLE t ADD COLUMN n mood;

-- case: what others made
-- unconfirmed
-- before
CREATE TABLE t (id int);
CREATE EXTENSION IF NOT EXISTS postgis;
-- file
ALTER TABLE t ADD COLUMN owner uuid REFERENCES auth.users (id);
CREATE TABLE shapes (id int, g geometry(Point, 4326));
INSERT INTO storage.buckets (id, name) VALUES ('a', 'a');
CREATE POLICY p ON storage.objects USING (bucket_id = 'a');

-- case: syntax
-- unconfirmed
-- before
CREATE TABLE t (id int);
-- file
-- expect: syntax
CREATE TABEL u (id int);
-- expect: syntax
ALTER TABLE t ADD COLUMN;
-- expect: syntax
CREATE TABLE v (id int,);
-- expect: syntax
SELECT FROM WHERE;
-- expect: syntax
UPDATE t SET id = WHERE id = 1;
-- expect: syntax
INSERT INTO t VALUES (1;2);

-- case: drafts see each other
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
CREATE TABLE n (id int PRIMARY KEY, a int);
ALTER TABLE t ADD COLUMN b int;
-- file
CREATE INDEX n_a ON n (a);
ALTER TABLE n ALTER COLUMN a SET NOT NULL;
ALTER TABLE t DROP COLUMN b;
-- expect: blocking
CREATE INDEX t_a ON t (a);
-- file
DROP TABLE n;
-- expect: destructive, breaking
DROP TABLE t;
