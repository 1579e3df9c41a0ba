-- case: misspelt keyword
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: syntax
ALTER TABLE a ADD COULMN b int;

-- case: comma too much
-- file
-- expect: syntax
CREATE TABLE a (id int PRIMARY KEY, name text,);

-- case: missing parenthesis
-- file
-- expect: syntax
CREATE TABLE a (id int PRIMARY KEY, name text;

-- case: select without an end
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: syntax
SELECT id FROM a WHERE;

-- case: mysql words
-- file
-- expect: syntax
CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY);

-- case: backticks
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: syntax
ALTER TABLE `a` ADD COLUMN b int;

-- case: insert with if not exists
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: syntax
INSERT INTO a VALUES (1) ON CONFLICT DO;

-- case: create or replace table
-- file
-- expect: syntax
CREATE OR REPLACE TABLE a (id int);

-- case: alter table without an action
-- before
CREATE TABLE a (id int PRIMARY KEY, b int);
-- file
-- expect: syntax
ALTER TABLE a;
-- expect: syntax
ALTER TABLE a RENAME;
-- expect: syntax
ALTER TABLE a RENAME COLUMN b;
-- expect: syntax
ALTER TABLE a ADD;
-- expect: syntax
ALTER TABLE a ALTER COLUMN b;
-- expect: syntax
ALTER TABLE a DROP;
-- expect: syntax
ALTER TABLE a RENAME TO;

-- case: other statements that stop too soon
-- before
CREATE TABLE a (id int PRIMARY KEY, b int);
-- file
-- expect: syntax
CREATE INDEX ON a;
-- expect: syntax
DROP TABLE;
-- expect: syntax
CREATE TABLE;
-- expect: syntax
CREATE VIEW v;
-- expect: syntax
UPDATE a SET;
-- expect: syntax
DELETE a WHERE id = 1;
-- expect: syntax
INSERT INTO;
-- expect: syntax
CREATE TYPE mood AS ENUM ('a' 'b');
-- expect: syntax
GRANT SELECT ON a;
-- expect: syntax
CREATE INDEX i a (b);

-- case: values are quoted as names
-- before
CREATE TABLE a (id int PRIMARY KEY, b text);
-- file
-- expect: unknown-object
INSERT INTO a (id, b) VALUES (1, "hello");

-- case: drop column twice
-- before
CREATE TABLE a (id int PRIMARY KEY, b text);
-- file
-- expect: unknown-object
ALTER TABLE a DROP COLUMN bb;

-- case: unknown table
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: unknown-object
ALTER TABLE usres ADD COLUMN name text;

-- case: unknown table that resembles nothing
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: unknown-object
DROP TABLE shipments;
-- expect: unknown-object
CREATE INDEX i ON parcels (id);
-- expect: unknown-object
TRUNCATE crates;
-- expect: unknown-object
DELETE FROM pallets;
-- expect: unknown-object
UPDATE lorries SET x = 1;
-- expect: unknown-object
INSERT INTO harbours VALUES (1);
-- expect: unknown-object
ALTER TABLE invoices ADD COLUMN x int;

-- case: the first file drops a table that nobody made
-- file
-- expect: unknown-object
DROP TABLE t0;

-- case: a table that nobody made goes behind a new one
-- file
CREATE TABLE users (id int PRIMARY KEY);
-- expect: unknown-object
DROP TABLE public.t0 CASCADE;

-- case: a table that a body may have made
-- unconfirmed
-- before
CREATE TABLE users (id int PRIMARY KEY);
DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 't0 (id int)'; END $$;
-- file
-- expect: destructive, breaking
DROP TABLE t0;

-- case: a table of a schema that others made
-- unconfirmed
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP TABLE legacy.t0;

