-- What PostgreSQL writes in other words once it was dumped and restored.
CREATE TABLE words (
    k varchar(5),
    v varchar(20) CHECK (v IN ('a', 'b')),
    w varchar CHECK (w NOT IN ('a', 'b') OR w IS NULL),
    c char(3) DEFAULT 'x' CHECK (c IN ('x', 'y')),
    n numeric(10,2) DEFAULT 0 CHECK (n > 0 AND n BETWEEN 1 AND 5 AND n <> 3),
    b bigint DEFAULT -1 CHECK (b = ANY (ARRAY[1, 2]::bigint[])),
    f float DEFAULT -1.5 CHECK (f NOT BETWEEN 1 AND 2 OR f = 1.5),
    t timestamptz DEFAULT (now() AT TIME ZONE 'utc') CHECK (t > '2020-01-01' AND (t < 'infinity' AND t <> 'epoch')),
    i interval DEFAULT '1 day' CHECK (extract(day FROM i) > 0),
    j jsonb DEFAULT '{"a": ["b\n"]}' CHECK (j ->> 'a' IS NOT NULL),
    d date DEFAULT current_date CHECK (d <> '2026-02-01'),
    at timestamptz DEFAULT '2026-02-01 10:00+01',
    span interval DEFAULT '1 year 2 days -3:00',
    third float8 DEFAULT 0.1::float8 / 3,
    raw bytea DEFAULT '\xab',
    u text DEFAULT E'it''s \\ "quoted"' COLLATE "POSIX" CHECK (u ~ '^\w+$' OR (u LIKE 'a%' OR u SIMILAR TO 'b_')),
    s text GENERATED ALWAYS AS (CASE WHEN v = 'a' AND (w = 'b' AND c = 'x') THEN 'yes' ELSE coalesce(v, w) END) STORED,
    a text[] DEFAULT ARRAY['x', 'y']::varchar[],
    "NULL" text DEFAULT 'NULL',
    "Odd.""name" bit(3) DEFAULT B'101',
    CHECK ((v, w) = ('a', 'b') OR NOT (v = 'a' AND b > 1))
);
COMMENT ON COLUMN words."NULL" IS 'NULL';
CREATE TABLE whole (k varchar(5) PRIMARY KEY);
CREATE TABLE parts (k varchar(5) REFERENCES whole, at date, PRIMARY KEY (k, at)) PARTITION BY LIST (k);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a', 'b') PARTITION BY RANGE (at);
CREATE TABLE parts_a_1 PARTITION OF parts_a FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
CREATE INDEX ON parts (at) WHERE k IN ('a', 'b') AND at BETWEEN '2020-01-01' AND '2030-01-01';
CREATE TABLE child (extra int CHECK (extra > 0)) INHERITS (whole);
CREATE INDEX words_expression ON words ((v || w), upper(u) DESC NULLS LAST) WHERE v IN ('a', 'b');
ALTER TABLE words ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON words TO public USING (v IN ('a', 'b') AND b BETWEEN 1 AND 2 AND u = current_user)
    WITH CHECK (EXISTS (SELECT FROM whole WHERE k = v AND k BETWEEN 'a' AND 'c' AND k <> 'b'));
CREATE VIEW overview (one, two) AS
    SELECT w.v, count(*) FILTER (WHERE b BETWEEN 1 AND 2 AND n > 0)
    FROM words w LEFT JOIN whole USING (k) JOIN parts p ON p.k = whole.k AND (p.at = d AND p.k = 'a')
    WHERE w.v IN ('a', 'b') AND (w.b BETWEEN 1 AND 2 AND w.n > 0)
    GROUP BY 1 HAVING count(*) > 1
    UNION ALL (SELECT k, row_number() OVER (PARTITION BY k ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM whole)
    ORDER BY 2;
CREATE FUNCTION standard(x varchar DEFAULT 'a') RETURNS boolean LANGUAGE sql
    BEGIN ATOMIC SELECT x IN ('a', 'b') AND length(x) BETWEEN 1 AND 2 AND x <> 'c'; END;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER noted BEFORE UPDATE OF v, w ON words FOR EACH ROW
    WHEN (OLD.b BETWEEN 1 AND 2 AND NEW.v IN ('a', 'b') AND OLD.v IS DISTINCT FROM NEW.v) EXECUTE FUNCTION noted('x');
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON parts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION noted();
CREATE RULE r AS ON UPDATE TO words WHERE OLD.v IN ('a', 'b') AND OLD.b BETWEEN 1 AND 2 AND OLD.n > 1 DO ALSO SELECT 1;
CREATE DOMAIN code AS varchar(3) CHECK (VALUE IN ('a', 'b') AND length(VALUE) BETWEEN 1 AND 2 AND VALUE <> 'c');
CREATE TABLE renamed (old_name int, other int CHECK (other > 0));
CREATE VIEW of_renamed AS SELECT * FROM renamed;
ALTER TABLE renamed RENAME old_name TO new_name;
