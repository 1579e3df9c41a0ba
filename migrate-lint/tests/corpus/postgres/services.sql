-- case: diesel setup
-- file
CREATE OR REPLACE FUNCTION diesel_manage_updated_at(_tbl regclass) RETURNS VOID AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE PROCEDURE diesel_set_updated_at()', _tbl);
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION diesel_set_updated_at() RETURNS trigger AS $$
BEGIN
    IF (
        NEW IS DISTINCT FROM OLD AND
        NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at
    ) THEN
        NEW.updated_at := current_timestamp;
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TABLE users (id SERIAL PRIMARY KEY, updated_at TIMESTAMP NOT NULL DEFAULT now());
SELECT diesel_manage_updated_at('users');

-- case: drop a function
-- before
CREATE FUNCTION f(a int, b text DEFAULT '') RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
-- expect: breaking
DROP FUNCTION f(int, text);

-- case: drop a function and make it again
-- before
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
DROP FUNCTION f(int);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';

-- case: replace a function
-- before
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE OR REPLACE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT 3';

-- case: drop a trigger function cascade
-- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
-- file
-- expect: breaking
DROP FUNCTION f CASCADE;

-- case: drop a view
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
DROP VIEW v;

-- case: a view is made again with more columns
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
DROP VIEW v;
CREATE VIEW v AS SELECT id, b, a FROM t;

-- case: a view is made again with fewer columns
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
DROP VIEW IF EXISTS v;
CREATE VIEW v AS SELECT id FROM t;

-- case: replacing a view may add columns at its end
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t;

-- case: views on views
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a AS first_value FROM t;
CREATE VIEW w AS SELECT v.first_value, count(*) AS n FROM v GROUP BY 1;
-- file
CREATE VIEW x AS SELECT w.*, w.n + 1 AS m FROM w WHERE first_value > 1;
-- expect: unknown-object
CREATE VIEW y AS SELECT a FROM w;
CREATE VIEW z (p, q, r) AS SELECT * FROM x;
SELECT p, q, r FROM z;

-- case: a view uses a column whose type changes
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
DROP VIEW v;
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE bigint;
CREATE VIEW v AS SELECT id, a FROM t;

-- case: rename a view column
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- file
-- expect: breaking
ALTER VIEW v RENAME COLUMN a TO b;
-- expect: breaking
ALTER VIEW v RENAME TO w;

-- case: create table as and like
-- before
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL DEFAULT 3, b text CHECK (b <> ''));
-- file
CREATE TABLE copy AS SELECT id, a AS alpha FROM t;
ALTER TABLE copy ALTER COLUMN alpha SET NOT NULL;
ALTER TABLE copy ADD PRIMARY KEY (id);
CREATE TABLE mirror (LIKE t INCLUDING ALL EXCLUDING INDEXES, extra text);
CREATE INDEX mirror_b ON mirror (b, extra);
INSERT INTO mirror (id, a, b, extra) SELECT id, a, b, '' FROM t;
SELECT * INTO again FROM t;
CREATE INDEX again_b ON again (b);
-- expect: unknown-object
CREATE INDEX copy_a ON copy (a);

-- case: drop default of a required column
-- before
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL DEFAULT 3, b text DEFAULT 'x');
-- file
-- expect: breaking
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE t ALTER COLUMN b DROP DEFAULT;

-- case: drop not null and constraints
-- before
CREATE TABLE o (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL, o_id bigint CONSTRAINT o_fk REFERENCES o, CONSTRAINT a_pos CHECK (a > 0));
-- file
ALTER TABLE t ALTER a DROP NOT NULL;
ALTER TABLE t DROP CONSTRAINT a_pos;
ALTER TABLE t DROP CONSTRAINT IF EXISTS o_fk;

-- case: sequences
-- before
CREATE SEQUENCE s;
CREATE TABLE t (id bigint PRIMARY KEY);
-- file
ALTER SEQUENCE s RESTART WITH 100;
ALTER SEQUENCE s OWNED BY t.id;
SELECT setval('s', 5);
ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('s');
ALTER SEQUENCE s OWNED BY NONE;