-- case: drop if exists of what is not there
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
DROP TABLE IF EXISTS shipments;
DROP TABLE IF EXISTS shipments, parcels CASCADE;
DROP VIEW IF EXISTS v;
DROP FUNCTION IF EXISTS f(int);
DROP TYPE IF EXISTS ty;
DROP SEQUENCE IF EXISTS sq;
DROP SCHEMA IF EXISTS sch CASCADE;
DROP TRIGGER IF EXISTS tr ON users;
ALTER TABLE IF EXISTS shipments ADD COLUMN a int;
ALTER TABLE users DROP CONSTRAINT IF EXISTS c;
DROP EXTENSION IF EXISTS hstore;
DROP DOMAIN IF EXISTS d;
DROP MATERIALIZED VIEW IF EXISTS m;
DROP PUBLICATION IF EXISTS p;

-- case: drops of what is not there
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: unknown-object
DROP VIEW v;
-- expect: unknown-object
DROP INDEX users_idx;
-- expect: unknown-object
DROP TYPE ty;
-- expect: unknown-object
DROP SEQUENCE sq;
-- expect: unknown-object
DROP TRIGGER tr ON users;
-- expect: unknown-object
ALTER TABLE users DROP CONSTRAINT c;
-- expect: unknown-object
ALTER TABLE users VALIDATE CONSTRAINT c;
-- expect: unknown-object
DROP POLICY p ON users;
-- expect: unknown-object
ALTER TABLE users RENAME CONSTRAINT c TO d;
-- expect: unknown-object
ALTER TYPE ty ADD VALUE 'x';
-- expect: unknown-object
DROP FUNCTION f(int);
-- expect: unknown-object
DROP MATERIALIZED VIEW m;

-- case: a schema that was there may hold tables
-- unconfirmed
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP SCHEMA sch;

-- case: unknown column in many places
-- before
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE TABLE orgs (id int PRIMARY KEY);
-- file
-- expect: unknown-object
CREATE INDEX i ON users (nmae);
-- expect: unknown-object
ALTER TABLE users ALTER COLUMN nmae SET NOT NULL;
-- expect: unknown-object
ALTER TABLE users ADD CONSTRAINT c CHECK (nmae <> '');
-- expect: unknown-object
ALTER TABLE users ADD CONSTRAINT u UNIQUE (nmae);
-- expect: unknown-object
ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (org) REFERENCES orgs (id);
-- expect: unknown-object
ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES orgs (key);
-- expect: unknown-object
UPDATE users SET nmae = '' WHERE id = 1;
-- expect: unknown-object
DELETE FROM users WHERE nmae = '';
-- expect: unknown-object
INSERT INTO users (id, nmae) VALUES (1, '');
-- expect: unknown-object
CREATE VIEW v AS SELECT nmae FROM users;
-- expect: unknown-object
COMMENT ON COLUMN users.nmae IS '';
-- expect: unknown-object
CREATE POLICY p ON users USING (nmae = '');
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN nmae TO n;
-- expect: unknown-object
SELECT u.nmae FROM users u;

-- case: exists already
-- before
CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE INDEX users_name ON users (name);
CREATE TYPE mood AS ENUM ('a');
CREATE VIEW v AS SELECT 1 AS one;
-- file
-- expect: unknown-object
CREATE TABLE users (id int);
-- expect: unknown-object
ALTER TABLE users ADD COLUMN name text;
-- expect: unknown-object
CREATE INDEX users_name ON users (name);
-- expect: unknown-object
CREATE TYPE mood AS ENUM ('b');
-- expect: unknown-object
CREATE VIEW v AS SELECT 2 AS two;
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN name TO id;
-- expect: unknown-object
ALTER TYPE mood ADD VALUE 'a';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'a';
ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;
CREATE OR REPLACE VIEW v AS SELECT 2 AS one;

-- case: unknown types and functions
-- before
CREATE TABLE users (id int PRIMARY KEY, name text);
-- file
-- expect: unknown-object
ALTER TABLE users ADD COLUMN a strng;
-- expect: unknown-object
CREATE TABLE b (id int, x varchr(10));
-- expect: unknown-object
CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- case: supabase tables are theirs
-- unconfirmed
-- before
CREATE TABLE public.profiles (id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE, name text);
CREATE FUNCTION public.handle_new_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- file
CREATE POLICY "Users see their profile" ON public.profiles FOR SELECT USING (auth.uid() = id);
INSERT INTO storage.buckets (id, name) VALUES ('avatars', 'avatars');
CREATE POLICY "Avatars" ON storage.objects FOR SELECT USING (bucket_id = 'avatars');
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE PROCEDURE public.handle_new_user();

