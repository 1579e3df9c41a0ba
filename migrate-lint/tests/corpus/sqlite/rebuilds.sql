-- case: nothing is lost
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
CREATE INDEX users_age ON users (age);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER, note TEXT NOT NULL DEFAULT '');
INSERT INTO users_new (id, email, age) SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE INDEX users_age ON users (age);

-- case: any name, any letters
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
CREATE TABLE "_tmp 1" (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
INSERT INTO "_tmp 1" SELECT * FROM Users;
DROP TABLE USERS;
ALTER TABLE "_TMP 1" RENAME TO "users";

-- case: the old table is renamed first
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER, note TEXT);
INSERT INTO users (id, email, age) SELECT id, email, age FROM users_old;
DROP TABLE users_old;

-- case: by way of a temporary table
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
CREATE TEMPORARY TABLE users_backup AS SELECT id, email, age FROM users;
DROP TABLE users;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
INSERT INTO users SELECT id, email, age FROM users_backup;
DROP TABLE users_backup;

-- case: by way of a temporary table that loses a column
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 5);
-- file
CREATE TEMPORARY TABLE users_backup AS SELECT id, email FROM users;
-- expect: destructive, breaking
DROP TABLE users;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
INSERT INTO users SELECT id, email FROM users_backup;
DROP TABLE users_backup;

-- case: a column goes
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 5);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
INSERT INTO new_users (id, email) SELECT id, email FROM users;
-- expect: destructive, breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: a column is not copied
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 5);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
INSERT INTO new_users (id, email) SELECT id, email FROM users;
-- expect: destructive
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: a column gets another name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 5);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL, age INTEGER);
INSERT INTO new_users (id, mail, age) SELECT id, email AS mail, age FROM users AS u;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: two columns become one
-- unconfirmed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'a', 'b');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO new_users (id, name) SELECT u.id, u.first || ' ' || u.last FROM users u;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: rows are not copied
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
-- expect: destructive
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: dropped and made again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: destructive
DROP TABLE IF EXISTS users;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);

-- case: some rows are not copied
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- expect: destructive
INSERT OR IGNORE INTO new_users SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: some rows take the place of others
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
-- expect: destructive
INSERT OR REPLACE INTO new_users SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: some rows are filtered
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, NULL), (2, 'a');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
-- expect: destructive
INSERT INTO new_users SELECT id, email FROM users WHERE email IS NOT NULL;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: all rows are filtered
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, NULL), (2, 'a');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users WHERE true ORDER BY id;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: becomes required
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
-- rows
INSERT INTO users VALUES (1, NULL, 1);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
-- expect: data-dependent
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: becomes required and is filled
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, name TEXT);
-- rows
INSERT INTO users VALUES (1, NULL, NULL, NULL);
-- file
UPDATE users SET name = '' WHERE name IS NULL;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER NOT NULL, name TEXT NOT NULL);
INSERT INTO new_users SELECT id, COALESCE(email, ''), CASE WHEN age IS NULL THEN 0 ELSE age END, name FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: requires what the copy does not give
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, code TEXT NOT NULL);
-- expect: data-dependent
INSERT INTO new_users (id, email) SELECT id, email FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: requires what older code leaves out
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, at TEXT NOT NULL DEFAULT '');
-- rows
INSERT INTO users VALUES (1, NULL, 'x');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, at TEXT NOT NULL, code TEXT NOT NULL);
INSERT INTO new_users (id, email, at, code) SELECT id, email, at, '' FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: becomes unique
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 2);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);
-- expect: data-dependent
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: was unique, and is again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);
CREATE UNIQUE INDEX users_age ON users (age);
-- rows
INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 2);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE UNIQUE INDEX users_age ON users (age);

-- case: becomes unique behind the copy
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 2);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
-- expect: data-dependent
CREATE UNIQUE INDEX users_email ON users (email);

-- case: checks and references
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
CREATE TABLE beds (id INTEGER PRIMARY KEY, room_id INTEGER, width INTEGER CHECK (width > 0));
-- rows
INSERT INTO beds VALUES (1, 7, 1);
-- file
CREATE TABLE new_beds (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms (id), width INTEGER CHECK (width > 0));
-- expect: data-dependent
INSERT INTO new_beds SELECT id, room_id, width FROM beds;
DROP TABLE beds;
ALTER TABLE new_beds RENAME TO beds;

-- case: a new check
-- before
CREATE TABLE beds (id INTEGER PRIMARY KEY, width INTEGER CHECK (width > 0), kind TEXT);
-- rows
INSERT INTO beds VALUES (1, 1, 'old');
-- file
CREATE TABLE new_beds (id INTEGER PRIMARY KEY, width INTEGER CHECK (width > 0), kind TEXT CHECK (kind IN ('a', 'b')));
-- expect: data-dependent
INSERT INTO new_beds SELECT id, width, kind FROM beds;
DROP TABLE beds;
ALTER TABLE new_beds RENAME TO beds;