-- case: drop a sequence in use
-- before
CREATE SEQUENCE s;
-- file
-- expect: breaking
DROP SEQUENCE s;

-- case: sequence of serial is made by the column
-- before
CREATE TABLE t (id serial PRIMARY KEY, "Key" bigserial);
-- file
ALTER SEQUENCE t_id_seq RESTART WITH 100;
GRANT USAGE ON SEQUENCE t_id_seq TO PUBLIC;
SELECT setval(pg_get_serial_sequence('t', 'id'), 10);
ALTER SEQUENCE "t_Key_seq" AS bigint;

-- case: constraint names that the server gives
-- before
CREATE TABLE o (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, email text UNIQUE, n int CHECK (n > 0), o_id bigint REFERENCES o (id), UNIQUE (email, n));
-- file
ALTER TABLE t DROP CONSTRAINT t_email_key;
ALTER TABLE t DROP CONSTRAINT t_n_check;
ALTER TABLE t DROP CONSTRAINT t_o_id_fkey;
ALTER TABLE t DROP CONSTRAINT t_email_n_key;

-- case: index names that the server gives
-- before
CREATE TABLE t (id bigint PRIMARY KEY, email text, n int);
CREATE INDEX ON t (email, n);
CREATE INDEX ON t (lower(email));
CREATE INDEX ON t (email, n);
-- file
DROP INDEX t_email_n_idx;
DROP INDEX t_lower_idx;
DROP INDEX public.t_email_n_idx1;

-- case: trigger with a when and a column list
-- before
CREATE TABLE t (id bigint PRIMARY KEY, email text, n int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- file
CREATE TRIGGER a AFTER UPDATE OF email ON t FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER b AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER c AFTER INSERT ON t REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION f();
-- expect: unknown-object
CREATE TRIGGER d AFTER UPDATE OF mail ON t FOR EACH ROW EXECUTE FUNCTION f();

-- case: json column
-- before
CREATE TABLE t (id bigint PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN meta jsonb;
-- expect: breaking
ALTER TABLE t ADD COLUMN raw json;

-- case: nullable columns are free
-- before
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE TYPE pair AS (a int, b int);
-- file
ALTER TABLE t ADD COLUMN a text, ADD COLUMN b int4[], ADD COLUMN c interval hour to minute, ADD d pair, ADD e double precision NULL, ADD f bit varying(3), ADD g timestamp without time zone, ADD h "char", ADD i character varying;

-- case: rules
-- before
CREATE TABLE t (id bigint PRIMARY KEY, gone boolean);
-- file
CREATE RULE soft AS ON DELETE TO t DO INSTEAD UPDATE t SET gone = true WHERE t.id = OLD.id;
DROP RULE soft ON t;

-- case: insert and merge
-- before
CREATE TABLE t (id bigint PRIMARY KEY, n int);
CREATE TABLE s (id bigint PRIMARY KEY, n int);
-- file
INSERT INTO t (id, n) SELECT id, n FROM s ON CONFLICT (id) DO UPDATE SET n = excluded.n + t.n;
MERGE INTO t USING s ON s.id = t.id WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n);
WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) INSERT INTO t SELECT n, n FROM r;
UPDATE t SET n = sub.n FROM (SELECT id, max(n) AS n FROM s GROUP BY id) sub WHERE sub.id = t.id;
UPDATE t AS x SET n = (SELECT count(*) FROM s WHERE s.id = x.id) WHERE EXISTS (SELECT FROM s WHERE s.id = x.id);
INSERT INTO t (id, n) VALUES (77, 2) RETURNING id, n;
UPDATE t SET (id, n) = (SELECT s.id, s.n FROM s WHERE s.id = t.id) WHERE n IS NULL;
SELECT t.*, l.m FROM t, LATERAL (SELECT max(s.n) AS m FROM s WHERE s.id = t.id) l;
SELECT x, y FROM (VALUES (1, 2)) AS v (x, y) JOIN generate_series(1, 3) AS g (z) ON g.z = v.x;
SELECT key, value FROM jsonb_each('{}'::jsonb);
SELECT ctid, xmin, tableoid, t FROM t;

