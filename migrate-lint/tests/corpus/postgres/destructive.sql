-- case: tables
-- before
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int, a int REFERENCES a);
CREATE TABLE c (id int);
CREATE TABLE "D" (id int);
-- file
-- expect: destructive, breaking
DROP TABLE b;
-- expect: destructive, breaking
drop table if exists public.c, "D" cascade;
DROP TABLE IF EXISTS nothing;

-- case: tables of the same file
-- file
CREATE TABLE scratch (id int);
INSERT INTO scratch VALUES (1);
TRUNCATE scratch;
DELETE FROM scratch;
DROP TABLE scratch;
CREATE TEMP TABLE helper AS SELECT 1 AS id;
DELETE FROM helper;
DROP TABLE helper;

-- case: table that comes back
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: destructive
DROP TABLE a;
CREATE TABLE a (id int PRIMARY KEY, note text);

-- case: table that comes back with another type
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP TABLE a;
CREATE TABLE a (id bigint PRIMARY KEY, note text);

-- case: columns
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int, g int GENERATED ALWAYS AS (a * 2) STORED);
-- file
-- expect: breaking
ALTER TABLE t DROP COLUMN g;
-- expect: destructive, breaking
ALTER TABLE t DROP COLUMN a;
-- expect: destructive, breaking
alter table if exists only public."t" drop if exists "b" cascade;
ALTER TABLE t DROP COLUMN IF EXISTS nothing;

-- case: column of the same file
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN helper int;
ALTER TABLE t DROP COLUMN helper;

-- case: column that comes back
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: destructive
ALTER TABLE t DROP COLUMN a;
ALTER TABLE t ADD COLUMN a text;

-- case: several actions
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
-- file
-- expect: destructive, breaking
ALTER TABLE t ADD COLUMN c int, DROP COLUMN a, ALTER COLUMN b SET DEFAULT 1;

-- case: rows
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
-- file
-- expect: destructive
DELETE FROM t;
-- expect: destructive
DELETE FROM ONLY t AS x WHERE TRUE;
-- expect: destructive
delete from public.t where 1 = 1;
DELETE FROM t WHERE a < 5;
DELETE FROM t USING u WHERE t.id = u.id;
-- expect: destructive
UPDATE t SET a = 0;
-- expect: destructive
UPDATE t SET a = a + 1 WHERE NOT FALSE;
UPDATE t SET a = 0 WHERE a IS NULL;
UPDATE t SET a = u.a FROM u WHERE u.id = t.id;
-- expect: destructive
TRUNCATE t;
-- expect: destructive
TRUNCATE TABLE ONLY public.u RESTART IDENTITY CASCADE;

-- case: writes inside of WITH
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE old (id int, a int);
-- file
-- expect: destructive
WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO old SELECT * FROM gone;

-- case: words in strings, comments and bodies
-- before
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
INSERT INTO t VALUES (1, 'DROP TABLE t; TRUNCATE t');
COMMENT ON TABLE t IS $$ DELETE FROM t $$;
/* DROP TABLE t; */ -- TRUNCATE t;
SELECT 1;
CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; DROP TABLE t; END $$;
CREATE OR REPLACE FUNCTION clean2() RETURNS void LANGUAGE sql AS 'TRUNCATE t';
CREATE PROCEDURE clean3() LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE t'; COMMIT; END $$;

-- case: schemas
-- before
CREATE SCHEMA app;
CREATE TABLE app.t (id int);
CREATE SCHEMA empty;
-- file
-- expect: destructive, breaking
DROP SCHEMA app CASCADE;
DROP SCHEMA empty;

-- case: partitions
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE logs_25 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- file
-- expect: destructive, breaking
DROP TABLE logs_24;
ALTER TABLE logs DETACH PARTITION logs_25;

-- case: with a reason
-- before
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int PRIMARY KEY, old int);
-- file
-- migrate: compatible
-- migrate: allow(drop-table) not read since 1.4
DROP TABLE a;
-- expect: destructive
ALTER TABLE b DROP COLUMN old;
