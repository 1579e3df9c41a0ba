What deletes, overwrites and copies rows.

-- case: a backup is kept beside the drop
-- before
CREATE TABLE events (id INTEGER PRIMARY KEY, payload TEXT);
-- rows
INSERT INTO events VALUES (1, 'first');
-- file
CREATE TABLE events_backup AS SELECT * FROM events;
-- expect: breaking
DROP TABLE events;

-- case: sessions are all deleted
-- before
CREATE TABLE sessions (token TEXT PRIMARY KEY, expires INTEGER);
-- rows
INSERT INTO sessions VALUES ('abc', 5);
-- file
-- expect: destructive
DELETE FROM sessions;

-- case: a condition that always holds
-- before
CREATE TABLE sessions (token TEXT PRIMARY KEY, expires INTEGER);
-- rows
INSERT INTO sessions VALUES ('abc', 5);
-- file
-- expect: destructive
DELETE FROM sessions WHERE 1;

-- case: a condition that always holds by a word
-- before
CREATE TABLE sessions (token TEXT PRIMARY KEY, expires INTEGER);
-- rows
INSERT INTO sessions VALUES ('abc', 5);
-- file
-- expect: destructive
DELETE FROM sessions WHERE TRUE;

-- case: expired sessions are deleted
-- before
CREATE TABLE sessions (token TEXT PRIMARY KEY, expires INTEGER);
-- file
DELETE FROM sessions WHERE expires < strftime('%s', 'now');

-- case: duplicates are deleted before the unique index
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
DELETE FROM users WHERE id NOT IN (SELECT min(id) FROM users GROUP BY email);
CREATE INDEX users_email ON users (email);

-- case: a seed table is emptied and filled
-- before
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
-- rows
INSERT INTO countries VALUES ('SU', 'Soviet Union');
-- file
-- expect: destructive
DELETE FROM countries;
INSERT INTO countries (code, name) VALUES ('NO', 'Norway'), ('SE', 'Sweden');

-- case: a seed table of the same file
-- before
CREATE TABLE other (id INTEGER);
-- file
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO countries VALUES ('NO', 'Norway');
UPDATE countries SET name = upper(name);
DELETE FROM countries;

-- case: a value is overwritten everywhere
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, plan TEXT);
-- rows
INSERT INTO users VALUES (1, 'gold');
-- file
-- expect: destructive
UPDATE users SET plan = 'free';

-- case: a missing value is filled
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, plan TEXT);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
UPDATE users SET plan = 'free' WHERE plan IS NULL;

-- case: a new column is filled from an old one
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'A@x.org');
-- file
ALTER TABLE users ADD COLUMN email_lower TEXT;
UPDATE users SET email_lower = lower(email);
CREATE INDEX users_email_lower ON users (email_lower);

-- case: names are split over a join
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, city TEXT);
CREATE TABLE customers (id INTEGER PRIMARY KEY, city TEXT);
-- rows
INSERT INTO orders VALUES (1, 2, NULL);
INSERT INTO customers VALUES (2, 'Oslo');
-- file
UPDATE orders SET city = c.city FROM customers AS c WHERE c.id = orders.customer AND orders.city IS NULL;

-- case: rows move to another table
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, street TEXT, town TEXT);
-- rows
INSERT INTO users VALUES (1, 'High Street', 'Bergen');
-- file
CREATE TABLE addresses (user_id INTEGER PRIMARY KEY REFERENCES users (id), street TEXT, town TEXT);
INSERT INTO addresses (user_id, street, town) SELECT id, street, town FROM users;

-- case: keywords in strings and comments
-- before
CREATE TABLE audit (id INTEGER PRIMARY KEY, message TEXT);
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
-- DROP TABLE users;
/* DELETE FROM audit; COMMIT; */
INSERT INTO audit (message) VALUES ('DROP TABLE users; VACUUM; BEGIN');
INSERT INTO audit (message) VALUES ('it''s -- not a comment; DELETE FROM audit');

-- case: a trigger deletes and updates
-- before
CREATE TABLE cart (id INTEGER PRIMARY KEY, total INTEGER);
CREATE TABLE line (cart INTEGER, price INTEGER);
-- rows
INSERT INTO cart VALUES (1, 10);
INSERT INTO line VALUES (1, 10);
-- file
CREATE TRIGGER cart_gone AFTER DELETE ON cart BEGIN
  DELETE FROM line WHERE cart = OLD.id;
  UPDATE cart SET total = 0;
  SELECT CASE WHEN OLD.total > 0 THEN RAISE(IGNORE) END;
END;

-- case: an archive is deleted by a common table expression
-- before
CREATE TABLE jobs (id INTEGER PRIMARY KEY, done INTEGER NOT NULL DEFAULT 0);
-- file
WITH old AS (SELECT id FROM jobs WHERE done = 1) DELETE FROM jobs WHERE id IN (SELECT id FROM old);

-- case: a setting is written or replaced
-- before
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
-- file
INSERT INTO settings (name, value) VALUES ('theme', 'dark') ON CONFLICT (name) DO NOTHING;
INSERT OR IGNORE INTO settings VALUES ('lang', 'en');
INSERT INTO settings (name, value) VALUES ('lang', 'en') ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- case: a table of the same file is dropped
-- before
CREATE TABLE readings (id INTEGER PRIMARY KEY, value REAL);
-- rows
INSERT INTO readings VALUES (1, 2.5);
-- file
CREATE TABLE scratch AS SELECT id FROM readings WHERE value IS NULL;
DELETE FROM readings WHERE id IN (SELECT id FROM scratch);
DROP TABLE scratch;

-- case: a table of another draft is dropped
-- before
CREATE TABLE readings (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE experiment (id INTEGER PRIMARY KEY, note TEXT);
-- file
DROP TABLE experiment;

-- case: several drafts change what one of them made
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE beds (id INTEGER PRIMARY KEY, room INTEGER);
-- file
ALTER TABLE beds ADD COLUMN width INTEGER NOT NULL;
CREATE UNIQUE INDEX beds_room ON beds (room);
ALTER TABLE beds RENAME COLUMN room TO room_id;
-- file
ALTER TABLE beds DROP COLUMN width;

-- case: a table and what is deleted with it
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id) ON DELETE CASCADE, name TEXT);
-- rows
INSERT INTO teams VALUES (1, 'Reds');
INSERT INTO players VALUES (1, 1, 'Lee');
-- file
-- expect: destructive, breaking
DROP TABLE players;
-- expect: destructive, breaking
DROP TABLE teams;

-- case: the drop of a table that rows refer to
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id), name TEXT);
-- rows
INSERT INTO teams VALUES (1, 'Reds');
INSERT INTO players VALUES (1, 1, 'Lee');
-- file
-- expect: destructive, breaking, data-dependent
DROP TABLE teams;

-- case: a table is dropped that is perhaps there
-- before
CREATE TABLE legacy_tokens (id INTEGER PRIMARY KEY, token TEXT);
-- rows
INSERT INTO legacy_tokens VALUES (1, 'secret');
-- file
-- expect: destructive, breaking
DROP TABLE IF EXISTS legacy_tokens;
DROP TABLE IF EXISTS never_made;

-- case: drop and create in place of a change
-- before
CREATE TABLE prices (sku TEXT PRIMARY KEY, cents INTEGER);
-- rows
INSERT INTO prices VALUES ('a', 990);
-- file
-- expect: destructive
DROP TABLE prices;
CREATE TABLE prices (sku TEXT PRIMARY KEY, cents INTEGER, currency TEXT NOT NULL DEFAULT 'EUR');
