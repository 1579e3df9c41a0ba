-- case: index on an old table
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
-- expect: blocking
CREATE INDEX posts_title_idx ON posts USING btree (title);

-- case: index if not exists that is there
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
CREATE INDEX IF NOT EXISTS posts_title_idx ON posts (title);

-- case: index on a table of the same file with if not exists
-- file
CREATE TABLE IF NOT EXISTS posts (id bigint PRIMARY KEY, title text);
CREATE INDEX IF NOT EXISTS posts_title_idx ON public.posts (title);

-- case: create table if not exists of one that is there makes nothing new
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
CREATE TABLE IF NOT EXISTS posts (id bigint PRIMARY KEY, title text, body text);
-- expect: blocking
CREATE INDEX posts_title_idx ON posts (title);

-- case: index on a materialized view
-- before
CREATE TABLE sales (id bigint PRIMARY KEY, day date, amount numeric);
CREATE MATERIALIZED VIEW daily AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
-- file
-- expect: blocking
CREATE INDEX daily_total ON daily (total);

-- case: index on a new materialized view
-- before
CREATE TABLE sales (id bigint PRIMARY KEY, day date, amount numeric);
-- file
CREATE MATERIALIZED VIEW daily AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE UNIQUE INDEX daily_day ON daily (day);
REFRESH MATERIALIZED VIEW daily;

-- case: refresh
-- before
CREATE TABLE sales (id bigint PRIMARY KEY, day date, amount numeric);
CREATE MATERIALIZED VIEW daily AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE UNIQUE INDEX daily_day ON daily (day);
-- file
-- expect: blocking
REFRESH MATERIALIZED VIEW daily;

-- case: refresh beside readers
-- unconfirmed
-- before
CREATE TABLE sales (id bigint PRIMARY KEY, day date, amount numeric);
CREATE MATERIALIZED VIEW daily AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE UNIQUE INDEX daily_day ON daily (day);
-- file
REFRESH MATERIALIZED VIEW CONCURRENTLY daily;

-- case: partitioned parent, the index only on it
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
-- file
CREATE INDEX logs_line ON ONLY logs (line);

-- case: partitioned parent, the index on all
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
-- file
-- expect: blocking
CREATE INDEX logs_line ON logs (line);

-- case: concurrent index on a partition, then attached
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX logs_line ON ONLY logs (line);
-- file
-- migrate: transaction(none)
CREATE INDEX CONCURRENTLY IF NOT EXISTS logs_2020_line ON logs_2020 (line);
ALTER INDEX logs_line ATTACH PARTITION logs_2020_line;

-- case: concurrent index with others in the transaction
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
ALTER TABLE posts ADD COLUMN body text;
-- expect: transaction
CREATE INDEX CONCURRENTLY posts_title_idx ON posts (title);

-- case: concurrent index alone
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
CREATE INDEX CONCURRENTLY IF NOT EXISTS posts_title_idx ON posts (title);

-- case: drop index concurrently and build another
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
DROP INDEX CONCURRENTLY IF EXISTS posts_title_idx;
CREATE INDEX CONCURRENTLY posts_title_idx ON posts (lower(title));

-- case: drop index is brief
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
DROP INDEX posts_title_idx;

-- case: drop index if exists of no index
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
DROP INDEX IF EXISTS posts_title_idx;

-- case: reindex
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
-- expect: blocking
REINDEX INDEX posts_title_idx;
-- expect: blocking
REINDEX TABLE posts;

-- case: reindex concurrently
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
REINDEX INDEX CONCURRENTLY posts_title_idx;
REINDEX (CONCURRENTLY, VERBOSE) TABLE posts;

-- case: vacuum full
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
-- migrate: transaction(none)
VACUUM posts;
VACUUM (ANALYZE) posts;
-- expect: blocking
VACUUM FULL posts;
-- expect: blocking
VACUUM (FULL, ANALYZE) posts;
VACUUM (FULL false) posts;

