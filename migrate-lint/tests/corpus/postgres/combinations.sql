-- case: tautologies of every kind
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: destructive
DELETE FROM t WHERE NOT false;
-- expect: destructive
DELETE FROM t WHERE 'a' = 'a';
-- expect: destructive
DELETE FROM t WHERE id = id;
-- expect: destructive
DELETE FROM t WHERE id IS NOT NULL;
-- expect: destructive
DELETE FROM t WHERE true OR a = 1;

-- case: update to itself
-- before
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
UPDATE t SET a = a;

-- case: update of every row with its own value changed
-- before
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
-- expect: destructive
UPDATE t SET a = lower(a);

-- case: a column of a table that may be missing
-- before
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
-- expect: destructive, breaking
ALTER TABLE IF EXISTS t DROP COLUMN IF EXISTS a;

-- case: attributes of a type that a column has
-- before
CREATE TYPE pair AS (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p pair);
-- file
-- expect: breaking
ALTER TYPE pair RENAME ATTRIBUTE a TO c;
-- expect: destructive, breaking
ALTER TYPE pair DROP ATTRIBUTE b CASCADE;

-- case: trigger and backfill in one transaction
-- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- file
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- expect: blocking
UPDATE t SET b = a WHERE b IS NULL;

-- case: foreign key not valid and backfill in one transaction
-- before
CREATE TABLE o (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, o_id int, b text);
-- file
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (o_id) REFERENCES o (id) NOT VALID;
-- expect: blocking
UPDATE t SET b = 'x' WHERE b IS NULL;

-- case: a comment and backfill in one transaction
-- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
-- file
COMMENT ON TABLE t IS 'x';
GRANT SELECT ON t TO PUBLIC;
UPDATE t SET b = a WHERE b IS NULL;

-- case: validate after another change of the table
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
-- file
ALTER TABLE t ADD COLUMN b int;
-- expect: blocking
ALTER TABLE t VALIDATE CONSTRAINT c;

-- case: row level security and backfill
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, owner text);
-- file
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- expect: blocking
UPDATE t SET owner = 'x' WHERE owner IS NULL;

-- case: a new table that refers to the one that it is filled from
-- before
CREATE TABLE users (id int PRIMARY KEY, bio text);
-- file
CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users (id), bio text);
-- expect: blocking
INSERT INTO profiles (user_id, bio) SELECT id, bio FROM users;

-- case: a new table that is filled and refers to nothing
-- before
CREATE TABLE users (id int PRIMARY KEY, bio text);
-- file
CREATE TABLE profiles (user_id int PRIMARY KEY, bio text);
INSERT INTO profiles (user_id, bio) SELECT id, bio FROM users;

-- case: an index goes and another comes
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- file
DROP INDEX t_a;
-- expect: blocking
CREATE INDEX t_a2 ON t (a, id);

-- case: drop concurrently beside others
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- file
-- expect: transaction
DROP INDEX CONCURRENTLY t_a;
ALTER TABLE t ADD COLUMN b int;

-- case: concurrently on a table of the file
-- file
CREATE TABLE t (id int PRIMARY KEY, a int);
-- expect: transaction
CREATE INDEX CONCURRENTLY t_a ON t (a);

-- case: a procedure that commits
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET a = 1 WHERE a IS NULL; COMMIT; END $$;
-- file
-- expect: transaction
CALL fill();

-- case: a procedure that does not commit
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET a = 1 WHERE a IS NULL; END $$;
-- file
CALL fill();

-- case: a procedure that commits outside of a transaction
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET a = 1 WHERE a IS NULL; COMMIT; END $$;
-- file
-- migrate: transaction(none)
CALL fill();

-- case: concurrently in a body
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: transaction
DO $$ BEGIN CREATE INDEX CONCURRENTLY t_a ON t (a); END $$;

-- case: vacuum that a body puts together
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: transaction
DO $$ BEGIN EXECUTE 'VACUUM t'; END $$;

-- case: detach concurrently beside others
-- before
CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
-- file
ALTER TABLE p ADD COLUMN b int;
-- expect: transaction
ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;

-- case: other ways to end a transaction
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: transaction
END;
-- expect: transaction
ABORT;
-- expect: transaction
PREPARE TRANSACTION 'x';

-- case: other things that are not for transactions
-- file
CREATE TABLE t (id int PRIMARY KEY);
-- expect: destructive, transaction
DROP DATABASE IF EXISTS nothing_of_that_name;
-- expect: transaction
CREATE TABLESPACE fast LOCATION '/nowhere';
-- expect: blocking, transaction
REINDEX DATABASE;
-- expect: blocking, transaction
REINDEX SCHEMA public;

-- case: required by a default that is NULL
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1);
-- file
-- expect: data-dependent, breaking
ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT NULL;

-- case: a new primary key column
-- before
CREATE TABLE t (a int);
-- rows
INSERT INTO t VALUES (1);
-- file
-- expect: data-dependent, breaking, blocking
ALTER TABLE t ADD COLUMN id int PRIMARY KEY;

