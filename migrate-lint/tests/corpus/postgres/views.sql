-- case: views that hand columns through
-- before
CREATE TABLE post (id int PRIMARY KEY, name text, creator int);
CREATE TABLE likes (post int, score int);
-- file
CREATE VIEW posts AS
WITH all_post AS (SELECT p.*, (SELECT count(*) FROM likes WHERE likes.post = p.id) AS n FROM post p)
SELECT ap.*, l.score FROM all_post ap LEFT JOIN likes l ON l.post = ap.id
UNION ALL
SELECT ap.*, NULL FROM all_post ap;
CREATE VIEW in_brackets AS (
    WITH w AS (SELECT * FROM post) SELECT w.*, l.score FROM w JOIN likes l ON l.post = w.id
    UNION ALL SELECT w.*, 0 FROM w
);
CREATE VIEW of_both AS SELECT b.id, b.score, p.id AS other FROM in_brackets b, posts p;
CREATE VIEW beside AS SELECT p.*, x.score FROM post p CROSS JOIN LATERAL (SELECT score FROM likes l WHERE l.post = p.id) AS x;
CREATE VIEW upon AS SELECT y.name, y.score FROM beside y;
-- expect: unknown-object
CREATE VIEW wrong AS SELECT y.nam FROM post y;

-- case: names that the server finds
-- before
CREATE TABLE site (id int PRIMARY KEY, open bool, mode text);
-- file
WITH s AS (SELECT id, CASE WHEN open THEN 'a' ELSE 'b' END FROM site)
UPDATE site SET mode = s.case FROM s WHERE s.id = site.id;
SELECT x.exists, x."?column?" FROM (SELECT EXISTS (SELECT 1 FROM site), 1 + 1) AS x;
SELECT (s).id, (s.*).mode FROM site s;
WITH RECURSIVE q AS (
    SELECT h, 1 AS level FROM site h UNION ALL SELECT hi, q.level + 1 FROM q JOIN site hi ON hi.id = (q.h).id + 1
)
SELECT (q.h).id, level FROM q;

-- case: indexes of materialized views
-- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
-- file
-- expect: breaking
DROP MATERIALIZED VIEW m CASCADE;
CREATE TABLE n (id int);
CREATE UNIQUE INDEX m_id ON n (id);
