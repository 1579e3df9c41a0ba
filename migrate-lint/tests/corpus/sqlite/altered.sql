Columns that are added, dropped and renamed.

-- case: a virtual generated column
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, qty INTEGER NOT NULL);
-- rows
INSERT INTO orders VALUES (1, 5, 2);
-- file
ALTER TABLE orders ADD COLUMN total INTEGER GENERATED ALWAYS AS (price * qty) VIRTUAL;
ALTER TABLE orders ADD COLUMN half AS (total / 2);
CREATE INDEX orders_total ON orders (total);

-- case: a stored generated column
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, qty INTEGER NOT NULL);
-- rows
INSERT INTO orders VALUES (1, 5, 2);
-- file
-- expect: data-dependent
ALTER TABLE orders ADD COLUMN total INTEGER GENERATED ALWAYS AS (price * qty) STORED;

-- case: a unique column
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
-- expect: syntax
ALTER TABLE users ADD COLUMN email TEXT UNIQUE;

-- case: a second primary key
-- before
CREATE TABLE logs (message TEXT);
-- file
-- expect: syntax
ALTER TABLE logs ADD COLUMN id INTEGER PRIMARY KEY;

-- case: a column with the time of day
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN created_at TEXT DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE users ADD COLUMN updated_at TEXT DEFAULT '1970-01-01 00:00:00';

-- case: a column with a random default
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN public_id TEXT DEFAULT (lower(hex(randomblob(16))));

-- case: signs and numbers as defaults
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
ALTER TABLE users ADD COLUMN balance INTEGER NOT NULL DEFAULT -1;
ALTER TABLE users ADD COLUMN ratio REAL NOT NULL DEFAULT +0.5;
ALTER TABLE users ADD COLUMN flags BLOB NOT NULL DEFAULT x'00';
ALTER TABLE users ADD COLUMN is_admin BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));

-- case: a required column whose default is NULL
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT NULL;

-- case: a default that refers
-- before
CREATE TABLE plans (id INTEGER PRIMARY KEY);
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO plans VALUES (1);
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN plan INTEGER NOT NULL DEFAULT 1 REFERENCES plans (id);
ALTER TABLE users ADD COLUMN next_plan INTEGER REFERENCES plans (id) ON DELETE SET NULL;

-- case: CHECKs of new columns
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
ALTER TABLE users ADD COLUMN age INTEGER CHECK (age >= 18);
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin'));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN quota INTEGER NOT NULL DEFAULT 0 CHECK (quota > 0);

-- case: a CHECK that NULL does not pass
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN email TEXT CHECK (email IS NOT NULL AND email <> '');

-- case: an indexed column is dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
-- file
-- expect: syntax
ALTER TABLE users DROP COLUMN email;

-- case: an indexed column is dropped behind its index
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
-- rows
INSERT INTO users VALUES (1, 'a@x.org');
-- file
DROP INDEX users_email;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN email;

-- case: a column in the condition of a partial index
-- before
CREATE TABLE jobs (id INTEGER PRIMARY KEY, run_at INTEGER, done INTEGER);
CREATE INDEX jobs_open ON jobs (run_at) WHERE done = 0;
-- file
-- expect: syntax
ALTER TABLE jobs DROP COLUMN done;

-- case: columns that cannot be dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER, CHECK (age > 0));
-- file
-- expect: syntax
ALTER TABLE users DROP COLUMN id;
-- expect: syntax
ALTER TABLE users DROP COLUMN email;
-- expect: syntax
ALTER TABLE users DROP COLUMN age;

-- case: a column with a CHECK of its own
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0));
-- rows
INSERT INTO users VALUES (1, 33);
-- file
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN age;

-- case: a column that a view reads
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE VIEW adults AS SELECT id FROM users WHERE age >= 18;
-- file
-- expect: syntax
ALTER TABLE users DROP COLUMN age;

-- case: a column that a trigger reads
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE TABLE log (what TEXT);
CREATE TRIGGER users_log AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (NEW.age); END;
-- file
-- expect: syntax
ALTER TABLE users DROP COLUMN age;

-- case: the trigger goes before the column
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
CREATE TABLE log (what TEXT);
CREATE TRIGGER users_log AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (NEW.age); END;
-- rows
INSERT INTO users VALUES (1, 44);
-- file
DROP TRIGGER users_log;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN age;
CREATE TRIGGER users_log AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (NEW.id); END;

-- case: a column that refers, and one that is referred to
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE beds (id INTEGER PRIMARY KEY, room INTEGER REFERENCES rooms (id), width INTEGER);
-- rows
INSERT INTO rooms VALUES (1, 'A');
INSERT INTO beds VALUES (3, 1, 90);
-- file
-- expect: destructive, breaking
ALTER TABLE beds DROP COLUMN width;