-- case: text to integer by an expression
-- before
CREATE TABLE t (id int PRIMARY KEY, age text);
-- rows
INSERT INTO t VALUES (1, 'old');
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE t ALTER COLUMN age TYPE integer USING NULLIF(age, '')::integer;

-- case: text to integer behind trim
-- before
CREATE TABLE t (id int PRIMARY KEY, age text);
-- rows
INSERT INTO t VALUES (1, 'old');
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE t ALTER COLUMN age TYPE integer USING CAST(trim(age) AS integer);

-- case: text to date by a function
-- before
CREATE TABLE t (id int PRIMARY KEY, born text);
-- rows
INSERT INTO t VALUES (1, 'old');
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE t ALTER COLUMN born TYPE date USING to_date(born, 'YYYY-MM-DD');

-- case: text to boolean by a case
-- before
CREATE TABLE t (id int PRIMARY KEY, flag text);
-- rows
INSERT INTO t VALUES (1, 'old');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN flag TYPE boolean USING (CASE flag WHEN 'yes' THEN true ELSE false END);

-- case: integer to boolean
-- before
CREATE TABLE t (id int PRIMARY KEY, flag integer);
-- rows
INSERT INTO t VALUES (1, 7);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN flag TYPE boolean USING flag::boolean;

-- case: integer to text
-- before
CREATE TABLE t (id int PRIMARY KEY, flag integer);
-- rows
INSERT INTO t VALUES (1, 7);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN flag TYPE text;

-- case: jsonb to text and text to jsonb
-- before
CREATE TABLE t (id int PRIMARY KEY, a jsonb, b text);
-- rows
INSERT INTO t VALUES (1, '{}', 'no json');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE text USING a::text;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN b TYPE jsonb USING b::jsonb;

-- case: seconds to a timestamp
-- before
CREATE TABLE t (id int PRIMARY KEY, at bigint);
-- rows
INSERT INTO t VALUES (1, 7);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN at TYPE timestamptz USING to_timestamp(at);

-- case: text to an array
-- before
CREATE TABLE t (id int PRIMARY KEY, tags text);
-- rows
INSERT INTO t VALUES (1, 'a,b');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN tags TYPE text[] USING string_to_array(tags, ',');

-- case: a unique constraint over a new column
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1), (2);
-- file
ALTER TABLE t ADD COLUMN code text;
-- expect: blocking
ALTER TABLE t ADD CONSTRAINT t_code UNIQUE (code);

-- case: a foreign key to a table of the file
-- before
CREATE TABLE t (id int PRIMARY KEY, o_id int);
-- rows
INSERT INTO t VALUES (1, 3);
-- file
CREATE TABLE o (id int PRIMARY KEY);
-- expect: blocking, data-dependent
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (o_id) REFERENCES o (id);

-- case: every row lacks what the check asks
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1);
-- file
ALTER TABLE t ADD COLUMN a text;
-- expect: blocking, data-dependent
ALTER TABLE t ADD CONSTRAINT a_there CHECK (a IS NOT NULL);

