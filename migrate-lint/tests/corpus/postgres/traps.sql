-- case: table that is dropped and made again
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: destructive
DROP TABLE IF EXISTS t;
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX ON t (a);
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- case: same name of a constraint on another table
-- before
CREATE TABLE a (id int, n int);
CREATE TABLE b (id int, n int);
ALTER TABLE b ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
-- file
-- migrate: transaction(none)
ALTER TABLE a ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
ALTER TABLE b VALIDATE CONSTRAINT c;

-- case: validating under the lock of another table
-- before
CREATE TABLE a (id int, n int);
CREATE TABLE b (id int, n int);
ALTER TABLE b ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
-- file
ALTER TABLE a ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
-- expect: blocking
ALTER TABLE b VALIDATE CONSTRAINT c;

-- case: table that was there, made if it is not
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, a int);
-- expect: blocking
CREATE INDEX t_a ON t (a);

-- case: other function under the name
-- before
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
-- expect: breaking
DROP FUNCTION f(int);
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION g;
CREATE FUNCTION g(b integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';

-- case: order of an index
-- before
CREATE TABLE t (id int, a text, b text);
CREATE INDEX t_a ON t (a);
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";
ALTER TABLE t ALTER COLUMN b TYPE text COLLATE "C";

-- case: missing values are filled
-- before
CREATE TABLE t (id int, a text);
-- file
UPDATE t SET a = COALESCE(a, '');

-- case: first file of a project whose tables others made
-- unconfirmed
-- file
CREATE TABLE notes (id int PRIMARY KEY, customer int REFERENCES customers (id));
-- expect: blocking
CREATE INDEX customers_name ON customers (name);
-- expect: blocking, data-dependent
ALTER TABLE customers ALTER COLUMN name SET NOT NULL;
ALTER TABLE customers ADD COLUMN note text;
-- expect: unknown-object
ALTER TABLE nots ADD COLUMN a int;

-- case: tables of extensions
-- unconfirmed
-- before
CREATE EXTENSION pg_cron;
CREATE TABLE tokens (id int);
-- file
INSERT INTO jobs (id) VALUES (1);
CREATE EXTENSION IF NOT EXISTS pgcrypto;
-- expect: unknown-object
ALTER TABLE token ADD COLUMN a int;

-- case: path to the tables
-- before
CREATE SCHEMA app;
SET search_path = app, public;
CREATE TABLE t (id int, a int);
-- file
SET LOCAL search_path TO app;
-- expect: blocking
CREATE INDEX t_a ON t (a);
-- expect: destructive, breaking
DROP TABLE app.t;

-- case: dump of a whole database
-- unconfirmed
-- file
-- expect: session
SET statement_timeout = 0;
-- expect: session
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.t (id bigint NOT NULL, a text);
CREATE SEQUENCE public.t_id_seq START WITH 1;
ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;
ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX t_a ON public.t USING btree (a);
ALTER TABLE public.t OWNER TO postgres;

-- case: key in place of another
-- before
CREATE TABLE t (a int, b int, CONSTRAINT t_pkey PRIMARY KEY (a), CHECK (b IS NOT NULL));
-- file
-- expect: blocking
ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (a, b);

-- case: quoted names in mixed case
-- before
CREATE TABLE "Orders" ("Id" int PRIMARY KEY, "Total" numeric(10,2), total int);
-- rows
INSERT INTO "Orders" VALUES (1, NULL, 1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE "Orders" ALTER COLUMN "Total" SET NOT NULL;
-- expect: blocking
CREATE INDEX "Orders_total" ON "Orders" ("Total", total);
ALTER TABLE "Orders" ALTER "Total" TYPE numeric(12,2);
-- expect: breaking
ALTER TABLE public."Orders" RENAME COLUMN "Total" TO "Sum";

-- case: one statement, many actions
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text NOT NULL DEFAULT '');
-- rows
INSERT INTO t VALUES (1, NULL, NULL);
-- file
-- expect: blocking, data-dependent, breaking
ALTER TABLE t
  ADD COLUMN d int NOT NULL DEFAULT 5, -- fine
  ALTER COLUMN a SET NOT NULL,
  /* and */ ADD e boolean NOT NULL;

-- case: many actions that hurt nobody
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10), c text NOT NULL DEFAULT '');
-- file
ALTER TABLE ONLY t
  ADD COLUMN d int NOT NULL DEFAULT 5, -- DROP COLUMN a,
  ALTER COLUMN b TYPE varchar(20),
  ALTER COLUMN c SET DEFAULT 'x',
  ADD CONSTRAINT positive CHECK (a > 0) NOT VALID,
  ALTER COLUMN a DROP NOT NULL,
  SET (fillfactor = 90);

-- case: domain in place of its type
-- before
CREATE DOMAIN free AS text;
CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
CREATE TABLE t (id int, a text, b text, c short);
-- rows
INSERT INTO t VALUES (1, 'too long', 'too long', 'ok');
-- file
ALTER TABLE t ALTER COLUMN a TYPE free;
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN b TYPE short;
ALTER TABLE t ALTER COLUMN c TYPE text;

-- case: arrays
-- before
CREATE TABLE t (id int, a varchar(10)[], b int[]);
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE varchar(20)[];
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN b TYPE bigint[];

-- case: fixed length
-- before
CREATE TABLE t (id int, a char(5), b char(5), c varchar(5));
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE char(10);
-- expect: blocking
ALTER TABLE t ALTER COLUMN b TYPE text;
-- expect: blocking
ALTER TABLE t ALTER COLUMN c TYPE char(5);

-- case: json
-- before
CREATE TABLE t (id int, a json);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE jsonb USING a::jsonb;

-- case: clean-up in batches by key
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
DELETE FROM t WHERE id BETWEEN 1 AND 100;
DELETE FROM t WHERE true AND a = 1;
UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t LIMIT 10);
-- expect: destructive
DELETE FROM t WHERE id IS NOT NULL OR 'a' = 'a';
