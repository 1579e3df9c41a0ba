Tables that are made again.

-- case: rows are left out
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, deleted_at TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann', NULL), (2, 'Bob', '2020-01-01');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, deleted_at TEXT);
-- expect: destructive
INSERT INTO users_new SELECT * FROM users WHERE deleted_at IS NULL;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: rows that conflict are left out
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- expect: destructive
INSERT OR IGNORE INTO users_new SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: rows that conflict take the place of others
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- expect: destructive
REPLACE INTO users_new (id, email) SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: the copy is forgotten
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
-- expect: destructive
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: a CHECK is added
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 5);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, age INTEGER CHECK (age >= 18));
-- expect: data-dependent
INSERT INTO users_new (id, age) SELECT id, age FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: UNIQUE is added
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, org INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 1);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT, org INTEGER, UNIQUE (org, email));
-- expect: data-dependent
INSERT INTO users_new (id, email, org) SELECT id, email, org FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: a foreign key is added
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER);
-- rows
INSERT INTO players VALUES (1, 99);
-- file
CREATE TABLE players_new (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id));
-- expect: data-dependent
INSERT INTO players_new SELECT id, team FROM players;
DROP TABLE players;
ALTER TABLE players_new RENAME TO players;

-- case: a foreign key is removed, a default changes
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER NOT NULL REFERENCES teams (id), rank INTEGER DEFAULT 1);
-- rows
INSERT INTO teams VALUES (1);
INSERT INTO players VALUES (1, 1, 5);
-- file
CREATE TABLE players_new (id INTEGER PRIMARY KEY, team INTEGER, rank INTEGER DEFAULT 10);
INSERT INTO players_new SELECT id, team, rank FROM players;
DROP TABLE players;
ALTER TABLE players_new RENAME TO players;

-- case: a column gets another name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, fullname TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users_new (id, name) SELECT id, fullname FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: a number becomes text
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, zip INTEGER);
-- rows
INSERT INTO users VALUES (1, 5020);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, zip TEXT);
INSERT INTO users_new (id, zip) SELECT id, zip FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: text becomes a number
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, zip TEXT);
-- rows
INSERT INTO users VALUES (1, '0150');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, zip INTEGER);
-- expect: destructive
INSERT INTO users_new (id, zip) SELECT id, CAST(zip AS INTEGER) FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: a shorter VARCHAR is no change
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(200));
-- rows
INSERT INTO users VALUES (1, 'A name of more than ten letters');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name VARCHAR(10));
INSERT INTO users_new SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: a table becomes STRICT
-- before
CREATE TABLE readings (id INTEGER PRIMARY KEY, value INTEGER);
-- rows
INSERT INTO readings VALUES (1, 'n/a');
-- file
CREATE TABLE readings_new (id INTEGER PRIMARY KEY, value INTEGER) STRICT;
-- expect: data-dependent
INSERT INTO readings_new SELECT id, value FROM readings;
DROP TABLE readings;
ALTER TABLE readings_new RENAME TO readings;

-- case: a table without rowid wants its key
-- before
CREATE TABLE prefs (name TEXT PRIMARY KEY, value TEXT);
-- rows
INSERT INTO prefs VALUES (NULL, 'x');
-- file
CREATE TABLE prefs_new (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
-- expect: data-dependent
INSERT INTO prefs_new SELECT name, value FROM prefs;
DROP TABLE prefs;
ALTER TABLE prefs_new RENAME TO prefs;

-- case: a key of two columns becomes one of one
-- before
CREATE TABLE grades (student INTEGER, course INTEGER, mark TEXT, PRIMARY KEY (student, course));
-- rows
INSERT INTO grades VALUES (1, 1, 'A'), (1, 2, 'B');
-- file
CREATE TABLE grades_new (student INTEGER PRIMARY KEY, course INTEGER, mark TEXT);
-- expect: data-dependent
INSERT INTO grades_new SELECT student, course, mark FROM grades;
DROP TABLE grades;
ALTER TABLE grades_new RENAME TO grades;

-- case: a key gets another column
-- before
CREATE TABLE grades (student TEXT NOT NULL, course INTEGER NOT NULL, mark TEXT, PRIMARY KEY (student));
-- rows
INSERT INTO grades VALUES (1, 1, 'A'), (2, 2, 'B');
-- file
CREATE TABLE grades_new (student TEXT NOT NULL, course INTEGER NOT NULL, mark TEXT, PRIMARY KEY (student, course));
INSERT INTO grades_new SELECT student, course, mark FROM grades;
DROP TABLE grades;
ALTER TABLE grades_new RENAME TO grades;

-- case: a unique column that ignores case
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'A');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE);
-- expect: data-dependent
INSERT INTO users_new SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: the old table is renamed first
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO users (id, name) SELECT id, ifnull(name, '') FROM users_old;
DROP TABLE users_old;