-- case: other renames
-- before
CREATE SCHEMA app;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s;
CREATE DOMAIN d AS int;
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (id int PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
-- file
-- expect: breaking
ALTER FUNCTION f() RENAME TO g;
-- expect: breaking
ALTER SEQUENCE s RENAME TO s2;
-- expect: breaking
ALTER DOMAIN d RENAME TO d2;
-- expect: breaking
ALTER TYPE mood SET SCHEMA app;
-- expect: breaking
ALTER VIEW v SET SCHEMA app;
-- expect: breaking
ALTER MATERIALIZED VIEW m RENAME TO m2;

-- case: a schema is renamed
-- before
CREATE SCHEMA app;
CREATE TABLE app.t (id int PRIMARY KEY);
-- file
-- expect: breaking
ALTER SCHEMA app RENAME TO core;
ALTER TABLE core.t ADD COLUMN a int;

-- case: another signature
-- before
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- file
-- expect: breaking
DROP FUNCTION f(int);
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- case: the old column stays as a generated one
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
ALTER TABLE t RENAME COLUMN a TO b;
-- expect: blocking
ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (b) STORED;

-- case: missing relations in many places
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
-- expect: unknown-object
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES nope1 (id);
-- expect: unknown-object
CREATE TABLE x1 (LIKE nope2);
-- expect: unknown-object
CREATE TABLE x2 () INHERITS (nope3);
-- expect: unknown-object
CREATE TABLE x3 PARTITION OF nope4 DEFAULT;
-- expect: unknown-object
GRANT SELECT ON nope5 TO PUBLIC;
-- expect: unknown-object
COMMENT ON TABLE nope6 IS 'x';
-- expect: unknown-object
CREATE VIEW v1 AS SELECT * FROM nope7;
-- expect: unknown-object
REFRESH MATERIALIZED VIEW nope8;
-- expect: unknown-object
CREATE POLICY p ON nope9 USING (true);
-- expect: unknown-object
CREATE TABLE x4 (a int REFERENCES nope10);
-- expect: unknown-object
CREATE TABLE x5 AS SELECT * FROM t JOIN nope11 USING (id);
-- expect: unknown-object
LOCK TABLE nope12;
-- expect: unknown-object
SELECT * FROM nope13;
-- expect: unknown-object
INSERT INTO t (id) SELECT id FROM nope14;
-- expect: unknown-object
UPDATE t SET a = n.a FROM nope15 n WHERE n.id = t.id;
-- expect: unknown-object
DELETE FROM t USING nope16 n WHERE n.id = t.id;

-- case: missing schemas
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
CREATE TABLE audit.log (id int);

-- case: names that are taken
-- before
CREATE EXTENSION citext;
CREATE SCHEMA app;
CREATE TABLE t (id int CONSTRAINT t_pk PRIMARY KEY, a int CONSTRAINT a_pos CHECK (a > 0));
CREATE SEQUENCE s;
CREATE DOMAIN d AS int;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON t USING (true);
CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
-- file
CREATE EXTENSION IF NOT EXISTS citext;
-- expect: unknown-object
CREATE SCHEMA app;
-- expect: unknown-object
CREATE SEQUENCE s;
-- expect: unknown-object
CREATE DOMAIN d AS text;
-- expect: unknown-object
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- expect: unknown-object
CREATE POLICY p ON t USING (true);
-- expect: unknown-object
ALTER TABLE t ADD CONSTRAINT a_pos CHECK (a > 1) NOT VALID;
-- expect: unknown-object
CREATE MATERIALIZED VIEW m AS SELECT 2 AS two;
-- expect: unknown-object
CREATE INDEX s ON t (a);
-- expect: unknown-object
ALTER TABLE t RENAME CONSTRAINT a_pos TO t_pk;
-- expect: unknown-object
ALTER TABLE t RENAME TO s;

-- case: settings of many kinds
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
-- expect: session
SET TIME ZONE 'UTC';
SET LOCAL TIME ZONE 'UTC';
-- expect: session
SET SESSION work_mem = '64MB';
-- expect: session
SET NAMES 'UTF8';
-- expect: session
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;
-- expect: session
SET session_replication_role = replica;
-- expect: session
SET app.tenant = '7';
-- expect: session
SELECT pg_try_advisory_lock(3);

-- case: triggers are switched off for a while
-- unconfirmed
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- file
SET session_replication_role = replica;
UPDATE t SET a = 1 WHERE id = 2;
SET session_replication_role = DEFAULT;

-- case: a sequence is used twice by its own name
-- before
CREATE TABLE "Order" ("Id" serial PRIMARY KEY, "Total" numeric);
-- file
ALTER TABLE "Order" ALTER COLUMN "Id" SET DEFAULT nextval('"Order_Id_seq"'::regclass);
ALTER SEQUENCE "Order_Id_seq" OWNED BY "Order"."Id";
ALTER INDEX "Order_pkey" RENAME TO "PK_Order";
ALTER TABLE "Order" RENAME CONSTRAINT "PK_Order" TO "Order_pkey";

-- case: prisma renames an index and a key
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User.email_unique" ON "User"("email");
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "userId" INTEGER, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- file
-- RenameIndex
ALTER INDEX "User.email_unique" RENAME TO "User_email_key";
-- AlterTable
ALTER TABLE "User" RENAME CONSTRAINT "User_pkey" TO "User_pk";
-- DropForeignKey
ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey";
-- AddForeignKey
-- expect: blocking
ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- DropIndex
DROP INDEX "User_email_key";

-- case: sea-orm and seaql write
-- before
CREATE TABLE "cake" ( "id" serial NOT NULL PRIMARY KEY, "name" varchar NOT NULL );
-- file
CREATE TABLE IF NOT EXISTS "fruit" ( "id" serial NOT NULL PRIMARY KEY, "name" varchar NOT NULL, "cake_id" integer, CONSTRAINT "fk-fruit-cake_id" FOREIGN KEY ("cake_id") REFERENCES "cake" ("id") ON DELETE CASCADE );
CREATE INDEX "idx-fruit-name" ON "fruit" ("name");
ALTER TABLE "cake" ADD COLUMN "price" decimal(10, 2) NULL;

-- case: pg_dump writes an identity and partitions
-- file
CREATE TABLE public.measurements (
    id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (taken_at);
ALTER TABLE public.measurements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.measurements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.measurements_2024 (
    id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.measurements ATTACH PARTITION public.measurements_2024 FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY public.measurements ADD CONSTRAINT measurements_pkey PRIMARY KEY (id, taken_at);
ALTER TABLE ONLY public.measurements_2024 ADD CONSTRAINT measurements_2024_pkey PRIMARY KEY (id, taken_at);
ALTER INDEX public.measurements_pkey ATTACH PARTITION public.measurements_2024_pkey;
SELECT pg_catalog.setval('public.measurements_id_seq', 1, false);

-- case: text to integer where a case looks first
-- before
CREATE TABLE t (id int PRIMARY KEY, age text);
-- rows
INSERT INTO t VALUES (1, 'old');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN age TYPE integer USING CASE WHEN age ~ '^\d+$' THEN age::integer END;
