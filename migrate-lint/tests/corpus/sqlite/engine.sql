Settings, transactions, virtual tables, views.

-- case: journal mode by itself
-- file
PRAGMA journal_mode = WAL;

-- case: journal mode beside a table
-- file
-- expect: transaction
PRAGMA journal_mode = WAL;
CREATE TABLE users (id INTEGER PRIMARY KEY);

-- case: settings of the connection
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
-- expect: session
PRAGMA cache_size = -20000;
-- expect: session
PRAGMA busy_timeout = 5000;
-- expect: session
PRAGMA recursive_triggers = ON;
-- expect: transaction
PRAGMA temp_store = MEMORY;

-- case: settings of the file and questions
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
PRAGMA user_version = 7;
PRAGMA application_id = 1234;
PRAGMA table_info(users);
PRAGMA foreign_key_list('users');
PRAGMA foreign_key_check;
PRAGMA integrity_check;
PRAGMA optimize;
PRAGMA foreign_keys;
ANALYZE;
ANALYZE users;
REINDEX users;

-- case: a setting that is set back
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
PRAGMA legacy_alter_table = ON;
-- expect: breaking
ALTER TABLE users RENAME TO people;
PRAGMA legacy_alter_table = OFF;

-- case: a setting that is left
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
-- expect: session
PRAGMA legacy_alter_table = ON;
CREATE TABLE notes (id INTEGER PRIMARY KEY);

-- case: the schema's text is edited
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INT);
-- unconfirmed
-- file
PRAGMA writable_schema = 1;
-- expect: destructive
UPDATE sqlite_master SET sql = replace(sql, 'age INT', 'age TEXT') WHERE name = 'users';
PRAGMA writable_schema = 0;

-- case: VACUUM by itself
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
VACUUM;

-- case: VACUUM after a clean-up
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, gone INTEGER);
-- file
DELETE FROM users WHERE gone = 1;
-- expect: transaction
VACUUM;

-- case: VACUUM after a clean-up, statement by statement
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, gone INTEGER);
-- file
-- migrate: transaction(none)
DELETE FROM users WHERE gone = 1;
VACUUM;

-- case: another file is attached
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- unconfirmed
-- file
-- expect: transaction
ATTACH DATABASE 'legacy.db' AS legacy;
INSERT INTO users (name) SELECT name FROM legacy.people;
-- expect: transaction
DETACH DATABASE legacy;

-- case: savepoints
-- unconfirmed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
SAVEPOINT names;
UPDATE users SET name = 'x' WHERE name IS NULL;
RELEASE names;

-- case: a transaction of its own
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
-- expect: transaction
BEGIN IMMEDIATE;
CREATE TABLE notes (id INTEGER PRIMARY KEY);
-- expect: transaction
END TRANSACTION;

-- case: a dry run that was left
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
ALTER TABLE users ADD COLUMN nick TEXT;
-- expect: transaction
ROLLBACK;

-- case: the documented twelve steps
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body TEXT);
CREATE INDEX users_name ON users (name);
-- rows
INSERT INTO users VALUES (1, 'Ann', 30);
INSERT INTO posts VALUES (1, 1, 'Hello');
-- file
-- migrate: transaction(none)
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', age INTEGER CHECK (age IS NULL OR age < 1000));
INSERT INTO users_new (id, name) SELECT id, coalesce(name, '') FROM users WHERE 0;
INSERT INTO users_new SELECT id, coalesce(name, ''), min(age, 999) FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE INDEX users_name ON users (name);
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- case: foreign keys stay off
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
-- migrate: transaction(none)
-- expect: session
PRAGMA foreign_keys = OFF;
ALTER TABLE users ADD COLUMN nick TEXT;

-- case: a search index over a table
-- before
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
-- rows
INSERT INTO notes VALUES (1, 'Shopping', 'milk and bread');
-- file
CREATE VIRTUAL TABLE notes_fts USING fts5(title, body, content='notes', content_rowid='id', tokenize = 'porter unicode61');
INSERT INTO notes_fts (notes_fts) VALUES ('rebuild');
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN
  INSERT INTO notes_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER notes_ad AFTER DELETE ON notes BEGIN
  INSERT INTO notes_fts (notes_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER notes_au AFTER UPDATE ON notes BEGIN
  INSERT INTO notes_fts (notes_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO notes_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

-- case: a search table with its own text is dropped
-- before
CREATE VIRTUAL TABLE pages USING fts5(url, body);
-- rows
INSERT INTO pages VALUES ('http://x', 'the only copy');
-- file
-- expect: destructive, breaking
DROP TABLE pages;

-- case: a search index is dropped
-- before
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE notes_fts USING fts5(body, content='notes', content_rowid='id');
-- rows
INSERT INTO notes VALUES (1, 'milk');
INSERT INTO notes_fts (notes_fts) VALUES ('rebuild');
-- file
-- expect: breaking
DROP TABLE notes_fts;

-- case: boxes
-- file
CREATE VIRTUAL TABLE places USING rtree(id, min_x, max_x, min_y, max_y);
INSERT INTO places VALUES (1, 0, 1, 0, 1);
CREATE TABLE place_names (id INTEGER PRIMARY KEY, name TEXT);

-- case: a module that the service brings
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
-- unconfirmed
-- file
CREATE VIRTUAL TABLE vectors USING vec0(doc_id INTEGER PRIMARY KEY, embedding FLOAT[384]);
INSERT INTO vectors (doc_id, embedding) VALUES (1, '[]');

-- case: a view is dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE VIEW adults AS SELECT id FROM users WHERE age >= 18;
-- file
-- expect: breaking
DROP VIEW adults;

-- case: a view is made again with more columns
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, name TEXT);
CREATE VIEW adults AS SELECT id FROM users WHERE age >= 18;
-- file
DROP VIEW IF EXISTS adults;
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 21;

-- case: a view is made again with fewer columns
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, name TEXT);
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
-- file
-- expect: breaking
DROP VIEW adults;
CREATE VIEW adults AS SELECT id FROM users WHERE age >= 18;

-- case: the view goes, the column goes, the view comes
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, name TEXT);
CREATE VIEW names AS SELECT id, name FROM users WHERE age > 0;
-- rows
INSERT INTO users VALUES (1, 77, 'Ann');
-- file
DROP VIEW names;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN age;
CREATE VIEW names AS SELECT id, name FROM users;

-- case: a trigger is replaced
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE TABLE log (what TEXT);
CREATE TRIGGER users_log AFTER INSERT ON users BEGIN INSERT INTO log VALUES ('in'); END;
-- file
DROP TRIGGER users_log;
CREATE TRIGGER users_log AFTER INSERT ON users WHEN NEW.age > 3 BEGIN INSERT INTO log VALUES ('in; END;'); END;

-- case: a view that takes inserts
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
CREATE VIEW people AS SELECT id, name AS full_name FROM users;
CREATE TRIGGER people_insert INSTEAD OF INSERT ON people BEGIN
  INSERT INTO users (name) VALUES (NEW.full_name);
END;

-- case: a temporary table
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- file
CREATE TEMP TABLE doubles AS SELECT email, min(id) AS keep FROM users GROUP BY email HAVING count(*) > 1;
DELETE FROM users WHERE email IN (SELECT email FROM doubles) AND id NOT IN (SELECT keep FROM doubles);
DROP TABLE doubles;
