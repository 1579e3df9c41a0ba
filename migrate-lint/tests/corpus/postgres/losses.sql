-- case: drop table if exists cascade as prisma writes it
-- before
CREATE TABLE "public"."Profile" ("id" SERIAL NOT NULL, "bio" TEXT, CONSTRAINT "Profile_pkey" PRIMARY KEY ("id"));
-- file
-- expect: destructive, breaking
DROP TABLE IF EXISTS "public"."Profile" CASCADE;

-- case: foreign key dropped and the table with it as prisma writes it
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Profile" ("id" SERIAL NOT NULL, "userId" INTEGER NOT NULL, CONSTRAINT "Profile_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- file
-- DropForeignKey
ALTER TABLE "Profile" DROP CONSTRAINT "Profile_userId_fkey";

-- DropTable
-- expect: destructive, breaking
DROP TABLE "Profile";

-- case: several tables dropped at once
-- before
CREATE TABLE a (id int);
CREATE TABLE b (id int);
-- file
-- expect: destructive, breaking
DROP TABLE a, b;

-- case: the scratch table of the same file is dropped
-- before
CREATE TABLE accounts (id bigint PRIMARY KEY, region text);
-- file
CREATE TABLE accounts_copy AS SELECT * FROM accounts WHERE region = 'eu';
UPDATE accounts_copy SET region = 'EU';
UPDATE accounts SET region = c.region FROM accounts_copy c WHERE c.id = accounts.id AND accounts.region = 'eu';
DROP TABLE accounts_copy;

-- case: a temporary table lives for the file
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);
-- file
CREATE TEMP TABLE doomed ON COMMIT DROP AS SELECT id FROM orders WHERE total IS NULL;
CREATE INDEX ON doomed (id);
DELETE FROM orders USING doomed WHERE orders.id = doomed.id;
TRUNCATE doomed;
DROP TABLE doomed;

-- case: keywords in strings and comments
-- before
CREATE TABLE audit_log (id bigserial PRIMARY KEY, message text);
-- file
-- DROP TABLE audit_log; is what we do next month
/* TRUNCATE audit_log; /* nested DROP SCHEMA public CASCADE; */ ALTER TABLE audit_log DROP COLUMN message; */
INSERT INTO audit_log (message) VALUES ('DROP TABLE audit_log;'), ($$TRUNCATE audit_log; DELETE FROM audit_log;$$), (E'it\'s ALTER TABLE x DROP COLUMN y');
COMMENT ON TABLE audit_log IS 'Before: DELETE FROM audit_log; VACUUM FULL audit_log';

-- case: a function that would delete is only defined
-- before
CREATE TABLE sessions (id uuid PRIMARY KEY, expires_at timestamptz NOT NULL);
-- file
CREATE FUNCTION purge_sessions() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sessions;
  TRUNCATE sessions;
  DROP TABLE sessions;
END;
$$;
CREATE FUNCTION purge_sql() RETURNS void LANGUAGE sql AS 'DELETE FROM sessions';
CREATE PROCEDURE purge_proc() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;

-- case: drop column with the usual spelling
-- before
CREATE TABLE users (id bigint PRIMARY KEY, legacy text, old_flag boolean);
-- file
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN legacy, DROP old_flag;

-- case: drop column if exists that is not there
-- before
CREATE TABLE users (id bigint PRIMARY KEY, name text);
-- file
ALTER TABLE users DROP COLUMN IF EXISTS nickname;

-- case: a column added and dropped in one file
-- before
CREATE TABLE users (id bigint PRIMARY KEY, first text, last text);
-- file
ALTER TABLE users ADD COLUMN tmp text;
ALTER TABLE users DROP COLUMN tmp;

-- case: truncate
-- before
CREATE TABLE events (id bigint PRIMARY KEY, payload jsonb);
CREATE TABLE event_tags (event_id bigint REFERENCES events (id), tag text);
-- file
-- expect: destructive
TRUNCATE TABLE events RESTART IDENTITY CASCADE;

-- case: truncate several
-- before
CREATE TABLE cache_a (k text PRIMARY KEY);
CREATE TABLE cache_b (k text PRIMARY KEY);
-- file
-- expect: destructive
TRUNCATE cache_a, ONLY cache_b;

-- case: delete without a condition
-- before
CREATE TABLE jobs (id bigint PRIMARY KEY, state text);
-- file
-- expect: destructive
DELETE FROM jobs;

-- case: delete with a tautology
-- before
CREATE TABLE jobs (id bigint PRIMARY KEY, state text);
-- file
-- expect: destructive
DELETE FROM jobs WHERE 1 = 1;
-- expect: destructive
DELETE FROM jobs WHERE true;

-- case: delete with a condition
-- before
CREATE TABLE jobs (id bigint PRIMARY KEY, state text);
-- file
DELETE FROM jobs WHERE state = 'dead';
DELETE FROM jobs j USING jobs k WHERE j.state = k.state AND j.id > k.id;

-- case: update of every row
-- before
CREATE TABLE users (id bigint PRIMARY KEY, plan text);
-- file
-- expect: destructive
UPDATE users SET plan = 'free';

