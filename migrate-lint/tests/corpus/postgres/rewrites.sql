-- case: names of types
-- before
CREATE TABLE t (id int4 PRIMARY KEY, a int8, b float4, c "char", d bpchar, e character(5), f decimal(8,3), g varchar, h time(2), i interval(3));
-- file
ALTER TABLE t ALTER COLUMN id TYPE integer;
ALTER TABLE t ALTER COLUMN a TYPE bigint;
ALTER TABLE t ALTER COLUMN f TYPE numeric(9,3);
ALTER TABLE t ALTER COLUMN f TYPE decimal;
ALTER TABLE t ALTER COLUMN h TYPE time(4);
ALTER TABLE t ALTER COLUMN g TYPE character varying;
ALTER TABLE t ALTER COLUMN i TYPE interval;

-- case: floating point
-- before
CREATE TABLE t (id int PRIMARY KEY, b real, c double precision);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN b TYPE double precision;

-- case: fixed length
-- before
CREATE TABLE t (id int PRIMARY KEY, e char(5));
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN e TYPE char(8);

-- case: fixed length becomes text
-- before
CREATE TABLE t (id int PRIMARY KEY, e char(5));
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN e TYPE text;

-- case: less of a second
-- before
CREATE TABLE t (id int PRIMARY KEY, a timestamptz, b timestamp(6), c time);
-- file
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN a TYPE timestamptz(0);
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN b SET DATA TYPE timestamp(3) without time zone;
-- expect: blocking, destructive
ALTER TABLE t ALTER COLUMN c TYPE time(0);

-- case: a moment becomes a day
-- before
CREATE TABLE t (id int PRIMARY KEY, a timestamptz, b timestamp);
-- file
-- expect: blocking, destructive, breaking
ALTER TABLE t ALTER COLUMN a TYPE date;
-- expect: blocking, destructive, breaking
ALTER TABLE t ALTER COLUMN b TYPE date USING b::date;

-- case: a number loses its fraction
-- before
CREATE TABLE t (id int PRIMARY KEY, a numeric(10,2), b double precision);
-- rows
INSERT INTO t VALUES (1, 12345678.5, 1e30);
-- file
-- expect: blocking, destructive, breaking
ALTER TABLE t ALTER COLUMN a TYPE integer;
-- expect: blocking, destructive, breaking, data-dependent
ALTER TABLE t ALTER COLUMN b TYPE bigint;

-- case: json
-- before
CREATE TABLE t (id int PRIMARY KEY, a json, b jsonb, c text);
-- rows
INSERT INTO t VALUES (1, '{}', '{}', 'no');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE jsonb USING a::jsonb;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN c TYPE jsonb USING c::jsonb;

-- case: arrays
-- before
CREATE TABLE t (id int PRIMARY KEY, a int[], b varchar(10)[], c text);
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN a TYPE bigint[];
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN c TYPE text[] USING ARRAY[c];

-- case: booleans
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b boolean, c text);
-- rows
INSERT INTO t VALUES (1, 1, true, 'maybe');
-- file
-- expect: blocking, breaking
ALTER TABLE t ALTER COLUMN b TYPE integer USING (CASE WHEN b THEN 1 ELSE 0 END);
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN c TYPE boolean USING c::boolean;

-- case: a type with its default
-- before
CREATE TYPE level AS ENUM ('low', 'high');
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL DEFAULT 'low');
-- rows
INSERT INTO t VALUES (1, 'none');
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE level USING a::level, ALTER COLUMN a SET DEFAULT 'low';

-- case: a column that a check names
-- before
CREATE TABLE t (id int PRIMARY KEY, a varchar(10) CHECK (a <> ''));
-- file
-- expect: blocking
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- case: a column with an index
-- before
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b varchar(10));
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (lower(b));
-- file
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);

-- case: a collation
-- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
CREATE INDEX t_b ON t (b);
-- file
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE "C";
-- expect: blocking
ALTER TABLE t ALTER COLUMN b TYPE text COLLATE "C";

-- case: a domain over the same type
-- before
CREATE DOMAIN word AS text;
CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
-- rows
INSERT INTO t VALUES (1, 'longer', 'longer');
-- file
ALTER TABLE t ALTER COLUMN a TYPE word;
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN b TYPE short;

-- case: generated columns
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);
-- file
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION;

-- case: a generated column is added to one table and made with another
-- before
CREATE TABLE t (id int PRIMARY KEY, a text);
-- file
CREATE TABLE u (id int PRIMARY KEY, a text, n int GENERATED ALWAYS AS (length(a)) STORED);
-- expect: blocking
ALTER TABLE t ADD COLUMN IF NOT EXISTS n int GENERATED ALWAYS AS (length(a)) STORED;

