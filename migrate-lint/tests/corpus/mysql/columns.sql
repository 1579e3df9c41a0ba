-- case: plain columns
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
ALTER TABLE t ADD COLUMN b INT;
ALTER TABLE t ADD c VARCHAR(255) NULL DEFAULT NULL COMMENT 'NOT NULL, UNIQUE' AFTER id;
ALTER TABLE t ADD COLUMN d INT NOT NULL DEFAULT 0, ADD COLUMN e TEXT;
ALTER TABLE t ADD COLUMN f DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP;
ALTER TABLE t ADD COLUMN g TIMESTAMP NULL FIRST;
ALTER TABLE t ADD COLUMN h ENUM('new', 'old') NOT NULL DEFAULT 'new';
ALTER TABLE t ADD COLUMN i TINYINT(1) NOT NULL DEFAULT FALSE;
ALTER TABLE t ADD COLUMN j DECIMAL(10, 2) UNSIGNED NOT NULL DEFAULT 0.00;
ALTER TABLE t ADD (k INT, l VARCHAR(10) DEFAULT 'x');
ALTER TABLE t ADD COLUMN m JSON;
ALTER TABLE t ADD COLUMN n INT GENERATED ALWAYS AS (a * 2) VIRTUAL;
ALTER TABLE t ADD COLUMN o INT AS (a * 2);
ALTER TABLE t ALTER COLUMN d SET DEFAULT 5;
ALTER TABLE t ALTER b SET DEFAULT 5;
ALTER TABLE t ALTER b DROP DEFAULT;
ALTER TABLE t ADD COLUMN p CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- case: required columns without a default
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1);
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN born DATE NOT NULL;
-- expect: data-dependent, breaking
ALTER TABLE posts ADD COLUMN published_at DATETIME(6) NOT NULL AFTER id;

-- case: required columns that are silently filled
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN age INT NOT NULL;
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN name VARCHAR(80) NOT NULL, ADD COLUMN note TEXT;
-- expect: data-dependent, breaking
ALTER TABLE users ADD kind ENUM('a', 'b') NOT NULL;

-- case: required column that is filled behind
-- before
CREATE TABLE users (id INT PRIMARY KEY, login VARCHAR(40) NOT NULL);
-- file
-- expect: breaking
ALTER TABLE users ADD COLUMN name VARCHAR(40) NOT NULL;
UPDATE users SET name = login;

-- case: expand, fill, require
-- before
CREATE TABLE users (id INT PRIMARY KEY, login VARCHAR(40) NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users ADD COLUMN name VARCHAR(40);
UPDATE users SET name = login WHERE name IS NULL;
-- expect: breaking
ALTER TABLE users MODIFY name VARCHAR(40) NOT NULL;

-- case: numbers for rows
-- before
CREATE TABLE t (a INT);
CREATE TABLE u (a INT);
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;
-- expect: blocking
ALTER TABLE u ADD COLUMN id INT NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id);

-- case: stored generated column
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN c INT GENERATED ALWAYS AS (a + b) STORED;
-- expect: blocking
ALTER TABLE t ADD COLUMN d INT AS (a * b) PERSISTENT;

-- case: defaults that are expressions
-- unconfirmed
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN a CHAR(36) NOT NULL DEFAULT (UUID());
-- expect: blocking
ALTER TABLE t ADD COLUMN b JSON DEFAULT (JSON_ARRAY());

-- case: unique columns
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1), (2);
-- file
ALTER TABLE t ADD COLUMN a INT NULL UNIQUE;
-- expect: data-dependent
ALTER TABLE t ADD COLUMN b INT NOT NULL DEFAULT 0 UNIQUE KEY;

-- case: column with a check
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- unconfirmed
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN a INT CHECK (a > 0);

-- case: nullability
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20) NOT NULL, c INT NOT NULL DEFAULT 3);
-- rows
INSERT INTO t VALUES (1, NULL, 'x', 1);
-- file
-- expect: data-dependent
ALTER TABLE t MODIFY a INT NOT NULL;
ALTER TABLE t MODIFY b VARCHAR(20) NOT NULL;
ALTER TABLE t MODIFY b VARCHAR(20) NULL;
ALTER TABLE t MODIFY COLUMN c INT NOT NULL DEFAULT 4 AFTER id;
ALTER TABLE t MODIFY id INT NOT NULL COMMENT 'key';

