-- case: a table is rebuilt and swapped
-- before
CREATE TABLE events (id INT NOT NULL PRIMARY KEY, kind VARCHAR(20) NOT NULL, payload TEXT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- file
CREATE TABLE events_new LIKE events;
ALTER TABLE events_new MODIFY id BIGINT NOT NULL, ADD FULLTEXT INDEX events_payload (payload);
INSERT INTO events_new SELECT * FROM events;
RENAME TABLE events TO events_old, events_new TO events;

-- case: a staging table comes and goes
-- before
CREATE TABLE prices (sku VARCHAR(30) NOT NULL PRIMARY KEY, cents INT NOT NULL) ENGINE=InnoDB;
-- file
CREATE TABLE prices_staging (sku VARCHAR(30) NOT NULL, cents INT NULL);
INSERT INTO prices_staging (sku, cents)
WITH RECURSIVE prices_missing (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM prices_missing WHERE n < 5)
SELECT CONCAT('sku-', n), n * 100 FROM prices_missing;
DELETE FROM prices_staging;
TRUNCATE TABLE prices_staging;
ALTER TABLE prices_staging RENAME COLUMN cents TO amount, MODIFY sku VARCHAR(10) NOT NULL;
INSERT INTO prices (sku, cents) SELECT sku, amount FROM prices_staging WHERE amount IS NOT NULL
    ON DUPLICATE KEY UPDATE cents = VALUES(cents);
DROP TABLE prices_staging;
CREATE TEMPORARY TABLE prices (sku VARCHAR(30) NOT NULL);
DROP TEMPORARY TABLE prices;

-- case: rows go away
-- before
CREATE TABLE carts (id INT NOT NULL PRIMARY KEY, owner_id INT NULL, closed_at DATETIME NULL) ENGINE=InnoDB;
CREATE TABLE owners (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE cart_log (id INT NOT NULL PRIMARY KEY, line TEXT) ENGINE=InnoDB;
-- file
DELETE FROM carts WHERE closed_at < '2020-01-01 00:00:00';
DELETE c FROM carts AS c LEFT JOIN owners AS o ON o.id = c.owner_id WHERE o.id IS NULL;
-- expect: destructive
DELETE FROM carts;
-- expect: destructive
TRUNCATE cart_log;
-- expect: destructive
DELETE FROM owners WHERE 1 = 1;

-- case: several actions at once
-- before
CREATE TABLE people (
    id INT NOT NULL PRIMARY KEY,
    first VARCHAR(80) NOT NULL,
    last VARCHAR(80) NOT NULL,
    email VARCHAR(120) NOT NULL,
    shoe_size INT NULL,
    age INT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO people (id, first, last, email, shoe_size, age) VALUES
    (1, 'A', 'B', 'x@example.com', 40, NULL),
    (2, 'C', 'D', 'x@example.com', 41, NULL);
-- file
ALTER TABLE people
    ADD COLUMN nick VARCHAR(40) NOT NULL DEFAULT 'a, b; DROP COLUMN x',
    ADD COLUMN city VARCHAR(40) NULL AFTER email,
    ADD INDEX people_name (last(10), first(10)),
    ALTER COLUMN shoe_size SET DEFAULT 42;
-- expect: destructive, breaking, data-dependent
ALTER TABLE people DROP COLUMN shoe_size, ADD UNIQUE KEY people_email (email);
-- expect: blocking, data-dependent, breaking
ALTER TABLE people MODIFY age BIGINT NOT NULL;

-- case: helper columns of this file
-- before
CREATE TABLE notes (id INT NOT NULL PRIMARY KEY, body VARCHAR(200) NULL, author VARCHAR(100) NOT NULL DEFAULT 'me') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- file
ALTER TABLE notes ADD COLUMN tmp VARCHAR(200) NULL, ADD COLUMN done INT NULL;
UPDATE notes SET tmp = TRIM(body) WHERE body LIKE ' %';
ALTER TABLE notes RENAME COLUMN done TO is_done;
ALTER TABLE notes DROP COLUMN tmp;
ALTER TABLE notes MODIFY COLUMN author VARCHAR(100) NOT NULL DEFAULT 'nobody' AFTER id;
-- expect: unknown-object
UPDATE notes SET body = 'x' WHERE tmp IS NOT NULL;
-- expect: unknown-object
INSERT INTO notes (id, title) VALUES (1, 't');

-- case: values are narrowed
-- before
CREATE TABLE goods (
    id INT NOT NULL PRIMARY KEY,
    stock INT NOT NULL,
    label VARCHAR(200) NOT NULL,
    descr TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO goods (id, stock, label, descr) VALUES (1, 100000, REPEAT('x', 200), REPEAT('y', 600));
-- file
-- expect: blocking, data-dependent, breaking
ALTER TABLE goods MODIFY stock SMALLINT NOT NULL;
-- expect: blocking, data-dependent
ALTER TABLE goods MODIFY label VARCHAR(50) NOT NULL;
-- expect: blocking, data-dependent
ALTER TABLE goods CHANGE COLUMN descr descr VARCHAR(255) NOT NULL;
ALTER TABLE goods ADD COLUMN weight DECIMAL(8,3) NOT NULL DEFAULT 0;

-- case: values are rounded
-- before
CREATE TABLE rates (id INT NOT NULL PRIMARY KEY, rate DECIMAL(12,4) NOT NULL) ENGINE=InnoDB;
-- file
-- expect: blocking, destructive
ALTER TABLE rates MODIFY rate DECIMAL(12,2) NOT NULL;

-- case: character sets
-- before
CREATE TABLE texts (id INT NOT NULL PRIMARY KEY, a VARCHAR(100) NOT NULL, b VARCHAR(200) NOT NULL, c VARCHAR(30) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=latin1;
-- file
ALTER TABLE texts MODIFY a VARCHAR(250) NOT NULL;
-- expect: blocking
ALTER TABLE texts MODIFY b VARCHAR(300) NOT NULL;
-- expect: blocking
ALTER TABLE texts MODIFY c VARCHAR(30) CHARACTER SET utf8mb4 NOT NULL;
CREATE TABLE texts_de (id INT NOT NULL PRIMARY KEY, t VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL) CHARACTER SET utf8mb4;
ALTER TABLE texts_de CONVERT TO CHARACTER SET utf8mb4;
-- expect: blocking
ALTER TABLE texts CONVERT TO CHARACTER SET utf8mb4;

-- case: settings that stay
-- before
CREATE TABLE t (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;
-- file
SET @old_mode = @@SESSION.sql_mode;
SET SESSION sql_mode = 'STRICT_TRANS_TABLES';
ALTER TABLE t ADD COLUMN a INT NULL;
SET SESSION sql_mode = @old_mode;
SELECT GET_LOCK('migrate t', 10);
DO RELEASE_LOCK('migrate t');
-- expect: session
SET unique_checks = 0;
-- expect: session
SELECT GET_LOCK('other', 10);
-- expect: session
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
-- expect: session, blocking
LOCK TABLES t WRITE;

-- case: a transaction is left open
-- before
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT NOT NULL) ENGINE=InnoDB;
-- file
-- expect: transaction
START TRANSACTION;
UPDATE t SET v = 2 WHERE v = 1;

-- case: enums and partitions
-- before
CREATE TABLE tickets (id INT NOT NULL PRIMARY KEY, level ENUM('low', 'high') NOT NULL, flags SET('a', 'b') NULL) ENGINE=InnoDB;
-- file
ALTER TABLE tickets MODIFY flags SET('a', 'b', 'c') NULL;
-- expect: blocking
ALTER TABLE tickets MODIFY level ENUM('low', 'mid', 'high') NOT NULL;
CREATE TABLE metrics (at DATE NOT NULL, v INT NOT NULL, KEY (at)) ENGINE=InnoDB
PARTITION BY RANGE COLUMNS (at) (
    PARTITION p2023 VALUES LESS THAN ('2024-01-01'),
    PARTITION p2024 VALUES LESS THAN ('2025-01-01'),
    PARTITION pmax VALUES LESS THAN (MAXVALUE)
);
ALTER TABLE metrics DROP PARTITION p2023;