-- case: a generated column is dropped
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER, total INTEGER AS (price * 2), kept INTEGER AS (price * 3) STORED);
-- rows
INSERT INTO orders VALUES (1, 5);
-- file
-- expect: breaking
ALTER TABLE orders DROP COLUMN total;
-- expect: breaking
ALTER TABLE orders DROP COLUMN kept;

-- case: a column that a generated one reads
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, price INTEGER, total INTEGER AS (price * 2));
-- file
-- expect: syntax
ALTER TABLE orders DROP COLUMN price;

-- case: a column is replaced by another
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, phone INTEGER);
-- rows
INSERT INTO users VALUES (1, 4711);
-- file
ALTER TABLE users ADD COLUMN phone_text TEXT;
UPDATE users SET phone_text = CAST(phone AS TEXT);

-- case: a column is replaced under its name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, phone INTEGER);
-- rows
INSERT INTO users VALUES (1, 4711);
-- file
ALTER TABLE users RENAME COLUMN phone TO phone_old;
ALTER TABLE users ADD COLUMN phone INTEGER;
UPDATE users SET phone = phone_old % 10000;

-- case: a column is added and dropped in one file
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
ALTER TABLE users ADD COLUMN mistake TEXT;
ALTER TABLE users DROP COLUMN mistake;

-- case: a column that a view and a trigger name is renamed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT);
CREATE TABLE log (what TEXT);
CREATE INDEX users_mail ON users (mail);
CREATE VIEW mails AS SELECT id, mail FROM users;
CREATE TRIGGER users_log AFTER UPDATE OF mail ON users BEGIN INSERT INTO log VALUES (NEW.mail); END;
-- rows
INSERT INTO users VALUES (1, 'a@x.org');
-- file
-- expect: breaking
ALTER TABLE users RENAME COLUMN mail TO email;
CREATE INDEX users_email2 ON users (email, id);

-- case: a name of the same file is changed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
-- file
CREATE TABLE memberships (usr INTEGER REFERENCES users (id), role TEXT);
ALTER TABLE memberships RENAME COLUMN usr TO user_id;
ALTER TABLE memberships RENAME TO members;
ALTER TABLE members ADD COLUMN since TEXT NOT NULL;

-- case: a table is renamed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: breaking
ALTER TABLE users RENAME TO accounts;
CREATE INDEX orders_user ON orders (user_id);

-- case: what must not be there twice
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX users_email ON users (email);
-- file
-- expect: unknown-object
ALTER TABLE USERS ADD COLUMN Email TEXT;
-- expect: unknown-object
CREATE INDEX users_email ON users (id);
-- expect: unknown-object
CREATE TABLE Users (id INTEGER);
CREATE INDEX IF NOT EXISTS users_email ON users (id);
CREATE TABLE IF NOT EXISTS users (id INTEGER);

-- case: a rename onto a name that is taken
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE accounts (id INTEGER PRIMARY KEY);
-- file
-- expect: unknown-object
ALTER TABLE users RENAME TO accounts;
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN email TO id;

-- case: misspelt names
-- before
CREATE TABLE bookings (id INTEGER PRIMARY KEY, room_id INTEGER, starts TEXT);
-- file
-- expect: unknown-object
CREATE INDEX bookings_room ON bookings (romm_id);
-- expect: unknown-object
ALTER TABLE booking ADD COLUMN ends TEXT;
-- expect: unknown-object
UPDATE bookings SET statrs = '' WHERE starts IS NULL;
-- expect: unknown-object
INSERT INTO bookings (id, rom_id) VALUES (1, 2);
-- expect: unknown-object
ALTER TABLE bookings RENAME COLUMN start TO begins;
-- expect: unknown-object
ALTER TABLE bookings DROP COLUMN finish;
-- expect: unknown-object
DROP INDEX bookings_start;
-- expect: unknown-object
DROP TABLE boking;
-- expect: unknown-object
CREATE TRIGGER t AFTER INSERT ON bokings BEGIN SELECT 1; END;
-- expect: unknown-object
DELETE FROM bookings WHERE cancelled = 1;
-- expect: unknown-object
DROP VIEW booked;

-- case: another spelling of case and quotes
-- before
CREATE TABLE "Order" ("Id" INTEGER PRIMARY KEY, "CustomerName" TEXT);
-- file
ALTER TABLE [order] ADD COLUMN note TEXT;
CREATE INDEX by_name ON "ORDER" (customername);
UPDATE "order" SET note = 'x' WHERE id = 4;

-- case: rows by rowid
-- before
CREATE TABLE tags (name TEXT);
-- file
DELETE FROM tags WHERE rowid NOT IN (SELECT min(rowid) FROM tags GROUP BY name);
CREATE INDEX tags_name ON tags (name);