-- case: vacuum in a transaction
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
ALTER TABLE posts ADD COLUMN x int;
-- expect: transaction
VACUUM ANALYZE posts;

-- case: analyze is fine anywhere
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
ALTER TABLE posts ALTER COLUMN title SET STATISTICS 500;
ANALYZE posts (title);

-- case: cluster
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
CREATE INDEX posts_title_idx ON posts (title);
-- file
-- expect: blocking
CLUSTER posts USING posts_title_idx;
ALTER TABLE posts CLUSTER ON posts_title_idx;

-- case: set unlogged
-- before
CREATE TABLE cache (k text PRIMARY KEY, v text);
-- file
-- expect: blocking
ALTER TABLE cache SET UNLOGGED;

-- case: set logged of a logged table
-- before
CREATE TABLE cache (k text PRIMARY KEY, v text);
-- file
ALTER TABLE cache SET LOGGED;

-- case: storage parameters and owners are brief
-- before
CREATE TABLE cache (k text PRIMARY KEY, v text, w text NOT NULL);
-- file
ALTER TABLE cache SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE cache RESET (fillfactor);
ALTER TABLE cache OWNER TO CURRENT_USER;
ALTER TABLE cache ALTER COLUMN v SET STORAGE EXTERNAL;
ALTER TABLE cache ALTER COLUMN v SET DEFAULT gen_random_uuid()::text;
ALTER TABLE cache REPLICA IDENTITY FULL;
ALTER TABLE cache ENABLE ROW LEVEL SECURITY;
ALTER TABLE cache FORCE ROW LEVEL SECURITY;

-- case: volatile defaults
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid();
-- expect: blocking
ALTER TABLE posts ADD COLUMN r double precision DEFAULT random();
-- expect: blocking
ALTER TABLE posts ADD COLUMN at timestamptz DEFAULT clock_timestamp();

-- case: a volatile default is set for later rows only
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
ALTER TABLE posts ADD COLUMN key uuid;
ALTER TABLE posts ALTER COLUMN key SET DEFAULT gen_random_uuid();

-- case: a function of one's own as a default
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
CREATE FUNCTION short_id() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN substr(md5(random()::text), 1, 8); END $$;
CREATE FUNCTION fixed_id() RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 'x'; END $$;
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN a text DEFAULT short_id();
ALTER TABLE posts ADD COLUMN b text DEFAULT fixed_id();

-- case: serial and identity columns
-- before
CREATE TABLE posts (title text);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN id bigserial;
-- expect: blocking
ALTER TABLE posts ADD COLUMN n int GENERATED ALWAYS AS IDENTITY;

-- case: a serial primary key is added
-- before
CREATE TABLE posts (title text);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN id serial PRIMARY KEY;

-- case: a stored generated column
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text NOT NULL);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED;

-- case: a constrained domain as a new column
-- before
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN plain AS int;
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN p percent;
ALTER TABLE posts ADD COLUMN q plain;

-- case: int to bigint
-- before
CREATE TABLE posts (id serial PRIMARY KEY, views int);
-- file
-- expect: blocking, breaking
ALTER TABLE posts ALTER COLUMN id TYPE bigint;

-- case: widening types
-- before
CREATE TABLE w (a varchar(10), b varchar(10), c numeric(8,2), d timestamp(3), e text, f varbit(8), g timestamptz(0), h numeric(5,2));
-- file
ALTER TABLE w ALTER COLUMN a TYPE varchar(20);
ALTER TABLE w ALTER COLUMN a TYPE varchar;
ALTER TABLE w ALTER COLUMN b TYPE text;
ALTER TABLE w ALTER COLUMN c TYPE numeric(12,2);
ALTER TABLE w ALTER COLUMN d TYPE timestamp(6);
ALTER TABLE w ALTER COLUMN e TYPE varchar;
ALTER TABLE w ALTER COLUMN f TYPE varbit(16);
ALTER TABLE w ALTER COLUMN g TYPE timestamptz;
ALTER TABLE w ALTER COLUMN h TYPE numeric;