-- case: unknown alias
-- before
CREATE TABLE t (id bigint PRIMARY KEY, n int);
-- file
-- expect: unknown-object
UPDATE t SET n = x.n WHERE id = 1;
-- expect: unknown-object
SELECT tt.n FROM t;

-- case: search path of the database
-- before
CREATE SCHEMA app;
CREATE TABLE app.users (id int PRIMARY KEY);
-- file
ALTER TABLE app.users ADD COLUMN a int;
-- expect: unknown-object
ALTER TABLE app.usres ADD COLUMN b int;

-- case: search path local to the file
-- before
CREATE SCHEMA app;
CREATE TABLE app.users (id int PRIMARY KEY, b int);
-- file
SET LOCAL search_path = app;
ALTER TABLE users ADD COLUMN a int;
-- expect: blocking
CREATE INDEX users_b ON users (b);
CREATE TABLE fresh (id int REFERENCES users);
CREATE INDEX fresh_id ON app.fresh (id);

-- case: an existing table in a do block loop
-- before
CREATE TABLE a (id int);
-- file
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['a'] LOOP
    EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' ADD COLUMN IF NOT EXISTS z int';
  END LOOP;
END $$;
ALTER TABLE a ALTER COLUMN z SET DEFAULT 3;

-- case: exception block adds a constraint once
-- before
CREATE TABLE a (id int, b int);
-- rows
INSERT INTO a VALUES (1, -1);
-- file
-- expect: data-dependent, blocking
DO $$ BEGIN
 ALTER TABLE a ADD CONSTRAINT b_pos CHECK (b > 0);
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;

-- case: drizzle makes an enum once
-- file
DO $$ BEGIN
 CREATE TYPE "public"."status" AS ENUM('draft', 'live');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "pages" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL, "status" "status" DEFAULT 'draft' NOT NULL);

-- case: execute of a constant
-- before
CREATE TABLE a (id int, b int);
-- file
-- expect: destructive, breaking
DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$;

-- case: typeorm writes a constraint and index names
-- before
CREATE TABLE "photo" ("id" SERIAL NOT NULL, "name" character varying NOT NULL, CONSTRAINT "PK_723fa50bf70dcfd06fb5a44d4ff" PRIMARY KEY ("id"));
-- file
-- expect: destructive
ALTER TABLE "photo" DROP COLUMN "name";
-- expect: data-dependent, breaking
ALTER TABLE "photo" ADD "name" character varying(50) NOT NULL;
-- rows
INSERT INTO photo (name) VALUES ('x');

-- case: gorm and alembic
-- before
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE account (id SERIAL NOT NULL, name VARCHAR(50) NOT NULL, PRIMARY KEY (id));
-- file
ALTER TABLE account ADD COLUMN last_transaction_date TIMESTAMP WITHOUT TIME ZONE;
UPDATE alembic_version SET version_num='ae1027a6acf' WHERE alembic_version.version_num = '1975ea83b712';

-- case: rails change_column_null and default
-- before
CREATE TABLE "users" ("id" bigserial primary key, "created_at" timestamp(6) NOT NULL, "admin" boolean);
-- rows
INSERT INTO users (created_at) VALUES (now());
-- file
ALTER TABLE "users" ALTER COLUMN "admin" SET DEFAULT FALSE;
-- expect: blocking
UPDATE "users" SET "admin"=FALSE WHERE "admin" IS NULL;
-- expect: blocking
ALTER TABLE "users" ALTER COLUMN "admin" SET NOT NULL;