-- case: catalog tables are there
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
SELECT count(*) FROM information_schema.columns WHERE table_name = 'users';
SELECT pg_catalog.format_type(atttypid, atttypmod), attname FROM pg_attribute WHERE attrelid = 'users'::regclass;

-- case: extension objects are not known
-- file
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
CREATE TABLE keys (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), secret bytea DEFAULT gen_random_bytes(16), email text DEFAULT crypt('x', gen_salt('bf')));

-- case: postgis
-- unconfirmed
-- before
CREATE TABLE places (id int PRIMARY KEY);
-- file
CREATE EXTENSION postgis;
ALTER TABLE places ADD COLUMN geo geography(Point, 4326);
-- expect: blocking
CREATE INDEX places_geo ON places USING gist (geo);

-- case: case of names
-- before
CREATE TABLE "Users" ("Id" int PRIMARY KEY, "Name" text);
CREATE TABLE users (id int PRIMARY KEY);
-- file
ALTER TABLE "Users" ADD COLUMN x int;
ALTER TABLE USERS ADD COLUMN name text;
-- expect: unknown-object
UPDATE Users SET "Name" = 'x' WHERE id = 1;
COMMENT ON COLUMN "Users"."Name" IS 'x';

-- case: a body that is no SQL
-- file
-- expect: syntax
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELEC 1 $$;
-- expect: syntax
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETRUN 1; END $$;

-- case: types of other databases
-- file
-- expect: unknown-object
CREATE TABLE a (id int PRIMARY KEY, at datetime);
-- expect: unknown-object
CREATE TABLE b (id int PRIMARY KEY, n tinyint);
-- expect: syntax
CREATE TABLE c (id int(11) PRIMARY KEY);
-- expect: syntax
CREATE TABLE d (id int PRIMARY KEY, a text(20));

-- case: an older migration shows that more is there
-- unconfirmed
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- before
DROP INDEX made_by_hand;
-- file
DROP INDEX made_by_hand_too;

-- case: selects of nothing but values
-- before
CREATE TABLE users (id int PRIMARY KEY, name text, at timestamptz DEFAULT now());
-- file
SELECT current_timestamp, current_user, user, extract(epoch FROM now()), interval '1 day', trim(both ' ' FROM 'x'), position('a' IN 'b');
SELECT make_interval(days => 10), date_part('year', now()), ARRAY[1, 2], (SELECT 1 AS one), CASE WHEN true THEN 1 END;
SELECT now() AT TIME ZONE 'UTC', 'a' COLLATE "C", substring('abc' FROM 2 FOR 1), overlay('abc' PLACING 'x' FROM 1);
SELECT x FROM generate_series(1, 2) AS x;
SELECT generate_series.generate_series FROM generate_series(1, 2);
SELECT j.k FROM (SELECT 1 AS k) j JOIN LATERAL (SELECT j.k AS l) m ON m.l = j.k;
INSERT INTO users (id, name, at) VALUES (1, DEFAULT, CURRENT_TIMESTAMP), (2, current_user, now() - interval '1 day');
INSERT INTO users AS u (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = u.name || excluded.name RETURNING u.id;
WITH old AS (SELECT id FROM users) DELETE FROM users AS u USING old WHERE old.id = u.id AND u.name = 'x';
UPDATE users AS u SET name = v.name FROM (VALUES (1, 'a')) AS v (id, name) WHERE u.id = v.id;
SELECT t.a, t.b FROM jsonb_to_recordset('[]') AS t (a int, b text);
SELECT e.key, e.value FROM users u CROSS JOIN LATERAL jsonb_each(to_jsonb(u)) e WHERE u.id > 1;
