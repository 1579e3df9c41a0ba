-- case: rows are moved
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE TABLE u (id int PRIMARY KEY, a int);
-- file
INSERT INTO u (id, a) SELECT id, a FROM t ON CONFLICT (id) DO NOTHING;
UPDATE t SET b = a WHERE b IS NULL AND a IS NOT NULL;
INSERT INTO u VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET a = excluded.a + u.a WHERE u.a < 3 RETURNING u.id;
MERGE INTO u USING t ON u.id = t.id WHEN MATCHED THEN UPDATE SET a = t.a WHEN NOT MATCHED THEN INSERT VALUES (t.id, t.a);
CREATE TABLE copy AS SELECT * FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a, count(*) AS n FROM t GROUP BY a;
SELECT count(*) FROM t JOIN u USING (id);
CREATE VIEW w AS SELECT x.*, u.a AS other FROM t AS x JOIN u USING (id);

-- case: all rows
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
-- file
-- expect: destructive
UPDATE t SET b = upper(b);
-- expect: destructive
UPDATE ONLY t AS x SET (a, b) = (1, 'x');
-- expect: destructive
DELETE FROM t WHERE true;
-- expect: destructive
TRUNCATE ONLY t;

-- case: all rows of a new column
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t ADD COLUMN b int;
-- expect: blocking
UPDATE t SET b = a;

-- case: all rows with a condition in the source
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
-- file
UPDATE t SET a = u.a FROM u WHERE t.id = u.id;
DELETE FROM t USING u WHERE t.id = u.id AND u.a = 3;

-- case: rows of a new table
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
CREATE TABLE n (id int PRIMARY KEY, a int);
INSERT INTO n SELECT * FROM t;
UPDATE n SET a = 1;
DELETE FROM n;
ALTER TABLE n ALTER COLUMN a SET NOT NULL;
CREATE UNIQUE INDEX n_a ON n (a);
ALTER TABLE n ALTER COLUMN id TYPE bigint;
ALTER TABLE n RENAME COLUMN a TO b;
ALTER TABLE n RENAME TO m;
TRUNCATE m;
DROP TABLE m;

-- case: rows in a body
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: destructive
DO $$ BEGIN DELETE FROM t; END $$;
-- expect: destructive
DO $do$ DECLARE n int; BEGIN UPDATE t SET a = 0; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE '%', n; END $do$;
-- expect: destructive, breaking
DO LANGUAGE plpgsql $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 't') THEN ALTER TABLE t DROP COLUMN a; END IF; END $$;

-- case: a body that looks first
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN
        ALTER TABLE t ADD COLUMN a int;
    END IF;
EXCEPTION WHEN duplicate_column THEN
    RAISE NOTICE 'there already';
END
$$;

-- case: a body that makes a type
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
DO $$ BEGIN
    CREATE TYPE mood AS ENUM ('ok', 'sad');
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
ALTER TABLE t ADD COLUMN m mood NOT NULL DEFAULT 'ok';

-- case: a body that locks
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: blocking
DO $$ BEGIN CREATE INDEX IF NOT EXISTS t_a ON t (a); END $$;

-- case: functions are only made
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
CREATE OR REPLACE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $fn$
BEGIN
    TRUNCATE t;
    UPDATE t SET a = 0;
    EXECUTE format('DROP TABLE %I', 't');
    RETURN NULL;
END
$fn$;
CREATE TRIGGER wipe AFTER INSERT ON t FOR EACH STATEMENT EXECUTE PROCEDURE wipe();
CREATE FUNCTION total(int) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT sum(a) FROM t);

