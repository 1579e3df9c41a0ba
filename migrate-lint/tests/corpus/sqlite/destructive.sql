-- case: table and columns
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, full_name TEXT GENERATED ALWAYS AS (email || age) VIRTUAL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
-- rows
INSERT INTO users (id, email, age) VALUES (1, 'a', 41);
INSERT INTO notes VALUES (2, 'body');
-- file
-- expect: breaking
ALTER TABLE users DROP COLUMN full_name;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN age;
-- expect: destructive, breaking
DROP TABLE notes;

-- case: rows
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
CREATE TABLE logs (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT);
-- rows
INSERT INTO users VALUES (1, 'a', 1);
INSERT INTO logs (at) VALUES ('x');
-- file
-- expect: destructive
DELETE FROM logs;
DELETE FROM sqlite_sequence WHERE name = 'logs';
-- expect: destructive
UPDATE users SET email = lower(email);
UPDATE users SET age = 0 WHERE age IS NULL;
UPDATE users SET email = COALESCE(email, '');
UPDATE users SET age = CASE WHEN age < 0 THEN 0 ELSE age END;
-- expect: destructive
UPDATE users SET age = 0 WHERE 1 = 1;
-- expect: destructive
DELETE FROM users WHERE true;
DELETE FROM users WHERE id NOT IN (SELECT id FROM users);

-- case: tautologies that are none
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, "deleted" TEXT, email TEXT);
-- rows
INSERT INTO users VALUES (1, NULL, 'a');
-- file
DELETE FROM users WHERE "deleted" IS NOT NULL;
DELETE FROM users WHERE NOT EXISTS (SELECT 1 FROM users AS other WHERE other.email = users.email);
DELETE FROM users WHERE id IN (SELECT id FROM users WHERE email = '');
WITH old AS (SELECT id FROM users WHERE email = 'b') DELETE FROM users WHERE id IN (SELECT id FROM old);

-- case: new column is filled
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'A');
-- file
ALTER TABLE users ADD COLUMN email_lower TEXT;
UPDATE users SET email_lower = lower(email);
ALTER TABLE users ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
UPDATE users SET tries = 1, email_lower = '';
-- expect: destructive
UPDATE users SET tries = 2, email = 'x';

-- case: schema by hand
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INT);
-- unconfirmed
-- file
PRAGMA writable_schema = ON;
-- expect: destructive
UPDATE sqlite_master SET sql = replace(sql, 'INT', 'TEXT') WHERE name = 'users';
-- expect: destructive
DELETE FROM sqlite_schema WHERE name = 'users_age';
PRAGMA writable_schema = OFF;

-- case: parents whose children cascade
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE trees (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES trees (id));
-- rows
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1, 1);
INSERT INTO orders VALUES (1, 1);
INSERT INTO trees VALUES (1, NULL), (2, 1);
-- file
-- expect: destructive, breaking
DROP TABLE users;
-- expect: destructive, breaking
DROP TABLE trees;

-- case: parents that refuse to go
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1, 1);
-- file
-- expect: data-dependent, destructive, breaking
DROP TABLE users;

-- case: children go first
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1, 1);
-- file
-- expect: destructive, breaking
DROP TABLE posts;
-- expect: destructive, breaking
DROP TABLE users;

-- case: rows that move
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO people (id, email) SELECT id, email FROM users;
-- expect: breaking
DROP TABLE users;

-- case: some rows move
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT);
-- expect: destructive
INSERT INTO people (id, email) SELECT id, email FROM users WHERE email IS NOT NULL;
-- expect: breaking
DROP TABLE users;

-- case: full-text index over another table
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE docs_fts USING fts5 (body, content='docs', content_rowid='id');
CREATE VIRTUAL TABLE pages USING fts5 (title, body);
-- rows
INSERT INTO pages VALUES ('a', 'b');
-- file
-- expect: breaking
DROP TABLE docs_fts;
-- expect: destructive, breaking
DROP TABLE pages;
