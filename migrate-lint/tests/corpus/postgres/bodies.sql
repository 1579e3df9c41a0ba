-- case: statements in bodies
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE TABLE u (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1, NULL, 'x');
-- file
-- expect: blocking
DO $$ BEGIN CREATE INDEX t_a ON t (a); END $$;
-- expect: destructive, breaking
DO $body$
DECLARE
  n int;
BEGIN
  SELECT count(*) INTO n FROM t;
  IF n = 0 THEN
    DROP TABLE u;
  END IF;
END
$body$;
-- expect: destructive
DO LANGUAGE plpgsql $$ BEGIN EXECUTE 'TRUNCATE t'; END $$;
-- expect: destructive, breaking
do $$ begin if exists (select 1 from information_schema.columns where table_name = 't') then alter table t drop column b; end if; end $$;

-- case: data-dependent in a body
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows
INSERT INTO t VALUES (1, NULL);
-- file
-- expect: blocking, data-dependent
DO $$ BEGIN ALTER TABLE t ALTER COLUMN a SET NOT NULL; END $$;

-- case: harmless bodies
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN RAISE NOTICE 'DROP TABLE t'; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'n') THEN CREATE TABLE n (id int); CREATE INDEX ON n (id); END IF; END $$;
DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM t LOOP UPDATE t SET a = 1 WHERE id = r.id; END LOOP; END $$;
DO $$ BEGIN EXECUTE format('GRANT SELECT ON %I TO PUBLIC', 't'); END $$;

-- case: what a body makes cannot be known
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', 'logs_' || 24); END $$;
INSERT INTO logs_24 VALUES (1);
ALTER TABLE t ALTER COLUMN unknown SET DEFAULT 1;
