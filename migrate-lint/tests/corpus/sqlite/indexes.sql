-- case: unique
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT, city TEXT UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'a', 'n', 'c'), (2, 'a', 'n', 'd');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_email ON users (email);
-- expect: data-dependent
CREATE UNIQUE INDEX users_lower ON users (lower(email));
-- expect: data-dependent
CREATE UNIQUE INDEX users_some ON users (email) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX users_id ON users (id, email);
CREATE UNIQUE INDEX users_city ON users (city, email);
CREATE INDEX users_name ON users (name);
CREATE INDEX IF NOT EXISTS users_name ON users (email);
DROP INDEX users_name;
REINDEX users;
ANALYZE;

-- case: unique over new columns
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
ALTER TABLE users ADD COLUMN token TEXT;
CREATE UNIQUE INDEX users_token ON users (token);
ALTER TABLE users ADD COLUMN code TEXT NOT NULL DEFAULT '';
-- expect: data-dependent
CREATE UNIQUE INDEX users_code ON users (code);
ALTER TABLE users ADD COLUMN copied TEXT;
UPDATE users SET copied = email;
-- expect: data-dependent
CREATE UNIQUE INDEX users_copied ON users (copied);

-- case: unique again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
CREATE UNIQUE INDEX users_email ON users (email);
-- rows
INSERT INTO users VALUES (1, 'a', 'n'), (2, 'b', 'n');
-- file
DROP INDEX users_email;
CREATE UNIQUE INDEX users_email ON users (email);
DROP INDEX users_email;
CREATE UNIQUE INDEX users_email_name ON users (email, name);

-- case: unique once the equal ones are gone
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
DELETE FROM users WHERE id NOT IN (SELECT min(id) FROM users GROUP BY email);
CREATE UNIQUE INDEX users_email ON users (email);

-- case: unique over a table of another draft
-- file
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- file
CREATE UNIQUE INDEX users_email ON users (email);
ALTER TABLE users ADD COLUMN name TEXT NOT NULL;

-- case: with a condition in letters
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, active INTEGER NOT NULL DEFAULT 1);
-- rows
INSERT INTO users VALUES (1, 'A', 1), (2, 'a', 1);
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_email ON "users" (email COLLATE NOCASE) WHERE active = 1;
CREATE INDEX users_active ON Users (active) WHERE active = 1;
