-- case: required
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN a TEXT NOT NULL;
-- expect: data-dependent, breaking
ALTER TABLE users ADD b TEXT NOT NULL DEFAULT NULL;
ALTER TABLE users ADD COLUMN c TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN d TEXT;
ALTER TABLE users ADD COLUMN e TEXT DEFAULT NULL;

-- case: defaults
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN a TEXT DEFAULT CURRENT_TIMESTAMP;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN b TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN c TEXT DEFAULT (datetime('now'));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN d TEXT DEFAULT (lower(hex(randomblob(16))));
ALTER TABLE users ADD COLUMN e INTEGER DEFAULT 7;
ALTER TABLE users ADD COLUMN f TEXT NOT NULL DEFAULT ('x');

-- case: checks
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, low INTEGER, CHECK (length(email) > 0));
-- rows
INSERT INTO users VALUES (1, 'a', 9);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN a INTEGER DEFAULT 0 CHECK (a > 0);
ALTER TABLE users ADD COLUMN b INTEGER DEFAULT 1 CHECK (b > 0);
ALTER TABLE users ADD COLUMN c TEXT CHECK (c IN ('x', 'y'));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN d INTEGER CHECK (d IS NOT NULL);
-- expect: data-dependent
ALTER TABLE users ADD COLUMN high INTEGER DEFAULT 5 CHECK (high >= low);

-- case: references
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
CREATE TABLE beds (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO rooms VALUES (1);
INSERT INTO beds VALUES (1);
-- file
ALTER TABLE beds ADD COLUMN room_id INTEGER REFERENCES rooms (id);
-- expect: data-dependent
ALTER TABLE beds ADD COLUMN other_id INTEGER DEFAULT 1 REFERENCES rooms (id);
-- expect: data-dependent
ALTER TABLE beds ADD COLUMN third_id INTEGER NOT NULL DEFAULT 1 REFERENCES rooms (id) ON DELETE CASCADE;

-- case: references without foreign keys
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
CREATE TABLE beds (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO rooms VALUES (1);
INSERT INTO beds VALUES (1);
-- file
-- migrate: foreign-keys(off)
ALTER TABLE beds ADD COLUMN room_id INTEGER DEFAULT 1 REFERENCES rooms (id);

-- case: keys that cannot be added
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- file
-- expect: syntax
ALTER TABLE users ADD COLUMN a INTEGER PRIMARY KEY;
-- expect: syntax
ALTER TABLE users ADD COLUMN b TEXT UNIQUE;
-- expect: syntax
ALTER TABLE users ADD CONSTRAINT c CHECK (email <> '');
-- expect: syntax
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: generated
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
ALTER TABLE users ADD COLUMN name TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL;
ALTER TABLE users ADD COLUMN initial TEXT NOT NULL AS (substr(first, 1, 1));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN upper_last TEXT NOT NULL GENERATED ALWAYS AS (upper(last)) VIRTUAL;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN stored TEXT AS (upper(first)) STORED;

-- case: strict tables
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT) STRICT;
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users ADD COLUMN a INTEGER DEFAULT 0;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN b INTEGER DEFAULT 'none';
-- expect: syntax
ALTER TABLE users ADD COLUMN c VARCHAR(20);

-- case: new tables
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE notes (id INTEGER PRIMARY KEY);
ALTER TABLE notes ADD COLUMN a TEXT NOT NULL;
ALTER TABLE notes ADD COLUMN b TEXT DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE notes DROP COLUMN a;
ALTER TABLE notes RENAME COLUMN b TO c;
ALTER TABLE notes RENAME TO remarks;
DELETE FROM remarks;
DROP TABLE remarks;

-- case: drops that are refused
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER, city TEXT, zip TEXT CHECK (zip <> ''), area TEXT, CHECK (area <> ''));
CREATE INDEX users_age ON users (age);
CREATE VIEW cities AS SELECT city FROM users;
-- rows
INSERT INTO users VALUES (1, 'e', 2, 'c', 'z', 'ar');
-- file
-- expect: syntax
ALTER TABLE users DROP COLUMN id;
-- expect: syntax
ALTER TABLE users DROP COLUMN email;
-- expect: syntax
ALTER TABLE users DROP COLUMN age;
-- expect: syntax
ALTER TABLE users DROP COLUMN city;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN zip;
-- expect: syntax
ALTER TABLE users DROP COLUMN area;

-- case: index goes first
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE INDEX users_age ON users (age);
-- rows
INSERT INTO users VALUES (1, 41);
-- file
DROP INDEX users_age;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN age;

-- case: names
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM users;
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: breaking
ALTER TABLE users RENAME COLUMN name TO full_name;
-- expect: breaking
ALTER TABLE users RENAME TO people;

-- case: the old name stays
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users RENAME TO people;
CREATE VIEW users AS SELECT * FROM people;
ALTER TABLE people RENAME COLUMN name TO full_name;
ALTER TABLE people ADD COLUMN name TEXT;
