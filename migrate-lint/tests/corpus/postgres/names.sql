-- case: tables
-- before
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
CREATE SCHEMA archive;
-- file
-- expect: breaking
ALTER TABLE a RENAME TO aa;
-- expect: breaking
ALTER TABLE IF EXISTS public.b SET SCHEMA archive;

-- case: table that leaves a view
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
ALTER TABLE a RENAME TO aa;
CREATE VIEW a AS SELECT * FROM aa;

-- case: columns
-- before
CREATE TABLE a (id int PRIMARY KEY, x int, y int);
-- file
-- expect: breaking
ALTER TABLE a RENAME COLUMN x TO z;
-- expect: breaking
alter table "a" rename y to "Y";

-- case: column that is added back
-- before
CREATE TABLE a (id int PRIMARY KEY, x int);
-- file
ALTER TABLE a RENAME COLUMN x TO z;
-- expect: blocking
ALTER TABLE a ADD COLUMN x int GENERATED ALWAYS AS (z) STORED;

-- case: names that no statement uses
-- before
CREATE TABLE a (id int PRIMARY KEY, x int CONSTRAINT positive CHECK (x > 0));
CREATE INDEX a_x ON a (x);
-- file
ALTER INDEX a_x RENAME TO a_x_idx;
ALTER TABLE a RENAME CONSTRAINT positive TO a_x_positive;
ALTER INDEX IF EXISTS a_pkey RENAME TO a_key;

-- case: new names of new things
-- before
CREATE TABLE z (id int);
-- file
CREATE TABLE a (id int PRIMARY KEY, x int);
ALTER TABLE a RENAME TO b;
ALTER TABLE b RENAME x TO y;
DROP TABLE b;

-- case: other objects
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT * FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE SEQUENCE s;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE SCHEMA app;
CREATE TABLE app.t (id int);
-- file
-- expect: breaking
ALTER VIEW v RENAME TO w;
-- expect: breaking
ALTER VIEW w RENAME COLUMN a TO b;
-- expect: breaking
ALTER MATERIALIZED VIEW m RENAME TO n;
-- expect: breaking
ALTER SEQUENCE s RENAME TO s2;
-- expect: breaking
ALTER FUNCTION f(int) RENAME TO g;
-- expect: breaking
ALTER SCHEMA app RENAME TO application;

-- case: things that go
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT * FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE SEQUENCE s;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
CREATE POLICY p ON t USING (true);
-- file
-- expect: breaking
DROP VIEW v;
-- expect: breaking
DROP MATERIALIZED VIEW m;
-- expect: breaking
DROP SEQUENCE s;
-- expect: breaking
DROP FUNCTION f(int);
DROP TRIGGER tr ON t;
DROP POLICY p ON t;
DROP FUNCTION IF EXISTS nothing();
DROP VIEW IF EXISTS nothing;

-- case: things that come back
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id FROM t;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
-- file
DROP VIEW v;
CREATE VIEW v AS SELECT id, a FROM t;
DROP FUNCTION f(int);
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT $1::bigint';

-- case: view that comes back with less
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
DROP VIEW v;
CREATE VIEW v AS SELECT id FROM t;

-- case: new views
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id FROM t;
-- file
CREATE OR REPLACE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT t.id, v.id AS other FROM t JOIN v USING (id);
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE EXTENSION IF NOT EXISTS plpgsql;

-- case: a name that the server cuts off
-- before
CREATE TABLE posts (id int PRIMARY KEY, comments int, newest timestamptz);
-- before
CREATE INDEX idx_post_aggregates_featured_community_newest_comment_time_necro ON posts (newest);
-- file
-- expect: blocking
CREATE INDEX posts_comments ON posts (comments);
DROP INDEX idx_post_aggregates_featured_community_newest_comment_time_necr;

-- case: the history of another tool
-- unconfirmed
-- before
CREATE TABLE posts (id int PRIMARY KEY);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not by hand'; END $$;
-- file
CREATE TRIGGER refuse BEFORE INSERT ON __diesel_schema_migrations EXECUTE FUNCTION refuse();
