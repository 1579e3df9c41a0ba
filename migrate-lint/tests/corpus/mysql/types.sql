-- case: numbers
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b BIGINT, c INT, d DECIMAL(10, 4), e DECIMAL(10, 2), f DOUBLE, g SMALLINT, h INT(11));
-- rows
INSERT INTO t VALUES (1, 1, 5000000000, -1, 1.2345, 12345678.90, 1.5, 3, 4);
-- file
ALTER TABLE t MODIFY h INT;
ALTER TABLE t MODIFY h INTEGER(10);
-- expect: blocking, breaking
ALTER TABLE t MODIFY a BIGINT;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY b INT;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY c INT UNSIGNED;
-- expect: blocking, destructive
ALTER TABLE t MODIFY d DECIMAL(10, 2);
-- expect: blocking, data-dependent
ALTER TABLE t CHANGE e e DECIMAL(8, 2);
-- expect: blocking, breaking
ALTER TABLE t MODIFY g INT;

-- case: fractions become integers
-- before
CREATE TABLE t (id INT PRIMARY KEY, a DECIMAL(8, 2), b DOUBLE);
-- rows
INSERT INTO t VALUES (1, 1.5, 1e300);
-- file
-- expect: blocking, breaking, destructive
ALTER TABLE t MODIFY a BIGINT;
-- expect: blocking, breaking, destructive, data-dependent
ALTER TABLE t MODIFY b INT;

-- case: text
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(64), c VARCHAR(100), d TEXT, e LONGTEXT, f CHAR(10), g VARCHAR(63), h VARCHAR(255)) CHARACTER SET utf8mb4;
-- rows
INSERT INTO t VALUES (1, 'a', 'b', REPEAT('c', 100), REPEAT('d', 300), REPEAT('e', 70000), 'f', 'g', 'h');
-- file
ALTER TABLE t MODIFY a VARCHAR(63);
ALTER TABLE t MODIFY b VARCHAR(255);
ALTER TABLE t MODIFY h VARCHAR(500);
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY c VARCHAR(50);
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY d VARCHAR(255);
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY e TEXT;
-- expect: blocking
ALTER TABLE t MODIFY f VARCHAR(10);

-- case: text gets longer bytes of length
-- unconfirmed
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(63), b VARCHAR(100)) CHARACTER SET utf8mb4;
CREATE TABLE u (id INT PRIMARY KEY, a VARCHAR(100), b VARCHAR(255)) CHARACTER SET latin1;
-- file
-- expect: blocking
ALTER TABLE t MODIFY a VARCHAR(64);
ALTER TABLE t MODIFY b VARCHAR(1000);
ALTER TABLE u MODIFY a VARCHAR(255);
-- expect: blocking
ALTER TABLE u MODIFY b VARCHAR(300);

-- case: text becomes something else
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(20), c VARCHAR(20), d INT, e INT, f VARCHAR(100));
-- rows
INSERT INTO t VALUES (1, 'x', 'x', 'x', 123456, 1, 'x');
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY a INT;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY b DATE;
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY c ENUM('a', 'b');
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY d VARCHAR(5);
-- expect: blocking, breaking
ALTER TABLE t MODIFY e VARCHAR(20);
-- expect: blocking
ALTER TABLE t MODIFY f TEXT;

-- case: enums and sets
-- before
CREATE TABLE t (id INT PRIMARY KEY, a ENUM('x', 'y'), b ENUM('x', 'y'), c ENUM('x', 'y'), d SET('x', 'y'), e ENUM('x', 'y'), f ENUM('x', 'y'));
-- rows
INSERT INTO t VALUES (1, 'y', 'y', 'y', 'y', 'y', 'y');
-- file
ALTER TABLE t MODIFY a ENUM('x', 'y', 'z');
ALTER TABLE t MODIFY d SET('x', 'y', 'z');
-- expect: blocking
ALTER TABLE t MODIFY b ENUM('z', 'x', 'y');
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY c ENUM('x');
-- expect: blocking
ALTER TABLE t MODIFY e ENUM('y', 'x');
-- expect: blocking
ALTER TABLE t MODIFY f VARCHAR(20);

-- case: times
-- before
CREATE TABLE t (id INT PRIMARY KEY, a DATETIME(6), b DATETIME, c DATE, d TIMESTAMP NULL, e DATETIME);
-- rows
INSERT INTO t VALUES (1, '2024-01-01 10:00:00.5', '2024-01-01 10:00:00', '2024-01-01', '2024-01-01 10:00:00', '1900-01-01 00:00:00');
-- file
-- expect: blocking, destructive
ALTER TABLE t MODIFY a DATETIME;
-- expect: blocking, breaking, destructive
ALTER TABLE t MODIFY b DATE;
-- expect: blocking, breaking
ALTER TABLE t MODIFY c DATETIME;
-- expect: blocking, breaking
ALTER TABLE t MODIFY d DATETIME NULL;
-- expect: blocking, breaking, data-dependent
ALTER TABLE t MODIFY e TIMESTAMP NULL;

-- case: character sets
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20)) CHARACTER SET utf8mb4;
CREATE TABLE u (id INT PRIMARY KEY, a VARCHAR(20), b TEXT) CHARACTER SET latin1;
CREATE TABLE v (id INT PRIMARY KEY, a VARCHAR(20)) CHARACTER SET utf8;
CREATE TABLE w (id INT PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1, '🦀');
-- file
-- expect: blocking, data-dependent
ALTER TABLE t CONVERT TO CHARACTER SET latin1;
-- expect: blocking
ALTER TABLE u CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE v DEFAULT CHARACTER SET = utf8mb4;
ALTER TABLE w CONVERT TO CHARACTER SET utf8mb4;

-- case: character set of a column
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20) CHARACTER SET utf8mb4, b VARCHAR(20) CHARACTER SET latin1) CHARACTER SET utf8mb4;
-- rows
INSERT INTO t VALUES (1, '🦀', 'x');
-- file
-- expect: blocking, data-dependent
ALTER TABLE t MODIFY a VARCHAR(20) CHARACTER SET latin1;
-- expect: blocking
ALTER TABLE t MODIFY b VARCHAR(20) CHARACTER SET utf8mb4;

-- case: several at once
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
-- file
-- expect: blocking, breaking
ALTER TABLE t ADD COLUMN c INT, ADD INDEX (b), MODIFY a BIGINT;