-- case: update that fills a column of the same file
-- before
CREATE TABLE users (id bigint PRIMARY KEY, name text);
-- file
ALTER TABLE users ADD COLUMN slug text;
-- expect: blocking
UPDATE users SET slug = lower(name);

-- case: update of every row from another table
-- before
CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint);
CREATE TABLE orgs (id bigint PRIMARY KEY, owner_id bigint);
-- file
UPDATE users SET org_id = orgs.id FROM orgs WHERE orgs.owner_id = users.id;

-- case: a schema goes with everything in it
-- before
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id bigint PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP SCHEMA billing CASCADE;

-- case: a schema made and dropped in one file
-- file
CREATE SCHEMA staging_import;
CREATE TABLE staging_import.rows (id int);
DROP SCHEMA staging_import CASCADE;

-- case: drop type cascade takes columns
-- before
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TABLE cars (id bigint PRIMARY KEY, paint color);
-- file
-- expect: destructive, breaking
DROP TYPE color CASCADE;

-- case: drop a type that nothing uses
-- before
CREATE TYPE color AS ENUM ('red', 'green');
-- file
-- expect: breaking
DROP TYPE color;

-- case: drop domain cascade takes columns
-- before
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE people (id bigint PRIMARY KEY, contact email);
-- file
-- expect: destructive, breaking
DROP DOMAIN IF EXISTS email CASCADE;

-- case: drop materialized view loses nothing that cannot be made again
-- before
CREATE TABLE sales (id bigint PRIMARY KEY, amount numeric);
CREATE MATERIALIZED VIEW sales_total AS SELECT sum(amount) AS total FROM sales;
-- file
-- expect: breaking
DROP MATERIALIZED VIEW sales_total;

-- case: the body of DO is judged
-- before
CREATE TABLE legacy_flags (id int PRIMARY KEY);
-- file
-- expect: destructive, breaking
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'legacy_flags') THEN
    DROP TABLE legacy_flags;
  END IF;
END
$$;

-- case: dynamic SQL is not known
-- before
CREATE TABLE parts (id int PRIMARY KEY);
-- file
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'tmp_%' LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I', r.tablename);
  END LOOP;
END $$;

-- case: numeric loses digits
-- before
CREATE TABLE prices (id bigint PRIMARY KEY, amount numeric(12,4));
-- file
-- expect: destructive, blocking
ALTER TABLE prices ALTER COLUMN amount TYPE numeric(12,2);

-- case: timestamp to date loses the time
-- before
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz);
-- file
-- expect: destructive, blocking, breaking
ALTER TABLE visits ALTER COLUMN at TYPE date;

-- case: timestamp loses precision
-- before
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp(6));
-- file
-- expect: destructive, blocking
ALTER TABLE visits ALTER COLUMN at TYPE timestamp(0);

-- case: double to integer rounds
-- before
CREATE TABLE m (id bigint PRIMARY KEY, v double precision);
-- rows
INSERT INTO m VALUES (1, 1e300);
-- file
-- expect: destructive, blocking, breaking, data-dependent
ALTER TABLE m ALTER COLUMN v TYPE integer;

-- case: a partition is dropped
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2023 PARTITION OF logs FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
-- file
-- expect: destructive, breaking
DROP TABLE logs_2023;

-- case: drop what another file of the same draft created
-- before
CREATE TABLE keep (id int);
-- file
CREATE TABLE draft_one (id int PRIMARY KEY);
-- file
DROP TABLE draft_one;

-- case: drop and create again of the same name
-- before
CREATE TABLE settings (k text PRIMARY KEY, v text);
-- file
-- expect: destructive, breaking
DROP TABLE settings;
CREATE TABLE settings (k text PRIMARY KEY, v jsonb);

-- case: drop owned
-- unconfirmed
-- before
CREATE TABLE t (id int);
-- file
-- expect: destructive
DROP OWNED BY app_reader;

-- case: drop column cascade takes a view
-- before
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE VIEW user_names AS SELECT name FROM users;
-- file
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN name CASCADE;

-- case: a virtual table name in another schema is another table
-- before
CREATE SCHEMA archive;
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
CREATE TABLE archive.users (LIKE public.users INCLUDING ALL);
CREATE INDEX users_id_idx ON archive.users (id);
-- expect: blocking
CREATE INDEX users_id_idx2 ON users (id);

-- case: delete in a common table expression
-- before
CREATE TABLE queue (id bigint PRIMARY KEY, done boolean);
CREATE TABLE queue_archive (id bigint PRIMARY KEY, done boolean);
-- file
WITH moved AS (DELETE FROM queue WHERE done RETURNING *) INSERT INTO queue_archive SELECT * FROM moved;
-- expect: destructive
WITH moved AS (DELETE FROM queue RETURNING *) INSERT INTO queue_archive SELECT * FROM moved;

-- case: drop identity keeps values
-- before
CREATE TABLE n (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);
-- file
-- expect: breaking
ALTER TABLE n ALTER COLUMN id DROP IDENTITY IF EXISTS;

-- case: drop extension cascade takes columns
-- before
CREATE EXTENSION citext;
CREATE TABLE people (id bigint PRIMARY KEY, email citext);
-- file
-- expect: destructive, breaking
DROP EXTENSION citext CASCADE;
