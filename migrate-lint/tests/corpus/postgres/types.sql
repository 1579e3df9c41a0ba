-- case: types that keep the bytes
-- before
CREATE TABLE t (id int PRIMARY KEY, v varchar(20), u varchar, x text, n numeric(10,2), ts timestamp(3), c cidr, b varbit(8), f numeric(8,2));
-- file
ALTER TABLE t ALTER COLUMN v TYPE varchar(30);
ALTER TABLE t ALTER COLUMN v TYPE character varying;
ALTER TABLE t ALTER COLUMN v SET DATA TYPE text;
ALTER TABLE t ALTER x TYPE varchar;
ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2), ALTER COLUMN f TYPE numeric;
ALTER TABLE t ALTER COLUMN ts TYPE timestamp(6);
-- expect: breaking
ALTER TABLE t ALTER COLUMN c TYPE inet;
ALTER TABLE t ALTER COLUMN b TYPE bit varying(16);
ALTER TABLE t ALTER COLUMN id TYPE int USING id;
ALTER TABLE t ALTER COLUMN id TYPE integer;
ALTER TABLE t ALTER COLUMN u TYPE text COLLATE "C";

-- case: wider integers
-- before
CREATE TABLE t (id int PRIMARY KEY, n smallint);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN id TYPE bigint;
-- expect: blocking, breaking
alter table only "t" alter "n" set data type INTEGER;

-- case: narrower integers
-- before
CREATE TABLE t (id bigint PRIMARY KEY);
-- rows
INSERT INTO t VALUES (9999999999);
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN id TYPE int;

-- case: shorter strings
-- before
CREATE TABLE t (id int, v varchar(20), x text);
-- rows
INSERT INTO t VALUES (1, 'too long for it', 'too long for it');
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN v TYPE varchar(10);
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN x TYPE varchar(5);

-- case: cut strings
-- before
CREATE TABLE t (id int, v varchar(20), x text);
-- file
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN v TYPE varchar(10) USING left(v, 10);
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN x TYPE varchar(5) USING x::varchar(5);

-- case: numbers
-- before
CREATE TABLE t (id int, n numeric(10,4), m numeric(10,2), o numeric(10,2));
-- file
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN n TYPE numeric(10,2);

-- case: fewer digits before the point
-- before
CREATE TABLE t (id int, m numeric(10,2), o numeric(10,2));
-- rows
INSERT INTO t VALUES (1, 12345678.12, 12345678.12);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN m TYPE numeric(5,2);
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN o TYPE numeric(10,4);

-- case: text becomes something
-- before
CREATE TABLE t (id int, a text, b text, c text);
CREATE TYPE mood AS ENUM ('ok', 'sad');
-- rows
INSERT INTO t VALUES (1, 'x', 'x', 'x');
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN a TYPE integer USING a::integer;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN b TYPE uuid USING (b::uuid);
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN c TYPE mood USING c::mood;

-- case: something becomes text
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int, m mood, i int);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN m TYPE text;
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN i TYPE text;

-- case: one enum becomes another
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int, m mood);
-- rows
INSERT INTO t VALUES (1, 'sad');
-- file
CREATE TYPE mood_new AS ENUM ('ok', 'fine');
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN m TYPE mood_new USING m::text::mood_new;

-- case: time
-- before
CREATE TABLE t (id int, a timestamp, b timestamptz, c timestamptz);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE timestamptz;
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN b TYPE timestamptz(0);
-- expect: blocking, breaking, destructive
ALTER TABLE t ALTER COLUMN c TYPE date;

-- case: time in UTC
-- before
CREATE TABLE t (id int, a timestamp);
-- file
SET LOCAL timezone = 'UTC';
-- expect: breaking
ALTER TABLE t ALTER COLUMN a TYPE timestamptz;

-- case: other value, same type
-- before
CREATE TABLE t (id int, a text);
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE text USING trim(a);

-- case: check on the column
-- before
CREATE TABLE t (id int, v varchar(20) CHECK (v <> ''));
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN v TYPE varchar(40);

-- case: type of a new column or table
-- before
CREATE TABLE t (id int);
-- file
CREATE TABLE n (a int);
ALTER TABLE n ALTER COLUMN a TYPE text;

-- case: enums
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
-- file
ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';

-- case: renamed enum value
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
-- file
-- expect: breaking
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';

-- case: enum value that is used at once
-- unconfirmed
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int, m mood);
-- file
ALTER TYPE mood ADD VALUE 'fine';
-- expect: transaction
INSERT INTO t VALUES (1, 'fine');

-- case: types that go
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TYPE pair AS (a int, b int);
CREATE DOMAIN short AS varchar(5);
CREATE TABLE t (id int, p pair);
-- file
-- expect: breaking
DROP TYPE mood;
-- expect: breaking
DROP DOMAIN IF EXISTS short;
-- expect: breaking, destructive
DROP TYPE pair CASCADE;
DROP TYPE IF EXISTS nothing;

-- case: renamed types
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TYPE pair AS (a int, b int);
-- file
-- expect: breaking
ALTER TYPE mood RENAME TO feeling;
-- expect: breaking
ALTER TYPE pair RENAME ATTRIBUTE a TO first;
ALTER TYPE pair ADD ATTRIBUTE c int;
