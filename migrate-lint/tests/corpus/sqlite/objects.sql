-- case: views
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
CREATE VIEW mails AS SELECT id, email FROM users;
CREATE VIEW names AS SELECT id, name FROM users;
CREATE VIEW wide AS SELECT id, email, name FROM users;
-- rows
INSERT INTO users VALUES (1, 'a', 'b');
-- file
-- expect: breaking
DROP VIEW mails;
DROP VIEW names;
CREATE VIEW names AS SELECT id, name, email FROM users;
-- expect: breaking
DROP VIEW IF EXISTS wide;
CREATE VIEW wide AS SELECT id, email FROM users;
CREATE VIEW fresh AS SELECT 1 AS one;
DROP VIEW fresh;

-- case: triggers
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE VIEW mails AS SELECT id, email FROM users;
CREATE TRIGGER mails_insert INSTEAD OF INSERT ON mails BEGIN INSERT INTO users (id, email) VALUES (new.id, new.email); END;
CREATE TRIGGER users_old AFTER UPDATE ON users BEGIN SELECT 1; END;
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: breaking
DROP TRIGGER mails_insert;
DROP TRIGGER users_old;
CREATE TRIGGER users_old AFTER UPDATE ON users BEGIN SELECT 2; END;
CREATE TRIGGER users_keep BEFORE DELETE ON users BEGIN DELETE FROM users; UPDATE users SET email = NULL; END;

-- case: temporary tables
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TEMP TABLE picked (id INTEGER PRIMARY KEY);
INSERT INTO picked SELECT id FROM users;
DELETE FROM picked;
ALTER TABLE picked ADD COLUMN a TEXT NOT NULL DEFAULT '';
DROP TABLE picked;
CREATE TEMPORARY TABLE users AS SELECT * FROM main.users;
UPDATE users SET email = '';
DROP TABLE users;
-- expect: destructive, breaking
DROP TABLE users;

-- case: virtual tables
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
-- rows
INSERT INTO docs VALUES (1, 'a');
-- file
CREATE VIRTUAL TABLE docs_fts USING fts5 (body, content='docs', content_rowid='id');
INSERT INTO docs_fts (rowid, body) SELECT id, body FROM docs;
INSERT INTO docs_fts (docs_fts) VALUES ('rebuild');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN INSERT INTO docs_fts (rowid, body) VALUES (new.id, new.body); END;
CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1);
DROP TABLE boxes;
DROP TRIGGER docs_ai;
DROP TABLE docs_fts;

-- case: rows of a new table
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO kinds (name) VALUES ('a'), ('b');
INSERT OR IGNORE INTO kinds (name) VALUES ('a');
REPLACE INTO users VALUES (7, 'b');
INSERT INTO users VALUES (2, 'c') ON CONFLICT (id) DO UPDATE SET email = excluded.email;
CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX kinds_name ON kinds (name);
