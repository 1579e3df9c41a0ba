SQL of other databases, and slips.

-- case: what PostgreSQL would take
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, email TEXT);
-- file
-- expect: syntax
ALTER TABLE users ALTER COLUMN age TYPE BIGINT;
-- expect: syntax
ALTER TABLE users ADD COLUMN IF NOT EXISTS name TEXT;
-- expect: syntax
ALTER TABLE users DROP COLUMN IF EXISTS age;
-- expect: syntax
CREATE INDEX CONCURRENTLY users_email ON users (email);
-- expect: syntax
COMMENT ON TABLE users IS 'people';
-- expect: syntax
CREATE EXTENSION IF NOT EXISTS pgcrypto;
-- expect: syntax
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- expect: syntax
TRUNCATE TABLE users;
-- expect: syntax
CREATE TABLE notes (id UUID PRIMARY KEY DEFAULT gen_random_uuid());
-- expect: syntax
ALTER TABLE users ADD COLUMN a INT, ADD COLUMN b INT;

-- case: what MySQL would take
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, email TEXT);
-- file
-- expect: syntax
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTO_INCREMENT, body TEXT);
-- expect: syntax
CREATE TABLE pages (id INT NOT NULL, body TEXT, PRIMARY KEY (id), KEY body_key (body)) ENGINE=InnoDB;
-- expect: syntax
ALTER TABLE users MODIFY age BIGINT;
-- expect: syntax
ALTER TABLE users ADD INDEX users_email (email);
-- expect: syntax
ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '' AFTER id;
-- expect: syntax
RENAME TABLE users TO people;

-- case: types of other databases are types
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE notes (id SERIAL PRIMARY KEY, body VARCHAR(255) NOT NULL, at TIMESTAMP WITH TIME ZONE, price DECIMAL(10, 2), doc JSONB, ok TINYINT(1));
ALTER TABLE users ADD COLUMN balance NUMERIC(12,2) NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN uuid UUID;

-- case: slips
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
-- file
-- expect: syntax
CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT,);
-- expect: syntax
CREATE TABEL b (id INTEGER);
-- expect: syntax
INSERT INTO users (id, age) VALUES (1, 2), (3);
-- expect: syntax
CREATE TABLE order (id INTEGER);
-- expect: syntax
UPDATE users SET age = 1 WHER id = 1;
-- expect: syntax
CREATE TABLE c (id INTEGER PRIMARY KEY name TEXT);
-- expect: syntax
CREATE TABLE d (id INTEGER PRIMARY KEY, FOREIGN KEY user_id REFERENCES users (id));

-- case: STRICT tables know few types
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, raw BLOB, n REAL, x ANY) STRICT;
-- expect: syntax
CREATE TABLE b (id INTEGER PRIMARY KEY, name VARCHAR(20)) STRICT;
-- expect: syntax
CREATE TABLE c (id INTEGER PRIMARY KEY, at DATETIME) STRICT, WITHOUT ROWID;
-- expect: syntax
CREATE TABLE d (name TEXT) WITHOUT ROWID;
CREATE TABLE e (name TEXT PRIMARY KEY, hits INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
-- expect: syntax
CREATE TABLE f (id TEXT PRIMARY KEY AUTOINCREMENT);

-- case: a foreign key of the same file
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b (id));
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);

-- case: queries of the newer kind
-- before
CREATE TABLE sales (id INTEGER PRIMARY KEY, region TEXT, amount REAL, meta TEXT);
-- file
CREATE VIEW ranked AS SELECT region, amount, row_number() OVER (PARTITION BY region ORDER BY amount DESC) AS place FROM sales;
CREATE VIEW tags AS SELECT sales.id, value AS tag FROM sales, json_each(sales.meta, '$.tags');
CREATE VIEW totals AS WITH t AS MATERIALIZED (SELECT region, sum(amount) AS total FROM sales GROUP BY region) SELECT * FROM t;
INSERT INTO sales (region, amount) VALUES ('n', 1) RETURNING id;
CREATE INDEX sales_kind ON sales (json_extract(meta, '$.kind')) WHERE meta IS NOT NULL;
CREATE INDEX sales_arrow ON sales (meta ->> '$.kind');