-- case: quoted keywords as names
-- before
CREATE TABLE "order" ("select" int PRIMARY KEY, "table" text, "DROP TABLE x" text);
-- file
ALTER TABLE "order" ADD COLUMN "where" text;
COMMENT ON COLUMN "order"."DROP TABLE x" IS 'TRUNCATE';
UPDATE "order" SET "where" = "table" WHERE "select" = 1;

-- case: delete in a function that is called
-- before
CREATE TABLE a (id int, b int);
-- file
CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1, 2); END $$;
SELECT fill();
DROP FUNCTION fill();

-- case: partition by with keys
-- file
CREATE TABLE m (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, v float8, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE m_default PARTITION OF m DEFAULT;
CREATE TABLE m_2024 PARTITION OF m (v NOT NULL) FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX m_v ON m (v);
ALTER TABLE m DETACH PARTITION m_2024;
DROP TABLE m_2024;
CREATE TABLE h (id int) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);

-- case: generated always breaks inserts that give a value
-- before
CREATE TABLE t (id bigint PRIMARY KEY, n bigint NOT NULL);
-- file
-- expect: breaking
ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

-- case: the model is written anew in one file
-- before
CREATE TABLE old_things (id int PRIMARY KEY, name text);
-- file
CREATE TABLE things (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL);
INSERT INTO things (id, name) SELECT id, coalesce(name, '') FROM old_things;
-- expect: destructive, breaking
DROP TABLE old_things;

-- case: comment on much
-- before
CREATE TABLE t (id bigint PRIMARY KEY, n bigint, CONSTRAINT npos CHECK (n > 0));
CREATE INDEX t_n ON t (n);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('a');
-- file
COMMENT ON CONSTRAINT npos ON t IS 'x';
COMMENT ON INDEX t_n IS 'x';
COMMENT ON FUNCTION f(int) IS 'x';
COMMENT ON TYPE mood IS 'x';
COMMENT ON SCHEMA public IS 'x';

-- case: roles and grants
-- before
CREATE TABLE t (id bigint PRIMARY KEY, n bigint);
-- file
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lint_reader_x') THEN
    CREATE ROLE lint_reader_x NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO lint_reader_x;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO lint_reader_x;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO lint_reader_x;
GRANT SELECT (id), UPDATE (n) ON t TO lint_reader_x;
REVOKE ALL ON t FROM lint_reader_x;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM lint_reader_x;
REVOKE USAGE ON SCHEMA public FROM lint_reader_x;
DROP ROLE lint_reader_x;

-- case: enum in an array column
-- before
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (id bigint PRIMARY KEY, ms mood[] NOT NULL DEFAULT '{}');
-- file
ALTER TYPE mood ADD VALUE 'c' BEFORE 'b';
ALTER TABLE t ADD COLUMN m mood DEFAULT 'b';

-- case: aggregate operators casts
-- file
CREATE TYPE point3 AS (x float8, y float8, z float8);
CREATE FUNCTION p3_add(point3, point3) RETURNS point3 LANGUAGE sql IMMUTABLE AS $$ SELECT ROW($1.x + $2.x, $1.y + $2.y, $1.z + $2.z)::point3 $$;
CREATE OPERATOR + (LEFTARG = point3, RIGHTARG = point3, FUNCTION = p3_add, COMMUTATOR = +);
CREATE AGGREGATE p3_sum (point3) (SFUNC = p3_add, STYPE = point3, INITCOND = '(0,0,0)');
CREATE TABLE pts (id int PRIMARY KEY, p point3);
SELECT p3_sum(p), (p3_sum(p)).x FROM pts;

-- case: full text and trigram
-- before
CREATE TABLE t (id bigint PRIMARY KEY, body text);
-- file
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
-- expect: blocking
CREATE INDEX t_body_trgm ON t USING gin (body gin_trgm_ops);
-- expect: blocking
CREATE INDEX t_body_fts ON t USING gin (to_tsvector('simple', coalesce(body, '')));