-- case: the check is kept, the values fit the new one
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
CREATE TABLE beds (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms (id), width INTEGER CHECK (width > 0), kind TEXT);
-- rows
INSERT INTO rooms VALUES (7);
INSERT INTO beds VALUES (1, 7, 1, 'a');
-- file
CREATE TABLE new_beds (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms (id), width INTEGER CHECK (width > 0), kind TEXT CHECK (kind IN ('a', 'b')));
INSERT INTO new_beds SELECT id, room_id, width, CASE kind WHEN 'a' THEN 'a' ELSE 'b' END FROM beds;
DROP TABLE beds;
ALTER TABLE new_beds RENAME TO beds;

-- case: other types
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age TEXT, name VARCHAR(20), at DATETIME);
-- rows
INSERT INTO users VALUES (1, '5', 'a', 'b');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, age INTEGER, name TEXT, at DATETIME);
INSERT INTO new_users SELECT id, age, name, at FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: values are cut
-- before
CREATE TABLE prices (id INTEGER PRIMARY KEY, amount REAL NOT NULL);
-- rows
INSERT INTO prices VALUES (1, 1.5);
-- file
CREATE TABLE new_prices (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
-- expect: destructive
INSERT INTO new_prices SELECT id, CAST(amount AS INTEGER) FROM prices;
-- expect: breaking
DROP TABLE prices;
ALTER TABLE new_prices RENAME TO prices;

-- case: becomes strict
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'old');
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, age INTEGER) STRICT;
-- expect: data-dependent
INSERT INTO new_users SELECT id, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: indexes and triggers are forgotten
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END;
-- rows
INSERT INTO users VALUES (1, 'a', 1);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
INSERT INTO new_users SELECT id, email, age FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: indexes and triggers are made again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END;
-- rows
INSERT INTO users VALUES (1, 'a', 1);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END;

-- case: foreign keys act on the old table
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users VALUES (1, 'a');
INSERT INTO posts VALUES (77, 1);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
-- expect: destructive
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: deferred foreign keys act all the same
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users VALUES (1, 'a');
INSERT INTO posts VALUES (77, 1);
-- file
PRAGMA defer_foreign_keys = ON;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
-- expect: destructive
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: foreign keys are off
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users VALUES (1, 'a');
INSERT INTO posts VALUES (1, 1);
-- file
-- migrate: foreign-keys(off)
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: a view is in the way
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE VIEW mails AS SELECT email FROM users;
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
DROP TABLE users;
-- expect: unknown-object
ALTER TABLE new_users RENAME TO users;

-- case: the view is dropped and made again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE VIEW mails AS SELECT email FROM users;
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
DROP VIEW mails;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE VIEW mails AS SELECT email FROM users;

-- case: old table stays under another name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users RENAME TO users_2025;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, note TEXT);
INSERT INTO users (id, email) SELECT id, email FROM users_2025;

-- case: key of several columns, without rowid
-- before
CREATE TABLE likes (user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, at TEXT, PRIMARY KEY (user_id, post_id));
-- rows
INSERT INTO likes VALUES (1, 1, NULL);
-- file
CREATE TABLE likes_new (user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, at TEXT, PRIMARY KEY (user_id, post_id)) WITHOUT ROWID;
INSERT INTO likes_new (post_id, user_id, at) SELECT post_id, user_id, at FROM likes;
DROP TABLE likes;
ALTER TABLE likes_new RENAME TO likes;

-- case: both sides are made again, and foreign keys act on the copied rows
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users VALUES (1, 'a');
INSERT INTO posts VALUES (77, 1);
-- file
CREATE TABLE new_posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO new_posts SELECT id, user_id FROM posts;
DROP TABLE posts;
ALTER TABLE new_posts RENAME TO posts;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT);
INSERT INTO new_users SELECT id, email FROM users;
-- expect: destructive
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: made again twice
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
-- rows
INSERT INTO users VALUES (1, 'a', 41);
-- file
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
INSERT INTO new_users SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER, note TEXT);
INSERT INTO new_users (id, email, age) SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

-- case: the parent goes for good, foreign keys off
-- unconfirmed
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));
CREATE TABLE rooms (id INTEGER PRIMARY KEY);
CREATE TABLE beds (id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms (id));
-- file
-- migrate: foreign-keys(off)
-- expect: destructive, breaking, data-dependent
DROP TABLE users;
-- expect: destructive, breaking
DROP TABLE rooms;
-- expect: destructive, breaking
DROP TABLE beds;