-- case: char to varchar
-- before
CREATE TABLE w (a char(10));
-- file
-- expect: blocking
ALTER TABLE w ALTER COLUMN a TYPE varchar(10);

-- case: timestamp to timestamptz
-- before
CREATE TABLE w (id bigint, a timestamp);
-- file
-- expect: blocking, breaking
ALTER TABLE w ALTER COLUMN a TYPE timestamptz USING a AT TIME ZONE 'UTC';

-- case: json to jsonb
-- before
CREATE TABLE w (id bigint, a json);
-- file
-- expect: blocking, breaking
ALTER TABLE w ALTER COLUMN a TYPE jsonb USING a::jsonb;

-- case: a varchar widens under an index
-- before
CREATE TABLE w (a varchar(10) PRIMARY KEY);
-- file
ALTER TABLE w ALTER COLUMN a TYPE varchar(64);

-- case: collation changes build the index again
-- before
CREATE TABLE w (a text PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE w ALTER COLUMN a TYPE text COLLATE "C";

-- case: enum to text
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id int PRIMARY KEY, m mood);
-- file
-- expect: blocking, breaking
ALTER TABLE people ALTER COLUMN m TYPE text;

-- case: lock table
-- unconfirmed
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
-- expect: blocking
LOCK TABLE posts IN ACCESS EXCLUSIVE MODE;

-- case: lock table that stops nobody
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
LOCK TABLE posts IN ACCESS SHARE MODE;
LOCK TABLE posts IN ROW EXCLUSIVE MODE;

-- case: lock table without a mode
-- unconfirmed
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
-- file
-- expect: blocking
LOCK posts;

-- case: backfill after a metadata change of the same table
-- before
CREATE TABLE users (id bigint PRIMARY KEY, first text, last text);
-- file
ALTER TABLE users ADD COLUMN full_name text;
-- expect: blocking
UPDATE users SET full_name = first || ' ' || last WHERE full_name IS NULL;

-- case: backfill in a file of its own
-- before
CREATE TABLE users (id bigint PRIMARY KEY, first text, full_name text);
-- file
UPDATE users SET full_name = first WHERE full_name IS NULL;

-- case: update of one row by key after a metadata change
-- before
CREATE TABLE flags (key text PRIMARY KEY, value boolean NOT NULL);
-- file
ALTER TABLE flags ADD COLUMN note text;
UPDATE flags SET value = true WHERE key = 'beta';
INSERT INTO flags (key, value) VALUES ('gamma', false) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;

-- case: triggers are brief
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, updated_at timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
-- file
CREATE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE posts DISABLE TRIGGER posts_touch;
ALTER TABLE posts ENABLE TRIGGER posts_touch;
DROP TRIGGER IF EXISTS posts_touch ON posts;
CREATE OR REPLACE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();

-- case: policies are brief
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, author uuid);
-- file
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY posts_read ON posts FOR SELECT USING (true);
CREATE POLICY posts_write ON posts FOR ALL TO public USING (author = current_setting('app.user')::uuid) WITH CHECK (author IS NOT NULL);
ALTER POLICY posts_read ON posts RENAME TO posts_select;
DROP POLICY posts_select ON posts;
DROP POLICY IF EXISTS nothing ON posts;

-- case: publications
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, author uuid);
CREATE TABLE likes (id bigint PRIMARY KEY);
-- file
CREATE PUBLICATION pub FOR TABLE posts;
ALTER PUBLICATION pub ADD TABLE likes;
ALTER PUBLICATION pub DROP TABLE likes;
DROP PUBLICATION pub;

-- case: detach a partition
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE logs_2021 PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
-- file
ALTER TABLE logs DETACH PARTITION logs_2020;

-- case: statistics and comments
-- before
CREATE TABLE w (a int, b int);
-- file
CREATE STATISTICS w_ab (dependencies) ON a, b FROM w;
COMMENT ON COLUMN w.a IS 'first';
COMMENT ON TABLE public.w IS NULL;
GRANT SELECT, INSERT ON w TO PUBLIC;
REVOKE ALL ON w FROM PUBLIC;
DROP STATISTICS w_ab;