-- case: the old table is renamed first, and others refer to it
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1, 'Ann');
INSERT INTO posts VALUES (1, 1);
-- file
ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO users (id, name) SELECT id, ifnull(name, '') FROM users_old;
-- expect: data-dependent, breaking
DROP TABLE users_old;

-- case: the old table is renamed first and kept
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'Ann', 30);
-- file
-- expect: breaking
ALTER TABLE users RENAME TO users_v1;
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO users (id, name) SELECT id, name FROM users_v1;

-- case: a tree with cascade is made again
-- before
CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER REFERENCES categories (id) ON DELETE CASCADE);
-- rows
INSERT INTO categories VALUES (1, 'All', NULL), (2, 'Books', 1);
-- file
CREATE TABLE new_categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', parent INTEGER REFERENCES categories (id) ON DELETE CASCADE);
INSERT INTO new_categories (id, name, parent) SELECT id, ifnull(name, ''), parent FROM categories;
-- expect: destructive
DROP TABLE categories;
ALTER TABLE new_categories RENAME TO categories;

-- case: a tree is made again with foreign keys off
-- before
CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER REFERENCES categories (id) ON DELETE CASCADE);
-- rows
INSERT INTO categories VALUES (1, 'All', NULL), (2, 'Books', 1);
-- file
-- migrate: foreign-keys(off)
CREATE TABLE new_categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', parent INTEGER REFERENCES categories (id) ON DELETE CASCADE);
INSERT INTO new_categories (id, name, parent) SELECT id, ifnull(name, ''), parent FROM categories;
DROP TABLE categories;
ALTER TABLE new_categories RENAME TO categories;

-- case: what refers is set to nothing
-- unconfirmed
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id) ON DELETE SET NULL);
-- rows
INSERT INTO teams VALUES (501, 'Reds');
INSERT INTO players VALUES (1, 501);
-- file
CREATE TABLE teams_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '?');
INSERT INTO teams_new SELECT id, ifnull(name, '?') FROM teams;
-- expect: destructive
DROP TABLE teams;
ALTER TABLE teams_new RENAME TO teams;

-- case: what refers restricts
-- unconfirmed
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE players (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id) ON DELETE RESTRICT);
-- rows
INSERT INTO teams VALUES (1, 'Reds');
INSERT INTO players VALUES (1, 1);
-- file
CREATE TABLE teams_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '?');
INSERT INTO teams_new SELECT id, ifnull(name, '?') FROM teams;
-- expect: data-dependent
DROP TABLE teams;
ALTER TABLE teams_new RENAME TO teams;

-- case: a trigger is lost
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, changed TEXT);
CREATE TRIGGER users_changed AFTER UPDATE OF name ON users BEGIN
  UPDATE users SET changed = datetime('now') WHERE id = NEW.id;
END;
-- rows
INSERT INTO users VALUES (1, 'Ann', NULL);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, changed TEXT, note TEXT);
INSERT INTO users_new (id, name, changed) SELECT id, name, changed FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: indexes and triggers come back
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, changed TEXT);
CREATE INDEX users_name ON users (name);
CREATE TRIGGER users_changed AFTER UPDATE OF name ON users BEGIN
  UPDATE users SET changed = datetime('now') WHERE id = NEW.id;