-- case: not null on a column of a composite proof
-- before
CREATE TABLE t (id bigint PRIMARY KEY, body text);
-- file
-- migrate: transaction(none)
ALTER TABLE t ADD CONSTRAINT body_there CHECK (body IS NOT NULL) NOT VALID;
UPDATE t SET body = '' WHERE body IS NULL;
ALTER TABLE t VALIDATE CONSTRAINT body_there;
ALTER TABLE t ALTER COLUMN body SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT body_there;

-- case: the proof in the transaction of the file
-- unconfirmed
-- before
CREATE TABLE t (id bigint PRIMARY KEY, body text NOT NULL, title text);
-- rows
INSERT INTO t VALUES (1, 'b', NULL);
-- file
-- expect: data-dependent, blocking
ALTER TABLE t ADD CONSTRAINT title_there CHECK (title IS NOT NULL);
ALTER TABLE t ALTER COLUMN title SET NOT NULL;

-- case: column renamed then made required
-- before
CREATE TABLE t (id bigint PRIMARY KEY, a text, CONSTRAINT a_there CHECK (a IS NOT NULL));
-- file
-- expect: breaking
ALTER TABLE t RENAME COLUMN a TO b;
ALTER TABLE t ALTER COLUMN b SET NOT NULL;

-- case: set default of another type
-- before
CREATE TABLE t (id bigint PRIMARY KEY, a int, b timestamptz);
-- file
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5;
ALTER TABLE t ALTER COLUMN b SET DEFAULT clock_timestamp();
ALTER TABLE t ALTER COLUMN b SET DEFAULT NULL;

-- case: a foreign key's column is dropped
-- before
CREATE TABLE o (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, o_id bigint REFERENCES o);
-- file
-- expect: destructive, breaking
ALTER TABLE t DROP COLUMN o_id;
-- expect: destructive, breaking
DROP TABLE o;

-- case: a table that others refer to is not dropped without cascade
-- unconfirmed
-- before
CREATE TABLE o (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, o_id bigint REFERENCES o);
-- file
-- expect: destructive, breaking
DROP TABLE o;

-- case: copy
-- unconfirmed
-- before
CREATE TABLE t (id bigint PRIMARY KEY, a text);
-- file
-- expect: transaction
COPY t (id, a) FROM stdin;

-- case: foreign tables and servers
-- file
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x', dbname 'y');
CREATE FOREIGN TABLE ft (id int, v text) SERVER other OPTIONS (table_name 'z');
CREATE VIEW fv AS SELECT id, v FROM ft;
CREATE USER MAPPING FOR PUBLIC SERVER other OPTIONS (user 'a', password 'b');

-- case: security labels and event triggers
-- file
CREATE FUNCTION ddl_log() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', tg_tag; END $$;
CREATE EVENT TRIGGER log_ddl ON ddl_command_end EXECUTE FUNCTION ddl_log();
ALTER EVENT TRIGGER log_ddl DISABLE;
DROP EVENT TRIGGER log_ddl;

-- case: index with include, nulls and options
-- file
CREATE TABLE t (a int, b int, c int, during tsrange);
CREATE UNIQUE INDEX t_a ON t (a DESC NULLS LAST) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor = 80) WHERE c > 0;
CREATE INDEX t_g ON t USING gist (during);
CREATE INDEX t_h ON t USING hash (c);
CREATE INDEX t_br ON t USING brin (a) WITH (pages_per_range = 32);
-- expect: unknown-object
CREATE INDEX t_x ON t (a) INCLUDE (d);
-- expect: unknown-object
CREATE INDEX t_y ON t (a) WHERE d IS NULL;

-- case: drop what depends on a view
-- before
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- file
-- expect: breaking
DROP VIEW v CASCADE;
-- expect: unknown-object
SELECT a FROM w;

-- case: column type changes under a check and an index
-- before
CREATE TABLE t (a varchar(10) CHECK (a <> ''), b varchar(5));
CREATE INDEX t_b ON t (b);
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);
ALTER TABLE t ALTER COLUMN b TYPE text;