-- case: type same with using
-- before
CREATE TABLE w (a int, b text);
-- file
ALTER TABLE w ALTER COLUMN b TYPE text USING b;
ALTER TABLE w ALTER COLUMN a TYPE integer;

-- case: tablespace is the default
-- before
CREATE TABLE w (a int, b text);
-- file
ALTER TABLE w SET TABLESPACE pg_default;
ALTER TABLE w SET ACCESS METHOD heap;

-- case: index in a do block
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
-- expect: blocking
DO $do$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'posts_title') THEN
    CREATE INDEX posts_title ON posts (title);
  END IF;
END
$do$;

-- case: the new name of a renamed table is no new table
-- before
CREATE TABLE posts (id bigint PRIMARY KEY, title text);
-- file
-- expect: breaking
ALTER TABLE posts RENAME TO articles;
-- expect: blocking
CREATE INDEX articles_title ON articles (title);

-- case: a table swap
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
-- file
CREATE TABLE events_new (id bigint PRIMARY KEY, at timestamptz);
INSERT INTO events_new SELECT id, at FROM events;
CREATE INDEX events_new_at ON events_new (at);
ALTER TABLE events RENAME TO events_old;
ALTER TABLE events_new RENAME TO events;

-- case: unlogged table then logged in one file
-- file
CREATE UNLOGGED TABLE import (id int PRIMARY KEY);
ALTER TABLE import SET LOGGED;

-- case: inherit
-- before
CREATE TABLE base (id bigint, at timestamptz);
CREATE TABLE child (id bigint, at timestamptz);
-- file
ALTER TABLE child INHERIT base;
ALTER TABLE child NO INHERIT base;
CREATE TABLE grandchild (extra text) INHERITS (child);
CREATE INDEX grandchild_at ON grandchild (at);

-- case: two columns with free defaults and an index in the file
-- before
CREATE TABLE t (id bigint PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'a', ADD COLUMN IF NOT EXISTS rank int;
-- expect: blocking
CREATE INDEX IF NOT EXISTS t_kind ON t (kind, rank);

-- case: drop expression of a generated column
-- before
CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- file
ALTER TABLE g ALTER COLUMN b DROP EXPRESSION;

-- case: alter column add identity to a required column
-- before
CREATE TABLE g (a bigint NOT NULL, b text);
-- file
ALTER TABLE g ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY;
ALTER TABLE g ALTER COLUMN a SET GENERATED BY DEFAULT SET START WITH 100 RESTART;

-- case: functions in SQL that the server puts in place
-- before
CREATE TABLE posts (id bigint PRIMARY KEY);
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION next_of(n int) RETURNS int LANGUAGE sql AS $$ SELECT n + one() $$;
CREATE FUNCTION short() RETURNS text LANGUAGE sql AS $$ SELECT left(gen_random_uuid()::text, 8) $$;
CREATE FUNCTION guarded() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM posts';
-- file
ALTER TABLE posts ADD COLUMN a int DEFAULT one();
ALTER TABLE posts ADD COLUMN b int NOT NULL DEFAULT next_of(4);
-- expect: blocking
ALTER TABLE posts ADD COLUMN c text DEFAULT short();
-- expect: blocking
ALTER TABLE posts ADD COLUMN d int DEFAULT guarded();
-- expect: blocking
ALTER TABLE posts ADD COLUMN e bigint DEFAULT counted();

-- case: a table swap for another type
-- before
CREATE TABLE events (id int PRIMARY KEY, at timestamptz);
-- file
CREATE TABLE events_new (id bigint PRIMARY KEY, at timestamptz);
INSERT INTO events_new SELECT id, at FROM events;
-- expect: breaking
ALTER TABLE events RENAME TO events_old;
ALTER TABLE events_new RENAME TO events;
