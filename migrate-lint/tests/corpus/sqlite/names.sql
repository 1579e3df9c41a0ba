-- case: misspelt
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END;
-- file
-- expect: unknown-object
ALTER TABLE usrs ADD COLUMN a TEXT;
-- expect: unknown-object
DROP TABLE user;
-- expect: unknown-object
CREATE INDEX users_mail ON users (emial);
-- expect: unknown-object
INSERT INTO users (id, emial) VALUES (1, 'a');
-- expect: unknown-object
UPDATE users SET emial = '' WHERE id = 1;
-- expect: unknown-object
DELETE FROM users WHERE emial = '';
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN emial TO mail;
-- expect: unknown-object
ALTER TABLE users DROP COLUMN emial;
-- expect: unknown-object
DROP INDEX users_emal;
-- expect: unknown-object
DROP TRIGGER users_tuoch;
-- expect: unknown-object
DROP VIEW mails;
-- expect: unknown-object
CREATE TRIGGER t AFTER INSERT ON usres BEGIN SELECT 1; END;
-- expect: unknown-object
INSERT INTO users (id) SELECT id FROM persons;
DROP TABLE IF EXISTS persons;
DROP INDEX IF EXISTS persons_email;
DROP VIEW IF EXISTS persons;

-- case: taken
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
CREATE VIEW mails AS SELECT email FROM users;
-- file
-- expect: unknown-object
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- expect: unknown-object
CREATE TABLE "USERS" (id INTEGER PRIMARY KEY);
-- expect: unknown-object
CREATE INDEX users_email ON users (id);
-- expect: unknown-object
ALTER TABLE users ADD COLUMN Email TEXT;
-- expect: unknown-object
CREATE VIEW mails AS SELECT 1;
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW IF NOT EXISTS mails AS SELECT 1;
-- expect: unknown-object
CREATE TABLE new_one (a TEXT, A TEXT);

-- case: understood by nobody
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- file
-- expect: syntax
CREAT TABLE a (id INTEGER);
-- expect: syntax
CREATE TABLE b (id INTEGER,);
-- expect: syntax
ALTER TABLE users ADD COLUMN;
-- expect: syntax
INSERT INTO users VALUES (1);
-- expect: syntax
SELECT FROM users;
-- expect: syntax
CREATE TABLE c (id SERIAL PRIMARY KEY, at TIMESTAMPTZ DEFAULT now());

-- case: quoted and in other letters
-- before
CREATE TABLE "Order Lines" (id INTEGER PRIMARY KEY, "unit price" REAL);
CREATE TABLE [group] (id INTEGER PRIMARY KEY, `key` TEXT);
-- rows
INSERT INTO "Order Lines" VALUES (1, 1.5);
INSERT INTO "group" VALUES (1, 'a');
-- file
ALTER TABLE "order lines" ADD COLUMN note TEXT;
-- expect: destructive, breaking
ALTER TABLE [ORDER LINES] DROP COLUMN "Unit Price";
CREATE INDEX "by key" ON `GROUP` ("KEY");
DROP INDEX "By Key";
-- expect: destructive, breaking
DROP TABLE "Group";
-- expect: destructive, breaking
DROP TABLE main."Order Lines";

-- case: functions and modules of the service
-- before
CREATE TABLE users (id TEXT PRIMARY KEY DEFAULT (uuid7()), email TEXT COLLATE unicode_nocase);
CREATE VIRTUAL TABLE places USING h3index (cell);
CREATE VIEW shown AS SELECT initials(email) AS letters FROM users;
-- unconfirmed
-- file
INSERT INTO users (email) VALUES (normalise('A'));
ALTER TABLE users ADD COLUMN name TEXT;
INSERT INTO places (cell) VALUES (1);
CREATE INDEX users_initials ON users (initials(email));
ALTER TABLE users RENAME COLUMN name TO full_name;
SELECT load_extension('/tmp/x');
INSERT INTO users (id) SELECT value FROM json_each('[1]');
INSERT INTO users (id) SELECT * FROM split('a b');
-- expect: unknown-object
ALTER TABLE users DROP COLUMN nme;

-- case: older migrations know tables that no file makes
-- unconfirmed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
ALTER TABLE accounts ADD COLUMN a TEXT;
-- file
ALTER TABLE accounts ADD COLUMN b TEXT;
CREATE INDEX accounts_b ON accounts (b);
INSERT INTO accounts (a, b) VALUES (1, 2);
-- expect: destructive, breaking
DROP TABLE accounts;

-- case: first file of a project whose tables others made
-- unconfirmed
-- file
CREATE TABLE notes (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id));
ALTER TABLE customers ADD COLUMN note TEXT;
-- expect: unknown-object
ALTER TABLE nots ADD COLUMN a TEXT;

-- case: views and triggers whose bodies name nothing
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- unconfirmed
-- file
-- expect: unknown-object
CREATE VIEW mails AS SELECT emial FROM users;
-- expect: unknown-object
CREATE VIEW people AS SELECT id FROM persons;
-- expect: unknown-object
CREATE TRIGGER users_log AFTER INSERT ON users BEGIN INSERT INTO log (id) VALUES (new.id); END;
CREATE VIEW later AS SELECT id FROM soon;
CREATE TABLE soon (id INTEGER PRIMARY KEY);
CREATE TRIGGER users_soon AFTER INSERT ON users BEGIN INSERT INTO soon (id) VALUES (new.id); END;

-- case: references to nothing
-- unconfirmed
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
-- file
-- expect: unknown-object
CREATE TABLE beds (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES romos (id));
-- expect: unknown-object
CREATE TABLE keys (id INTEGER PRIMARY KEY, room TEXT, FOREIGN KEY (room) REFERENCES rooms (nmae));
CREATE TABLE doors (id INTEGER PRIMARY KEY, room TEXT REFERENCES rooms (name), house INTEGER REFERENCES houses);
CREATE TABLE houses (id INTEGER PRIMARY KEY, up INTEGER REFERENCES houses (id));
ALTER TABLE rooms ADD COLUMN house INTEGER REFERENCES Houses (ID);
-- expect: unknown-object
ALTER TABLE rooms ADD COLUMN owner INTEGER REFERENCES owners (id);

-- case: quoted names that are no columns
-- unconfirmed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- file
-- expect: unknown-object
CREATE INDEX users_mail ON users ("emial");
CREATE INDEX users_email ON users ("email");
