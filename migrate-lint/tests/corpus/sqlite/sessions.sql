-- case: settings of the connection
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: session
PRAGMA recursive_triggers = ON;
-- expect: session
PRAGMA busy_timeout = 5000;
-- expect: session
PRAGMA cache_size = -2000;
PRAGMA user_version = 3;
PRAGMA application_id = 7;
PRAGMA table_info(users);
PRAGMA foreign_key_check;
PRAGMA integrity_check;
PRAGMA optimize;
PRAGMA defer_foreign_keys = ON;

-- case: settings that are taken back
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
PRAGMA legacy_alter_table = ON;
ALTER TABLE users ADD COLUMN a TEXT;
PRAGMA legacy_alter_table = OFF;
PRAGMA ignore_check_constraints(1);
PRAGMA ignore_check_constraints(0);

-- case: settings that a transaction ignores
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: transaction
PRAGMA foreign_keys = OFF;
ALTER TABLE users ADD COLUMN a TEXT;
-- expect: transaction
PRAGMA journal_mode = WAL;

-- case: rebuild by hand
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users VALUES (1, 'a');
INSERT INTO posts VALUES (1, 1);
-- file
-- migrate: transaction(none)
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT, note TEXT);
INSERT INTO users_new (id, email) SELECT id, email FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- case: foreign keys that stay off
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- migrate: transaction(none)
-- expect: session
PRAGMA foreign_keys = OFF;
ALTER TABLE users ADD COLUMN a TEXT;

-- case: transactions of the file's own
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- unconfirmed
-- file
-- expect: transaction
BEGIN;
ALTER TABLE users ADD COLUMN a TEXT;
-- expect: transaction
COMMIT;
-- expect: transaction
VACUUM;
-- expect: transaction
ATTACH 'other.db' AS other;
SAVEPOINT one;
RELEASE one;

-- case: database that is attached
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
-- unconfirmed
-- file
-- migrate: transaction(none)
ATTACH 'other.db' AS other;
CREATE TABLE other.users (id INTEGER PRIMARY KEY);
INSERT INTO other.users SELECT id FROM users;
DROP TABLE other.users;
DETACH other;
VACUUM;