-- case: stable functions
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN a date NOT NULL DEFAULT CURRENT_DATE;
ALTER TABLE t ADD COLUMN b timestamptz NOT NULL DEFAULT transaction_timestamp();
ALTER TABLE t ADD COLUMN c timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc');
ALTER TABLE t ADD COLUMN d timestamptz NOT NULL DEFAULT date_trunc('day', now());
ALTER TABLE t ADD COLUMN e int NOT NULL DEFAULT extract(year FROM now());
ALTER TABLE t ADD COLUMN f text NOT NULL DEFAULT current_setting('application_name');
ALTER TABLE t ADD COLUMN g text NOT NULL DEFAULT to_char(now(), 'YYYY');
ALTER TABLE t ADD COLUMN h jsonb NOT NULL DEFAULT jsonb_build_object('a', 1);
ALTER TABLE t ADD COLUMN i interval NOT NULL DEFAULT make_interval(days => 3);
ALTER TABLE t ADD COLUMN j int[] NOT NULL DEFAULT '{}'::int[];
ALTER TABLE t ADD COLUMN k text NOT NULL DEFAULT concat('a', 1);
ALTER TABLE t ADD COLUMN l bytea NOT NULL DEFAULT decode('00', 'hex');
ALTER TABLE t ADD COLUMN m inet NOT NULL DEFAULT '127.0.0.1';
ALTER TABLE t ADD COLUMN n text NOT NULL DEFAULT CASE WHEN true THEN 'a' ELSE 'b' END;
ALTER TABLE t ADD COLUMN o text NOT NULL DEFAULT coalesce(NULL, 'x');
ALTER TABLE t ADD COLUMN p int NOT NULL DEFAULT ('1'::text)::int;
ALTER TABLE t ADD COLUMN q text NOT NULL DEFAULT E'a\n';
ALTER TABLE t ADD COLUMN r numeric NOT NULL DEFAULT -1.5;
ALTER TABLE t ADD COLUMN s text NOT NULL DEFAULT array_to_string(ARRAY['a', 'b'], ',');
ALTER TABLE t ADD COLUMN u tsvector NOT NULL DEFAULT to_tsvector('english', '');

-- case: volatile functions
-- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE SEQUENCE s;
CREATE FUNCTION stable_one() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
-- file
ALTER TABLE t ADD COLUMN a int DEFAULT stable_one();
-- expect: blocking
ALTER TABLE t ADD COLUMN c text DEFAULT 'x-' || gen_random_uuid();
-- expect: blocking
ALTER TABLE t ADD COLUMN d int DEFAULT nextval('s'::regclass);
-- expect: blocking
ALTER TABLE t ADD COLUMN e int DEFAULT floor(random() * 100)::int;
-- expect: blocking
ALTER TABLE t ADD COLUMN f text DEFAULT substr(md5(random()::text), 1, 8);
-- expect: blocking
ALTER TABLE t ADD COLUMN g int DEFAULT (ARRAY[1, 2])[1 + (random())::int];
-- expect: blocking
ALTER TABLE t ADD COLUMN h bigint DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- case: persistence and place
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- file
ALTER TABLE t SET LOGGED;
ALTER TABLE t SET WITHOUT OIDS;
ALTER TABLE t RESET (fillfactor);
ALTER TABLE t ALTER COLUMN id SET (n_distinct = 5);
ALTER TABLE t OWNER TO CURRENT_USER;

-- case: inheritance
-- before
CREATE TABLE parent (id int, a int);
CREATE TABLE child (b int) INHERITS (parent);
-- rows
INSERT INTO child VALUES (1, NULL, 1);
-- file
ALTER TABLE parent ADD COLUMN c int;
-- expect: blocking, data-dependent
ALTER TABLE parent ALTER COLUMN a SET NOT NULL;
ALTER TABLE child NO INHERIT parent;

-- case: partitions
-- before
CREATE TABLE logs (id bigint, day date NOT NULL, note text) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file
ALTER TABLE logs ADD COLUMN a int DEFAULT 1;
-- expect: blocking
CREATE INDEX logs_note ON logs (note);
CREATE INDEX logs_only ON ONLY logs (id);
-- expect: blocking
ALTER TABLE logs ADD COLUMN b uuid DEFAULT gen_random_uuid();

-- case: an index for a partitioned table, piece by piece
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX logs_id ON ONLY logs (id);
-- file
-- migrate: transaction(none)
CREATE INDEX CONCURRENTLY logs_24_id ON logs_24 (id);
ALTER INDEX logs_id ATTACH PARTITION logs_24_id;

-- case: a partition of a partition
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (id);
-- file
CREATE TABLE logs_24_0 PARTITION OF logs_24 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE logs_25 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
