-- case: settings of the session
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: session
SET search_path = public, pg_temp;
-- expect: session
set session statement_timeout to '5s';
-- expect: session
SET TIME ZONE 'UTC';
-- expect: session
SELECT set_config('work_mem', '64MB', false);
SELECT set_config('work_mem', '64MB', true);
SET LOCAL lock_timeout = '2s';
-- expect: session
SET ROLE postgres;
SET LOCAL ROLE postgres;
SET CONSTRAINTS ALL DEFERRED;
SHOW work_mem;

-- case: settings that are set back
-- file
SET statement_timeout = 0;
SET work_mem = '64MB';
CREATE TABLE t (id int);
RESET statement_timeout;
SET work_mem TO DEFAULT;

-- case: all settings set back
-- file
SET statement_timeout = 0;
SET ROLE postgres;
CREATE TABLE t (id int);
RESET ALL;
RESET ROLE;

-- case: local outside of a transaction
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- migrate: transaction(none)
-- expect: transaction
SET LOCAL lock_timeout = '2s';
CREATE INDEX CONCURRENTLY t_a ON t (a);

-- case: local in a transaction that the file spells out
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- migrate: transaction(none)
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE t ADD COLUMN b int;
COMMIT;

-- case: advisory locks
-- file
-- expect: session
SELECT pg_advisory_lock(42);
SELECT pg_advisory_xact_lock(42);
SELECT pg_advisory_unlock(42);

-- case: transactions
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: transaction
BEGIN;
ALTER TABLE t ADD COLUMN a int;
-- expect: transaction
COMMIT;

-- case: statements that need to be alone
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t ADD COLUMN b int;
-- expect: transaction
VACUUM t;
-- expect: transaction
ALTER SYSTEM SET work_mem = '64MB';
-- expect: transaction
create index concurrently new_1 on t (b);
-- expect: transaction
REINDEX INDEX CONCURRENTLY t_pkey;
-- expect: transaction
DROP INDEX CONCURRENTLY IF EXISTS nothing;
SAVEPOINT s;
ROLLBACK TO SAVEPOINT s;

-- case: bodies
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: transaction
DO $$ BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; END $$;
-- expect: transaction
DO $$ BEGIN EXECUTE 'VACUUM t'; END $$;
-- expect: session
DO $$ BEGIN PERFORM set_config('work_mem', '64MB', false); END $$;