-- case: what MODIFY does not repeat
-- before
CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL DEFAULT 'none', n INT NOT NULL, at TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP, big BIGINT NOT NULL AUTO_INCREMENT, KEY (big));
-- file
-- expect: breaking
ALTER TABLE t MODIFY name VARCHAR(60);
-- expect: breaking
ALTER TABLE t CHANGE COLUMN n n INT;
-- expect: breaking
ALTER TABLE t MODIFY at TIMESTAMP NULL;
-- expect: breaking
ALTER TABLE t MODIFY big BIGINT NOT NULL;

-- case: defaults that go
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL DEFAULT 1, b INT DEFAULT 2);
-- file
-- expect: breaking
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE t ALTER COLUMN b DROP DEFAULT;

-- case: names
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT, KEY k (a));
-- file
-- expect: breaking
ALTER TABLE t RENAME COLUMN a TO aa;
-- expect: breaking
ALTER TABLE t CHANGE b bb INT;
ALTER TABLE t CHANGE c C INT;
ALTER TABLE t RENAME INDEX k TO kk;
ALTER TABLE t ADD COLUMN d INT;
ALTER TABLE t CHANGE d e INT;

-- case: old name stays readable
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
ALTER TABLE t RENAME COLUMN a TO b;
ALTER TABLE t ADD COLUMN a INT AS (b) VIRTUAL;

-- case: names of tables
-- before
CREATE TABLE a (id INT PRIMARY KEY);
CREATE TABLE b (id INT PRIMARY KEY);
CREATE TABLE c (id INT PRIMARY KEY);
-- file
-- expect: breaking
RENAME TABLE a TO aa;
-- expect: breaking
ALTER TABLE b RENAME TO bb;
RENAME TABLE c TO c_old;
CREATE VIEW c AS SELECT * FROM c_old;

-- case: swap
-- before
CREATE TABLE orders (id INT PRIMARY KEY, n INT);
-- file
CREATE TABLE orders_new LIKE orders;
ALTER TABLE orders_new MODIFY id BIGINT NOT NULL, ADD COLUMN note TEXT;
INSERT INTO orders_new (id, n) SELECT id, n FROM orders;
RENAME TABLE orders TO orders_old, orders_new TO orders;

-- case: generated columns
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, v INT AS (a + 1) VIRTUAL, s INT AS (a + 1) STORED);
-- file
ALTER TABLE t MODIFY v INT AS (a + 2) VIRTUAL;
-- expect: blocking
ALTER TABLE t MODIFY s INT AS (a + 2) STORED;

-- case: numbers for an existing column
-- before
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE t MODIFY id INT NOT NULL AUTO_INCREMENT;
-- expect: blocking, breaking
ALTER TABLE t MODIFY id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT;

-- case: defaults that MariaDB computes once
-- config
-- mariadb-version = "10.6"
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN a JSON DEFAULT (JSON_ARRAY());
ALTER TABLE t ADD COLUMN b INT NOT NULL DEFAULT (1 + 2);
-- expect: blocking
ALTER TABLE t ADD COLUMN c CHAR(36) NOT NULL DEFAULT (UUID());
-- expect: blocking
ALTER TABLE t ADD COLUMN d CHAR(36) DEFAULT uuid();

-- case: character sets that MODIFY does not repeat
-- unconfirmed
-- before
CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) CHARACTER SET ascii, b VARCHAR(20) COLLATE utf8mb4_bin, c VARCHAR(20), d VARCHAR(20) COLLATE utf8mb4_unicode_ci) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- file
-- expect: breaking, blocking
ALTER TABLE t MODIFY a VARCHAR(30);
-- expect: breaking, blocking
ALTER TABLE t MODIFY b VARCHAR(30);
ALTER TABLE t MODIFY c VARCHAR(30);
ALTER TABLE t MODIFY d VARCHAR(30);
-- expect: blocking
ALTER TABLE t MODIFY c VARCHAR(30) COLLATE utf8mb4_bin;
ALTER TABLE t MODIFY id INT AUTO_INCREMENT;

-- case: rows without a value are deleted
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- rows
INSERT INTO t VALUES (1, NULL);
-- file
DELETE FROM t WHERE a IS NULL;
ALTER TABLE t MODIFY a INT NOT NULL;