END;
-- rows
INSERT INTO users VALUES (1, 'Ann', NULL);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, changed TEXT, note TEXT);
INSERT INTO users_new (id, name, changed) SELECT id, name, changed FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE INDEX users_name ON users (name);
CREATE TRIGGER users_changed AFTER UPDATE OF name ON users BEGIN
  UPDATE users SET changed = datetime('now') WHERE id = NEW.id;
END;

-- case: a view over the table that is made again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM users;
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
DROP VIEW names;
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO users_new SELECT id, ifnull(name, '') FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE VIEW names AS SELECT name FROM users;

-- case: a view stands in the way of the rename
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM users;
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO users_new SELECT id, ifnull(name, '') FROM users;
DROP TABLE users;
-- expect: unknown-object
ALTER TABLE users_new RENAME TO users;

-- case: a table is split in two
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, bio TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann', 'writes');
-- file
CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users (id), bio TEXT);
INSERT INTO profiles (user_id, bio) SELECT id, bio FROM users;

-- case: two tables become one
-- before
CREATE TABLE cats (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE dogs (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO cats VALUES (1, 'Tom');
INSERT INTO dogs VALUES (2, 'Rex');
-- file
CREATE TABLE pets (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT);
INSERT INTO pets (kind, name) SELECT 'cat', name FROM cats;
INSERT INTO pets (kind, name) SELECT 'dog', name FROM dogs;

-- case: not null, with the missing values filled before
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
UPDATE users SET name = 'nobody' WHERE name IS NULL;
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users_new (id, name) SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: not null by a CASE
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users_new (id, name) SELECT id, CASE WHEN name IS NULL THEN 'nobody' ELSE name END FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: columns change places
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, first TEXT, last TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, NULL, 'Lee');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, last TEXT NOT NULL, first TEXT);
INSERT INTO users_new SELECT id, last, first FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: columns are mixed up by a star
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, first TEXT, last TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, NULL, 'Lee');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, last TEXT NOT NULL, first TEXT);
-- expect: data-dependent
INSERT INTO users_new SELECT * FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: one column too few for the star
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- file
-- migrate: allow(drop-table) the rows are not needed
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
-- expect: syntax
INSERT INTO users_new SELECT * FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- case: generated columns in a copy
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, tax INTEGER GENERATED ALWAYS AS (price / 4) VIRTUAL);
-- rows
INSERT INTO orders VALUES (1, 100);
-- file
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, tax INTEGER GENERATED ALWAYS AS (price / 5) STORED);
INSERT INTO orders_new (id, price) SELECT id, price FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;

-- case: AUTOINCREMENT comes with a copy
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER NOT NULL DEFAULT 0);
-- rows
INSERT INTO orders VALUES (1, 100);
-- file
CREATE TABLE orders_new (id INTEGER PRIMARY KEY AUTOINCREMENT, price INTEGER NOT NULL DEFAULT 0);
INSERT INTO orders_new SELECT * FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;

-- case: unique indexes of all kinds come back
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, state TEXT);
CREATE UNIQUE INDEX a ON users (lower(email));
CREATE UNIQUE INDEX b ON users (email) WHERE state = 'active';
CREATE UNIQUE INDEX c ON users (state COLLATE NOCASE, email);
-- rows
INSERT INTO users VALUES (1, 'a', 'active'), (2, 'b', 'active');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT, state TEXT DEFAULT 'new');
INSERT INTO users_new SELECT id, email, state FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE UNIQUE INDEX a ON users (lower("email"));
CREATE UNIQUE INDEX b ON users (email) where state = 'active';
CREATE UNIQUE INDEX IF NOT EXISTS c ON users (state COLLATE NOCASE, email);

-- case: an index over an expression is lost
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE UNIQUE INDEX users_lower ON users (lower(email));
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT, note TEXT);
INSERT INTO users_new (id, email) SELECT id, email FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
