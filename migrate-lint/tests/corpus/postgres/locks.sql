-- case: backfill in the transaction that adds the column
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t ADD COLUMN b int;
-- expect: blocking
UPDATE t SET b = a * 2 WHERE b IS NULL;

-- case: backfill of one row
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t ADD COLUMN b int;
UPDATE t SET b = 5 WHERE id = 1;

-- case: backfill by itself
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
-- file
UPDATE t SET b = a * 2 WHERE b IS NULL;

-- case: another table is worked on under the lock
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t ADD COLUMN b int;
CREATE TABLE copy (id int, a int);
-- expect: blocking
INSERT INTO copy SELECT id, a FROM u;
INSERT INTO t (id) VALUES (1), (2);

-- case: work first, lock then
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
UPDATE t SET a = 1 WHERE a IS NULL;
ALTER TABLE t ALTER COLUMN a SET DEFAULT 1;

-- case: work in a statement of its own
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- migrate: transaction(none)
ALTER TABLE t ADD COLUMN b int;
UPDATE t SET b = a * 2 WHERE b IS NULL;

-- case: locks
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- unconfirmed
LOCK TABLE t IN ROW SHARE MODE;
LOCK t IN ACCESS SHARE MODE;

-- case: strong locks
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: blocking
LOCK TABLE t IN SHARE MODE;
-- expect: blocking
lock table public.t;

-- case: rewriting a table
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
CREATE UNLOGGED TABLE u (id int PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE t SET UNLOGGED;
ALTER TABLE t SET UNLOGGED;
-- expect: blocking
ALTER TABLE u SET LOGGED;
-- expect: blocking
CLUSTER t USING t_a;
ALTER TABLE t SET ACCESS METHOD heap;

-- case: vacuum full
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: blocking
VACUUM FULL t;

-- case: vacuum full, spelt as an option
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: blocking
VACUUM (FULL, VERBOSE) public.t;

-- case: plain vacuum
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
VACUUM (FULL false, ANALYZE) t;

-- case: refresh
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE MATERIALIZED VIEW n AS SELECT * FROM t WITH NO DATA;
-- file
-- expect: blocking
REFRESH MATERIALIZED VIEW m;

-- case: refresh that blocks nobody
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE MATERIALIZED VIEW n AS SELECT * FROM t WITH NO DATA;
-- file
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
REFRESH MATERIALIZED VIEW n;

-- case: attaching a partition
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 (id bigint, day date NOT NULL);
-- rows
INSERT INTO logs_24 VALUES (1, '2023-05-01');
-- file
-- expect: blocking, data-dependent
ALTER TABLE logs ATTACH PARTITION logs_24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- case: attaching a proven partition
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 (id bigint, day date NOT NULL, CONSTRAINT bounds CHECK (day >= '2024-01-01' AND day < '2025-01-01'));
-- file
ALTER TABLE logs ATTACH PARTITION logs_24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- case: attaching a new partition
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
-- file
CREATE TABLE logs_24 (LIKE logs INCLUDING ALL);
ALTER TABLE logs ATTACH PARTITION logs_24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE logs_25 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- case: default partition
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
-- rows
INSERT INTO logs VALUES (1, '2024-05-01');
-- file
-- expect: blocking, data-dependent
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- case: by list
-- before
CREATE TABLE s (id bigint, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE s_eu (id bigint, region text NOT NULL, CHECK (region IN ('de', 'fr')));
-- file
-- unconfirmed
ALTER TABLE s ATTACH PARTITION s_eu FOR VALUES IN ('de', 'fr');

-- case: detaching
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file
ALTER TABLE logs DETACH PARTITION logs_24 CONCURRENTLY;

-- case: triggers
-- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- file
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
ALTER TABLE t DISABLE TRIGGER tr;
ALTER TABLE t ENABLE TRIGGER ALL;
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
