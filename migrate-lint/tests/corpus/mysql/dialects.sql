Names and the words of other databases.

-- case: misspelt names
-- before
CREATE TABLE bookings (id INT PRIMARY KEY, room_id INT, starts DATETIME, KEY by_room (room_id));
-- file
-- expect: unknown-object
CREATE INDEX by_room2 ON bookings (romm_id);
-- expect: unknown-object
ALTER TABLE booking ADD COLUMN ends DATETIME NULL;
-- expect: unknown-object
UPDATE bookings SET statrs = NULL WHERE id = 1;
-- expect: unknown-object
INSERT INTO bookings (id, rom_id) VALUES (1, 2);
-- expect: unknown-object
ALTER TABLE bookings DROP COLUMN finish;
-- expect: unknown-object
ALTER TABLE bookings MODIFY start DATETIME;
-- expect: unknown-object
ALTER TABLE bookings DROP INDEX by_rom;
-- expect: unknown-object
DROP TABLE boking;
-- expect: unknown-object
DROP INDEX by_start ON bookings;
-- expect: unknown-object
ALTER TABLE bookings RENAME COLUMN stars TO begins;
-- expect: unknown-object
TRUNCATE TABLE bookingz;
-- expect: unknown-object
DELETE FROM bookings WHERE cancelled = 1;
-- expect: unknown-object
CREATE VIEW v AS SELECT id FROM bookng;
-- expect: unknown-object
ALTER TABLE bookings ADD CONSTRAINT f FOREIGN KEY (rom) REFERENCES bookings (id);
-- expect: unknown-object
RENAME TABLE ookings TO reservations;
-- expect: unknown-object
ALTER TABLE bookings DROP FOREIGN KEY fk_room;

-- case: names that are taken
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(40), KEY by_email (email));
CREATE TABLE posts (id INT PRIMARY KEY);
-- file
-- expect: unknown-object
CREATE TABLE users (id INT PRIMARY KEY);
-- expect: unknown-object
ALTER TABLE users ADD COLUMN Email VARCHAR(10) NULL;
-- expect: unknown-object
CREATE INDEX by_email ON users (id);
-- expect: unknown-object
RENAME TABLE users TO posts;
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN email TO id;
CREATE TABLE IF NOT EXISTS users (id INT PRIMARY KEY);
-- expect: unknown-object
ALTER TABLE users ADD PRIMARY KEY (email);

-- case: other databases are not known
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
INSERT INTO reporting.users (id) SELECT id FROM users;
CREATE VIEW reporting.ids AS SELECT id FROM users;

-- case: a REFERENCES that is read over
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- config
-- mysql-version = "8.0"
-- unconfirmed
-- file
-- expect: syntax
CREATE TABLE posts (id INT PRIMARY KEY, author INT NOT NULL REFERENCES users (id));

-- case: a REFERENCES that MariaDB understands
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- config
-- mariadb-version = "10.6"
-- file
CREATE TABLE posts (id INT PRIMARY KEY, author INT NOT NULL REFERENCES users (id));

-- case: what PostgreSQL would take
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT, email VARCHAR(40));
-- file
-- expect: syntax
ALTER TABLE users ALTER COLUMN age TYPE BIGINT;
-- expect: syntax
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: syntax
CREATE INDEX CONCURRENTLY users_email ON users (email);
-- expect: syntax
COMMENT ON TABLE users IS 'people';
-- expect: syntax
CREATE EXTENSION IF NOT EXISTS pgcrypto;
-- expect: syntax
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- expect: syntax
CREATE INDEX users_open ON users (email) WHERE age > 3;
-- expect: syntax
INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO NOTHING;
-- expect: syntax
UPDATE users SET age = 1 FROM users AS other WHERE other.id = users.id;
-- expect: syntax
CREATE TABLE "notes" ("id" INT PRIMARY KEY);
-- expect: syntax
DROP INDEX users_email;
-- expect: syntax
ALTER TABLE users ADD COLUMN at TIMESTAMP WITH TIME ZONE;
-- expect: syntax
CREATE TABLE things (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

-- case: what SQLite would take
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT);
-- file
-- expect: syntax
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);
-- expect: syntax
PRAGMA foreign_keys = ON;
-- expect: syntax
INSERT OR IGNORE INTO users (id) VALUES (1);
-- expect: syntax
CREATE TABLE tags (name VARCHAR(20) PRIMARY KEY) WITHOUT ROWID;
-- expect: syntax
VACUUM;

-- case: slips
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT);
-- file
-- expect: syntax
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(20),);
-- expect: syntax
CREATE TABEL b (id INT);
-- expect: syntax
ALTER TABLE users ADD COLUM name VARCHAR(20);
-- expect: syntax
CREATE TABLE order (id INT);
-- expect: syntax
UPDATE users SET age = 1 WHER id = 1;
-- expect: syntax
CREATE TABLE c (id INT PRIMARY KEY name VARCHAR(20));
-- expect: syntax
ALTER TABLE users ADD COLUMN a INT, ADD COLUMN b INT,;
-- expect: syntax
CREATE TABLE d (id INT PRIMARY KEY, name VARCHAR);
-- expect: syntax
INSERT INTO users (id, age) VALUES (1, 2;
-- expect: syntax
ALTER users ADD COLUMN x INT;
-- expect: syntax
DELETE users WHERE id = 1;
-- expect: syntax
SELCT 1;
-- expect: syntax
DROP TABLE;

-- case: what only one of the two takes
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT);
-- config
-- mysql-version = "8.0"
-- unconfirmed
-- file
-- expect: syntax
ALTER TABLE users ADD COLUMN IF NOT EXISTS nick VARCHAR(20) NULL;
-- expect: syntax
CREATE INDEX IF NOT EXISTS users_age ON users (age);
-- expect: syntax
ALTER TABLE users DROP COLUMN IF EXISTS nick;
-- expect: syntax
CREATE OR REPLACE TABLE notes (id INT);
ALTER TABLE users ADD COLUMN if_not INT NULL;

-- case: what Drizzle puts between statements
-- before
CREATE TABLE `users` (`id` int AUTO_INCREMENT NOT NULL, CONSTRAINT `users_id` PRIMARY KEY(`id`));
-- unconfirmed
-- file
ALTER TABLE `users` ADD `phone` varchar(256);--> statement-breakpoint
-- expect: syntax
ALTER TABLE `users` ADD `fax` varchar(256);

-- case: slips in the middle
-- before
CREATE TABLE orders (id INT PRIMARY KEY, total INT);
-- file
-- expect: syntax
ALTER TABLE orders ADD COLUMN note STRING;
-- expect: syntax
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(20) DEFAULT 'a' NOT NUL);
-- expect: syntax
SELECT * FORM orders;
-- expect: syntax
INSERT INTO orders (id, total) VALUE 1, 2;
-- expect: syntax
UPDATE orders SET total == 2 WHERE id = 1;
-- expect: syntax
ALTER TABLE orders ADD FOREIGN KEY (total) REFERENCE orders (id);
-- expect: syntax
CREATE INDEX idx ON orders total;
