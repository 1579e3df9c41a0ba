-- case: rename column
-- before
CREATE TABLE users (id bigint PRIMARY KEY, mail text);
-- file
-- expect: breaking
ALTER TABLE users RENAME COLUMN mail TO email;
COMMENT ON COLUMN users.email IS 'now so called';
UPDATE users SET email = lower(email) WHERE id = 1;

-- case: rename without the word column
-- before
CREATE TABLE users (id bigint PRIMARY KEY, mail text);
-- file
-- expect: breaking
ALTER TABLE users RENAME mail TO email;

-- case: the old name is used after a rename
-- before
CREATE TABLE users (id bigint PRIMARY KEY, mail text);
-- file
-- expect: breaking
ALTER TABLE users RENAME COLUMN mail TO email;
-- expect: unknown-object
CREATE INDEX users_mail ON users (mail);

-- case: rename table and view with the old name
-- before
CREATE TABLE users (id bigint PRIMARY KEY, mail text);
-- file
ALTER TABLE users RENAME TO accounts;
CREATE VIEW users AS SELECT * FROM accounts;

-- case: rename constraint and index hurt nobody
-- before
CREATE TABLE users (id bigint, mail text, CONSTRAINT pk PRIMARY KEY (id));
CREATE INDEX users_mail ON users (mail);
-- file
ALTER TABLE users RENAME CONSTRAINT pk TO users_pkey;
ALTER INDEX users_mail RENAME TO users_mail_idx;

-- case: set schema
-- before
CREATE SCHEMA app;
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: breaking
ALTER TABLE users SET SCHEMA app;
ALTER TABLE app.users ADD COLUMN name text;

-- case: rename an enum value
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- file
-- expect: breaking
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';

-- case: rename a type
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- file
-- expect: breaking
ALTER TYPE mood RENAME TO feeling;
