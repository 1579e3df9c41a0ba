-- Every way to write an expression or a query: a dump of it, restored, is the same.
CREATE TABLE things (id int, a int, b int, c text, d date, e timestamptz, f float8, g numeric, h text[], i int[], j jsonb, k varchar(10), l boolean, m interval, n inet, o tsvector, p char(4), q bit varying(5), r uuid, s time, u money, v point, w name, x "char", y xml, z oid);
ALTER TABLE things
    ADD CHECK (a IN (1)),
    ADD CHECK (a NOT IN (1,2,3) OR NOT l),
    ADD CHECK (k LIKE 'a%' AND k NOT LIKE '%b' ESCAPE '!' AND k ILIKE 'c'),
    ADD CHECK (k SIMILAR TO 'x(a|b)'),
    ADD CHECK (a IS NOT NULL AND b IS NULL OR l IS TRUE AND l IS NOT UNKNOWN),
    ADD CHECK (a BETWEEN SYMMETRIC b AND 3),
    ADD CHECK (a NOT BETWEEN b AND 3 AND a > 1),
    ADD CHECK ((a, b) < (1, 2)),
    ADD CHECK ((a, b) IN ((1, 2), (3, 4)) AND a > 0),
    ADD CHECK ((a,b) <> (1,2)),
    ADD CHECK (h @> ARRAY['a', 'b']::varchar[]::text[]),
    ADD CHECK (i = ARRAY[1,2,3]),
    ADD CHECK (i[1:2] = '{1,2}'),
    ADD CHECK (k = ANY (h)),
    ADD CHECK (k = ANY ('{a,b}'::varchar[])),
    ADD CHECK (k = ANY (ARRAY['a'::varchar(3), 'b'])),
    ADD CHECK (p IN ('a','b') AND p <> 'c'),
    ADD CHECK (w IN ('a', 'b')),
    ADD CHECK (x IN ('a','b')),
    ADD CHECK (g IN (1, 2.5)),
    ADD CHECK (f IN (1, 2)),
    ADD CHECK (f IN (1.5, 2)),
    ADD CHECK (d IN ('2020-01-01', '2020-02-02') AND e IN ('2020-01-01 00:00+00', 'infinity')),
    ADD CHECK (d + 1 > current_date - interval '1 day'),
    ADD CHECK (m > '1 day' AND m < interval '1' YEAR),
    ADD CHECK (e AT TIME ZONE 'UTC' > '2020-01-01' AND date_trunc('day', e) IS NOT NULL),
    ADD CHECK (j -> 'a' ->> 'b' = 'c' AND j #>> '{a,b}' <> 'd' AND j ? 'x' AND j @> '{"a": 1}'),
    ADD CHECK (coalesce(a, b, 0) > 0 AND nullif(a, 0) > 0 AND greatest(a, b) > least(a, 3)),
    ADD CHECK (CASE a WHEN 1 THEN l WHEN 2 THEN NOT l ELSE NULL END),
    ADD CHECK (CASE WHEN a BETWEEN 1 AND 2 AND b > 1 THEN true ELSE false END),
    ADD CHECK (substring(c FROM 1 FOR 2) = 'ab' AND substring(c FROM 'x.') = 'y' AND position('a' IN c) > 0 AND trim(both 'x' from c) <> '' AND overlay(c PLACING 'x' FROM 1) <> ''),
    ADD CHECK (extract(epoch FROM e) > 0 AND extract(year FROM d) > 2000),
    ADD CHECK (c COLLATE "C" < 'x' AND c::varchar(3) = 'abc' AND CAST(a AS bigint) > 1 AND a::numeric(5,2) > 0),
    ADD CHECK (-a > -1 AND +b < 2 AND @ a > 0 AND a % 2 = 0 AND a ^ 2 > 1 AND ~a <> 0 AND a # 1 > 0),
    ADD CHECK (n << '10.0.0.0/8'),
    ADD CHECK (o @@ to_tsquery('simple', 'a & b')),
    ADD CHECK (q = B'101' AND length(q) > 1),
    ADD CHECK (u > '1.5'::money),
    ADD CHECK (ROW(a, b) IS NOT NULL AND ROW(a) IS DISTINCT FROM ROW(b)),
    ADD CHECK (l),
    ADD CHECK (NOT l),
    ADD CHECK (l = true AND l IS NOT FALSE),
    ADD CHECK (c ~* 'x' AND c !~ 'y' AND c || k <> ''),
    ADD CHECK (a > ALL (i) AND b < ANY (ARRAY[a, 2, 3])),
    ADD CHECK (a = ALL (ARRAY[1,2]::bigint[])),
    ADD CHECK (((a > 1 OR b > 1) AND (a > 2 OR b > 2)) OR ((a > 3 AND b > 3) OR a < 0)),
    ADD CHECK (a > 1 AND (b > 1 AND (l AND a > 2))),
    ADD CHECK (s > '10:00' AND s < localtime),
    ADD CHECK (k IN ('a', c)),
    ADD CHECK (k::text IN ('a','b') AND upper(k) IN ('A', 'B')),
    ADD CHECK (ARRAY[k] <> ARRAY['a','b']::varchar[]),
    ADD CHECK (ARRAY[ARRAY[a,b],ARRAY[1,2]]::bigint[] IS NOT NULL),
    ADD CHECK (k = ANY (ARRAY['a','b']::text[] || ARRAY['c']));
CREATE VIEW recursive_view AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5 AND n BETWEEN 1 AND 3), u AS MATERIALIZED (SELECT * FROM things)
 SELECT DISTINCT ON (t.n) t.n AS tn, u.*, (SELECT max(a) FROM things WHERE a = t.n AND k IN ('a','b')) AS mx, ARRAY(SELECT b FROM things) AS arr, EXISTS (SELECT 1 FROM things WHERE l) AS ex, u.a IN (SELECT b FROM things) AS isin, (u.a, u.b) = ANY (SELECT a, b FROM things) AS rowin, CASE WHEN u.k IN ('a', 'b') THEN 1 ELSE 2 END AS cs
 FROM t CROSS JOIN u LEFT JOIN LATERAL (SELECT a AS aa FROM things WHERE things.a = u.a LIMIT 1) z ON true AND (z.aa > 1 AND z.aa BETWEEN 2 AND 3) WHERE u.k NOT IN ('x', 'y') OR u.l ORDER BY t.n, u.a DESC NULLS LAST LIMIT 10 OFFSET 2;
CREATE VIEW windows AS SELECT a, sum(b) OVER w AS s, rank() OVER (PARTITION BY a ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) AS r, string_agg(c, k) FILTER (WHERE k IN ('a','b')) OVER () AS sa FROM things GROUP BY a, b, c, k WINDOW w AS (PARTITION BY a ORDER BY b);
CREATE VIEW grouped AS SELECT a, b, grouping(a) AS gr, count(DISTINCT c) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY f) AS p FROM things GROUP BY GROUPING SETS ((a), (a, b), ()), ROLLUP (a, b) HAVING count(*) > 1 AND (max(a) BETWEEN 1 AND 2);
CREATE VIEW sets AS (SELECT a FROM things INTERSECT SELECT b FROM things) EXCEPT ALL (SELECT 1 UNION SELECT 2 ORDER BY 1) ;
CREATE VIEW sources AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(x, y) NATURAL JOIN (SELECT 1 AS x) q FULL JOIN generate_series(1, 3) WITH ORDINALITY g(i, o) ON g.i = v.x, jsonb_to_recordset('[{"a":1}]') AS js(a int, b text), unnest(ARRAY[1,2], ARRAY['a','b']) AS un(p, q2), ROWS FROM (generate_series(1,2), generate_series(1,3)) AS rf(g1, g2);
CREATE VIEW joined AS SELECT t1.b AS "Weird Name", t2.b AS b2, x.c FROM things t1 JOIN things t2 USING (a) JOIN things x ON x.a = t1.a AND x.b = t2.b OR x.k IN ('a', 'b') AND x.l;
CREATE VIEW functions_view WITH (security_barrier) AS SELECT xmlelement(name foo, xmlattributes(c AS bar), 'x') AS xe, json_build_object('a', 1) AS jb, now()::date AS nd, interval '1 day' * a AS ia, a::text || 'x' AS at, (v)[0] AS v0, (h)[1] AS h1, (ROW(1,2)).f1 AS rf FROM things WHERE c IS NOT DISTINCT FROM k AND (d, d + 1) OVERLAPS (d, d + 2);
CREATE RULE many_rule AS ON INSERT TO joined DO INSTEAD (INSERT INTO things (a, k) VALUES (NEW.b2, 'x') ON CONFLICT DO NOTHING; UPDATE things SET (a, b) = (SELECT 1, 2), k = DEFAULT WHERE a = NEW.b2 AND a BETWEEN 1 AND 2; DELETE FROM things USING things o WHERE o.a = things.a AND o.k IN ('a','b') RETURNING things.b, 1, 'x'::text);
CREATE FUNCTION atomic_function(a int, c varchar[] DEFAULT '{a,b}') RETURNS int LANGUAGE sql STABLE PARALLEL SAFE COST 5 SET timezone = 'UTC' BEGIN ATOMIC SELECT 1 WHERE 'a' = ANY (c) AND a BETWEEN 1 AND 2 AND a > 0; SELECT a; END;
CREATE FUNCTION table_function(a varchar DEFAULT 'x') RETURNS TABLE (q int, w text) LANGUAGE sql ROWS 5 AS $$ SELECT 1, '$x$' $$;
CREATE INDEX things_gin ON things USING gin (o, h) WITH (fastupdate = off) WHERE k IN ('a', 'b') AND a BETWEEN 1 AND 5 AND l;
CREATE INDEX things_gist ON things USING gist (n inet_ops, v) ; CREATE INDEX things_expressions ON things ((k IN ('a','b')), (a BETWEEN 1 AND 2 AND l), (c COLLATE "C") text_pattern_ops);
CREATE INDEX things_brin ON things USING brin (d date_minmax_multi_ops) WITH (pages_per_range = 8);
CREATE STATISTICS things_statistics (ndistinct, dependencies) ON a, b, (k IN ('a','b')) FROM things;
CREATE TABLE generated_columns (a varchar(3), b boolean GENERATED ALWAYS AS (a IN ('a', 'b') AND length(a) BETWEEN 1 AND 2 AND a <> 'c') STORED, c text DEFAULT CASE WHEN current_user IN ('a', 'b') THEN 'x' ELSE 'y' END);
CREATE TABLE by_expression (a int, b text) PARTITION BY RANGE ((a + 1), lower(b) COLLATE "C"); CREATE TABLE by_expression_1 PARTITION OF by_expression FOR VALUES FROM (1, 'a') TO (MAXVALUE, MAXVALUE);
CREATE TABLE by_hash (a int) PARTITION BY HASH (a); CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
