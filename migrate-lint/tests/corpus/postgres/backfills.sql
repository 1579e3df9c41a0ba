-- case: rows in batches
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, region text, placed timestamptz);
CREATE TABLE plans (code text PRIMARY KEY, price int);
-- file
UPDATE orders SET region = 'eu' WHERE region IS NULL;
WITH batch AS (SELECT id FROM orders WHERE placed < '2020-01-01' LIMIT 1000 FOR UPDATE SKIP LOCKED)
UPDATE orders o SET region = 'archive' FROM batch b WHERE o.id = b.id;
DELETE FROM orders WHERE placed < now() - interval '10 years';
INSERT INTO plans (code, price) VALUES ('free', 0), ('pro', 10)
ON CONFLICT (code) DO UPDATE SET price = EXCLUDED.price;
MERGE INTO plans p USING (VALUES ('team', 30)) AS v (code, price) ON p.code = v.code
WHEN MATCHED THEN UPDATE SET price = v.price
WHEN NOT MATCHED THEN INSERT (code, price) VALUES (v.code, v.price);
CREATE TABLE orders_2019 AS SELECT * FROM orders WHERE placed < '2020-01-01';
DELETE FROM orders_2019;

-- case: everything
-- before
CREATE TABLE carts (id bigint PRIMARY KEY);
CREATE TABLE sessions (id bigint PRIMARY KEY);
CREATE TABLE accounts (id bigint PRIMARY KEY, balance int);
CREATE TABLE queue (id bigint PRIMARY KEY, done boolean);
CREATE TABLE done_queue (id bigint, done boolean);
-- file
-- expect: destructive
DELETE FROM carts;
-- expect: destructive
DELETE FROM sessions WHERE 1 = 1;
-- expect: destructive
UPDATE accounts SET balance = 0;
WITH gone AS (DELETE FROM queue WHERE done RETURNING id, done)
INSERT INTO done_queue SELECT id, done FROM gone;
-- expect: destructive
WITH gone AS (DELETE FROM queue RETURNING id) SELECT count(*) FROM gone;

-- case: everything of what is new
-- before
CREATE TABLE carts (id bigint PRIMARY KEY);
-- file
CREATE TEMP TABLE old_carts AS SELECT id FROM carts;
TRUNCATE old_carts;
CREATE SCHEMA archive;
CREATE TABLE archive.carts (LIKE carts INCLUDING ALL);
INSERT INTO archive.carts SELECT id FROM carts;
DELETE FROM archive.carts;
/* DELETE FROM carts; /* DROP TABLE carts; */ TRUNCATE carts; */
SELECT 'DELETE FROM carts;';

-- case: half a backfill
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, active boolean);
-- rows
INSERT INTO users VALUES (1, NULL, false);
-- file
UPDATE users SET email = '' WHERE email IS NULL AND active;
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: a check that proves it
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);
-- before
ALTER TABLE users ADD CONSTRAINT users_contact CHECK (email IS NOT NULL AND phone IS NOT NULL) NOT VALID;
-- before
ALTER TABLE users VALIDATE CONSTRAINT users_contact;
-- file
ALTER TABLE users ALTER COLUMN email SET NOT NULL, ALTER COLUMN phone SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_contact;

-- case: a check that does not prove it
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, CONSTRAINT users_contact CHECK (email IS NOT NULL OR phone IS NOT NULL));
-- rows
INSERT INTO users VALUES (1, NULL, '112');
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: check over rows
-- before
CREATE TABLE stock (id bigint PRIMARY KEY, qty int, price int);
-- rows
INSERT INTO stock VALUES (1, -5, -1);
-- file
ALTER TABLE stock ADD CONSTRAINT stock_price CHECK (price >= 0) NOT VALID;
-- expect: blocking, data-dependent
ALTER TABLE stock ADD CONSTRAINT stock_qty CHECK (qty >= 0);

-- case: check over cleaned rows
-- before
CREATE TABLE stock (id bigint PRIMARY KEY, qty int);
-- file
UPDATE stock SET qty = 0 WHERE qty < 0;
-- expect: blocking
ALTER TABLE stock ADD CONSTRAINT stock_qty CHECK (qty >= 0);

