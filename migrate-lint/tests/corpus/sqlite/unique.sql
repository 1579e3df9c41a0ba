Indexes.

-- case: a partial unique index
-- before
CREATE TABLE subs (id INTEGER PRIMARY KEY, user_id INTEGER, state TEXT);
-- rows
INSERT INTO subs VALUES (1, 1, 'active'), (2, 1, 'active');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX one_active ON subs (user_id) WHERE state = 'active';

-- case: a unique index over a new column
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
ALTER TABLE users ADD COLUMN handle TEXT;
CREATE UNIQUE INDEX users_handle ON users (handle) WHERE handle IS NOT NULL;

-- case: a unique index over a new column with a default
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
ALTER TABLE users ADD COLUMN handle TEXT NOT NULL DEFAULT '';
-- expect: data-dependent
CREATE UNIQUE INDEX users_handle ON users (handle);

-- case: a unique index over a new column that was filled
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'A');
-- file
ALTER TABLE users ADD COLUMN email_key TEXT;
UPDATE users SET email_key = lower(email);
-- expect: data-dependent
CREATE UNIQUE INDEX users_email_key ON users (email_key);

-- case: a unique index over an expression
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'A');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_lower ON users (lower(email));

-- case: a unique index of another collation
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'A');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_nocase ON users (email COLLATE NOCASE);

-- case: a wider unique index
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, org INTEGER, email TEXT);
CREATE UNIQUE INDEX users_email ON users (email);
-- rows
INSERT INTO users VALUES (1, 1, 'a'), (2, 1, 'b');
-- file
CREATE UNIQUE INDEX users_org_email ON users (org, email);
DROP INDEX users_email;

-- case: a narrower unique index
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, org INTEGER, email TEXT);
CREATE UNIQUE INDEX users_org_email ON users (org, email);
-- rows
INSERT INTO users VALUES (1, 1, 'a'), (2, 2, 'a');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_email ON users (email);
DROP INDEX users_org_email;

-- case: plain indexes of many kinds
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, org INTEGER, email TEXT, gone TEXT);
-- rows
INSERT INTO users VALUES (1, 1, 'a', NULL);
-- file
CREATE INDEX a ON users (org, email DESC);
CREATE INDEX b ON users (lower(email)) WHERE gone IS NULL;
CREATE INDEX IF NOT EXISTS c ON users (email COLLATE NOCASE);
DROP INDEX a;
DROP INDEX IF EXISTS e;
CREATE UNIQUE INDEX d ON users (id, email);

-- case: the same unique index under another name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE UNIQUE INDEX idx1 ON users (email);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'b');
-- file
DROP INDEX idx1;
CREATE UNIQUE INDEX users_email_unique ON users (email);

-- case: an index becomes unique
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
DROP INDEX users_email;
-- expect: data-dependent
CREATE UNIQUE INDEX users_email ON users (email);