-- case: a function that goes, and one that is made anew
-- before
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION h(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
-- file
-- expect: breaking
DROP FUNCTION f(int);
DROP FUNCTION IF EXISTS g(integer);
CREATE FUNCTION g(a int) RETURNS text LANGUAGE sql AS 'SELECT a::text';
-- expect: breaking
ALTER FUNCTION h(int) RENAME TO i;

-- case: views
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
-- file
CREATE OR REPLACE VIEW v AS SELECT id, a, a + 1 AS b FROM t;
DROP VIEW w;
CREATE VIEW w AS SELECT id, a FROM t;
-- expect: breaking
DROP MATERIALIZED VIEW m;
-- expect: breaking
ALTER VIEW v RENAME TO x;

-- case: a view loses a column
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
DROP VIEW v;
CREATE VIEW v AS SELECT id FROM t;

-- case: a table moves behind a view
-- before
CREATE TABLE users (id int PRIMARY KEY, a int);
-- file
ALTER TABLE users RENAME TO people;
CREATE VIEW users AS SELECT * FROM people;

-- case: tables change places
-- before
CREATE TABLE users (id int PRIMARY KEY, a int);
CREATE TABLE users_new (id bigint PRIMARY KEY, a int);
-- file
-- expect: breaking
ALTER TABLE users RENAME TO users_old;
-- expect: breaking
ALTER TABLE users_new RENAME TO users;
-- expect: destructive
DROP TABLE users_old;

-- case: a table moves to another schema
-- before
CREATE SCHEMA app;
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: breaking
ALTER TABLE t SET SCHEMA app;
ALTER TABLE app.t ADD COLUMN a int;

-- case: a column gets another name, and a copy under the old one
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: breaking
ALTER TABLE t RENAME a TO b;
ALTER TABLE t ADD COLUMN c int;

-- case: types
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TYPE pair AS (a int, b int);
CREATE DOMAIN mail AS text;
CREATE TABLE t (id int PRIMARY KEY, m mood);
-- file
-- expect: breaking
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
-- expect: breaking
ALTER TYPE mood RENAME TO feeling;
-- expect: breaking
DROP TYPE pair;
-- expect: breaking
DROP DOMAIN mail;
ALTER TYPE feeling ADD VALUE IF NOT EXISTS 'fine' AFTER 'ok';

-- case: a type goes with a column
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int PRIMARY KEY, m mood);
-- file
-- expect: destructive, breaking
DROP TYPE mood CASCADE;

-- case: sequences
-- before
CREATE SEQUENCE s;
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('s'));
CREATE SEQUENCE loose;
-- file
ALTER SEQUENCE s OWNED BY t.id;
ALTER SEQUENCE s RESTART WITH 1000;
SELECT setval('s', 2000, true);
-- expect: breaking
DROP SEQUENCE loose;

-- case: extensions
-- unconfirmed
-- before
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
-- expect: blocking
CREATE INDEX t_a ON t USING gin (a gin_trgm_ops);
-- expect: breaking
DROP EXTENSION pg_trgm CASCADE;

-- case: enums that are used at once
-- unconfirmed
-- before
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int PRIMARY KEY, m mood);
-- file
ALTER TYPE mood ADD VALUE 'fine';
-- expect: transaction
UPDATE t SET m = 'fine' WHERE id = 1;

-- case: enums of the file
-- file
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'ok');
INSERT INTO t (id, m) VALUES (1, 'sad');

-- case: indexes
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c jsonb, d int[]);
-- file
-- expect: blocking
CREATE INDEX ON t (a DESC NULLS LAST, b text_pattern_ops);
-- expect: blocking
CREATE INDEX t_c ON t USING gin (c jsonb_path_ops) WITH (fastupdate = off);
-- expect: blocking
CREATE INDEX IF NOT EXISTS t_d ON ONLY t USING gin (d);
-- expect: blocking
CREATE INDEX t_e ON t ((c ->> 'a')) INCLUDE (b) WHERE a > 3;
-- expect: blocking
CREATE INDEX t_brin ON t USING brin (a);
-- expect: blocking
CREATE INDEX t_hash ON t USING hash (b);

-- case: an index that is there
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- file
CREATE INDEX IF NOT EXISTS t_a ON t (a);
ALTER INDEX t_a RENAME TO t_a_idx;
ALTER INDEX IF EXISTS nothing RENAME TO something;
ALTER INDEX t_a_idx SET (fillfactor = 70);
DROP INDEX t_a_idx;

-- case: an index of a column that is new
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN a int;
-- expect: blocking
CREATE INDEX t_a ON t (a);

-- case: reindexing
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- file
-- expect: blocking
REINDEX INDEX t_a;
-- expect: blocking
REINDEX (VERBOSE) TABLE public.t;