-- case: added and validated in one go
-- before
CREATE TABLE stock (id bigint PRIMARY KEY, qty int);
-- file
ALTER TABLE stock ADD CONSTRAINT stock_qty CHECK (qty IS NOT NULL) NOT VALID;
-- expect: blocking
UPDATE stock SET qty = 0 WHERE qty IS NULL;
-- expect: blocking
ALTER TABLE stock VALIDATE CONSTRAINT stock_qty;

-- case: validated after the rows were cleaned
-- before
CREATE TABLE stock (id bigint PRIMARY KEY, qty int);
-- before
ALTER TABLE stock ADD CONSTRAINT stock_qty CHECK (qty IS NOT NULL) NOT VALID;
-- file
UPDATE stock SET qty = 0 WHERE qty IS NULL;
ALTER TABLE stock VALIDATE CONSTRAINT stock_qty;

-- case: orphans removed
-- before
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint);
-- file
DELETE FROM items i WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = i.order_id);
-- expect: blocking
ALTER TABLE items ADD CONSTRAINT items_order_fk FOREIGN KEY (order_id) REFERENCES orders (id);

-- case: unique over an expression
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, 'A@x'), (2, 'a@x');
-- file
-- expect: blocking
ALTER TABLE users ADD CONSTRAINT users_id_email UNIQUE (id, email);
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX users_lower_email ON users (lower(email));

-- case: new column, unique
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
-- expect: blocking
ALTER TABLE users ADD COLUMN nick text UNIQUE;
-- expect: blocking, data-dependent
ALTER TABLE users ADD COLUMN rank int DEFAULT 1 UNIQUE;

-- case: primary key late
-- before
CREATE TABLE tags (name text, slug text);
-- rows
INSERT INTO tags VALUES ('a', 'x'), ('a', 'y');
-- file
-- expect: blocking, data-dependent
ALTER TABLE tags ADD PRIMARY KEY (name);

-- case: primary key over an index that admits nulls
-- before
CREATE TABLE tags (name text, slug text);
CREATE UNIQUE INDEX tags_slug_key ON tags (slug);
-- rows
INSERT INTO tags VALUES ('a', NULL);
-- file
-- expect: blocking, data-dependent
ALTER TABLE tags ADD CONSTRAINT tags_pk PRIMARY KEY USING INDEX tags_slug_key;

-- case: rows into a stricter table
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
CREATE TABLE contacts (user_id bigint PRIMARY KEY, email text NOT NULL);
INSERT INTO contacts SELECT id, email FROM users WHERE email IS NOT NULL;
-- expect: data-dependent
INSERT INTO contacts (user_id, email) SELECT id + 1000000, email FROM users;

-- case: overlapping bookings
-- before
CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange);
-- rows
INSERT INTO bookings VALUES (1, '[2024-01-01,2024-01-03)'), (2, '[2024-01-02,2024-01-04)');
-- file
-- expect: blocking, data-dependent
ALTER TABLE bookings ADD CONSTRAINT bookings_excl EXCLUDE USING gist (during WITH &&);

-- case: digits lost
-- before
CREATE TABLE readings (id bigint PRIMARY KEY, temp numeric(12,4), taken timestamptz, price numeric(8,2));
-- file
-- expect: blocking, destructive
ALTER TABLE readings ALTER COLUMN temp TYPE numeric(12,2);
-- expect: blocking, destructive, breaking
ALTER TABLE readings ALTER COLUMN taken TYPE date;
ALTER TABLE readings ALTER COLUMN price TYPE numeric(10,2);

-- case: words in values
-- before
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text, tags text[]);
-- file
INSERT INTO notes (body) VALUES ('it''s; DROP TABLE notes; --'), (E'\'; TRUNCATE notes;'), ($q$ALTER TABLE notes DROP COLUMN body;$q$);
UPDATE notes SET body = 'DELETE FROM notes' WHERE body LIKE '%TRUNCATE%';
INSERT INTO notes (body, tags) SELECT 'n' || g, ARRAY['a'] FROM generate_series(1, 3) AS g;
SELECT setval(pg_get_serial_sequence('notes', 'id'), 100);
DO $do$
BEGIN
  DELETE FROM notes WHERE body IS NULL;
  RAISE NOTICE 'TRUNCATE notes';
END
$do$;
CREATE MATERIALIZED VIEW note_tags AS SELECT unnest(tags) AS tag FROM notes;
CREATE INDEX note_tags_tag ON note_tags (tag);