-- case: comments and privileges
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE SEQUENCE s;
-- file
COMMENT ON TABLE t IS 'rows; DROP TABLE t';
COMMENT ON COLUMN t.a IS NULL;
GRANT SELECT, INSERT ON TABLE t TO PUBLIC;
GRANT USAGE ON SEQUENCE s TO PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;

-- case: row security
-- before
CREATE TABLE t (id int PRIMARY KEY, owner text);
-- file
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t FOR ALL TO PUBLIC USING (owner = current_user) WITH CHECK (owner = current_user);
ALTER POLICY own ON t RENAME TO mine;
DROP POLICY IF EXISTS mine ON t;
ALTER TABLE t NO FORCE ROW LEVEL SECURITY;

-- case: rules, statistics, publications
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
CREATE STATISTICS s (dependencies) ON id, a FROM t;
DROP STATISTICS s;
CREATE PUBLICATION p FOR TABLE t;
DROP PUBLICATION p;
NOTIFY channel, 'payload';

-- case: names that are wrong
-- before
CREATE TABLE customers (id int PRIMARY KEY, email text, city text);
CREATE TYPE mood AS ENUM ('ok');
-- file
-- expect: unknown-object
ALTER TABLE customer ADD COLUMN a int;
-- expect: unknown-object
ALTER TABLE customers DROP COLUMN emial;
-- expect: unknown-object
CREATE INDEX ON customers (citi);
-- expect: unknown-object
UPDATE customers SET mail = 'x' WHERE id = 1;
-- expect: unknown-object
INSERT INTO customers (id, name) VALUES (1, 'a');
-- expect: unknown-object
DELETE FROM custmers WHERE id = 1;
-- expect: unknown-object
CREATE VIEW v AS SELECT c.id, c.mail FROM customers c;
-- expect: unknown-object
ALTER TABLE customers ADD CONSTRAINT c CHECK (age > 3) NOT VALID;
-- expect: unknown-object
CREATE TABLE orders (id int, customer int REFERENCES costumers (id));
-- expect: unknown-object
CREATE TABLE invoices (id int, customer int REFERENCES customers (key));
-- expect: unknown-object
ALTER TABLE customers RENAME COLUMN town TO place;
-- expect: unknown-object
DROP TABLE clients;
-- expect: unknown-object
COMMENT ON COLUMN customers.phone IS 'x';
-- expect: unknown-object
INSERT INTO customers (id) VALUES (1) ON CONFLICT (key) DO NOTHING;
-- expect: unknown-object
INSERT INTO customers (id) VALUES (1) RETURNING uid;
-- expect: unknown-object
SELECT mail FROM customers;
-- expect: unknown-object
CREATE VIEW v AS SELECT c.*, c.town FROM customers c;

-- case: names that are taken
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
CREATE TYPE mood AS ENUM ('ok');
CREATE SCHEMA app;
-- file
-- expect: unknown-object
CREATE TABLE t (id int);
-- expect: unknown-object
ALTER TABLE t ADD COLUMN a text;
-- expect: unknown-object
CREATE INDEX t_a ON t (id);
-- expect: unknown-object
CREATE TYPE mood AS ENUM ('sad');
-- expect: unknown-object
CREATE SCHEMA app;
-- expect: unknown-object
CREATE VIEW t AS SELECT 1;
CREATE TABLE IF NOT EXISTS t (id int);
CREATE TABLE app.t (id int);

-- case: grammar
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: syntax
ALTER TABLE t ADD COLUM b int;
-- expect: syntax
CREATE TABLE u (id int PRIMARY KEY, a int,);
-- expect: syntax
ALTER TABLE t ALTER COLUMN a TYPE;
-- expect: syntax
SELECT a FROM WHERE a = 1;

-- case: sessions
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: session
SET client_min_messages = warning;
-- expect: session
SET LOCK_TIMEOUT TO '3s';
-- expect: session
SELECT pg_catalog.set_config('search_path', 'app', false);
-- expect: session
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;
-- expect: session
SET SESSION AUTHORIZATION postgres;
-- expect: session
SELECT pg_try_advisory_lock(1, 2);
SET LOCAL statement_timeout = '5min';
