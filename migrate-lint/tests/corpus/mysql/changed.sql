Types.

-- case: VARCHAR on its side of 255 bytes
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(50)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE b (id INT PRIMARY KEY, name VARCHAR(200)) DEFAULT CHARSET=latin1;
CREATE TABLE c (id INT PRIMARY KEY, name VARCHAR(100)) DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO a VALUES (1, 'x');
-- file
ALTER TABLE a MODIFY name VARCHAR(63);
ALTER TABLE b MODIFY name VARCHAR(255);
ALTER TABLE c MODIFY name VARCHAR(500);

-- case: VARCHAR over 255 bytes
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(63)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE b (id INT PRIMARY KEY, name VARCHAR(255)) DEFAULT CHARSET=latin1;
CREATE TABLE c (id INT PRIMARY KEY, name VARCHAR(80)) DEFAULT CHARSET=utf8mb3;
-- rows
INSERT INTO a VALUES (1, 'x');
-- file
-- expect: blocking
ALTER TABLE a MODIFY name VARCHAR(64);
-- expect: blocking
ALTER TABLE b MODIFY name VARCHAR(256);
-- expect: blocking
ALTER TABLE c CHANGE COLUMN name name VARCHAR(90);

-- case: a shorter VARCHAR
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(255));
-- rows
INSERT INTO a VALUES (1, 'a long name');
-- file
-- expect: data-dependent, blocking
ALTER TABLE a MODIFY name VARCHAR(5);

-- case: text
-- before
CREATE TABLE a (id INT PRIMARY KEY, x TEXT, y VARCHAR(100), z TEXT, w CHAR(10));
-- rows
INSERT INTO a VALUES (1, 'x', 'y', REPEAT('z', 200), 'w');
-- file
-- expect: blocking
ALTER TABLE a MODIFY x MEDIUMTEXT;
-- expect: blocking
ALTER TABLE a MODIFY y TEXT;
-- expect: data-dependent, blocking
ALTER TABLE a MODIFY z VARCHAR(100);
-- expect: blocking
ALTER TABLE a MODIFY w CHAR(20);

-- case: integers
-- before
CREATE TABLE a (id INT PRIMARY KEY, x INT, y BIGINT, z INT, w INT(11));
-- rows
INSERT INTO a VALUES (1, 1, 9000000000, -1, 1);
-- file
-- expect: blocking, breaking
ALTER TABLE a MODIFY x BIGINT;
-- expect: data-dependent, blocking, breaking
ALTER TABLE a MODIFY y INT;
-- expect: data-dependent, blocking, breaking
ALTER TABLE a MODIFY z INT UNSIGNED;
ALTER TABLE a MODIFY w INT;

-- case: a primary key gets larger numbers
-- before
CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY);
-- rows
INSERT INTO a VALUES (1);
-- file
-- expect: blocking, breaking
ALTER TABLE a MODIFY id BIGINT NOT NULL AUTO_INCREMENT;

-- case: decimals
-- before
CREATE TABLE a (id INT PRIMARY KEY, x DECIMAL(10, 2), y DECIMAL(10, 4), z DECIMAL(10, 2));
-- rows
INSERT INTO a VALUES (1, 1.25, 1.2345, 99999999.99);
-- file
-- expect: blocking
ALTER TABLE a MODIFY x DECIMAL(12, 2);
-- expect: blocking, destructive
ALTER TABLE a MODIFY y DECIMAL(10, 2);
-- expect: blocking, data-dependent
ALTER TABLE a MODIFY z DECIMAL(8, 2);

-- case: times
-- before
CREATE TABLE a (id INT PRIMARY KEY, x DATETIME(6), y DATETIME, z DATETIME, w DATETIME);
-- rows
INSERT INTO a VALUES (1, '2020-01-01 10:00:00.123456', '1800-01-01', '2020-01-01 10:00:00', '2020-01-01');
-- file
-- expect: blocking, destructive
ALTER TABLE a MODIFY x DATETIME;
-- expect: blocking, breaking, data-dependent
ALTER TABLE a MODIFY y TIMESTAMP NULL;
-- expect: blocking, breaking, destructive
ALTER TABLE a MODIFY z DATE;
-- expect: blocking
ALTER TABLE a MODIFY w DATETIME(3);

-- case: numbers with a point
-- before
CREATE TABLE a (id INT PRIMARY KEY, x FLOAT, y DOUBLE);
-- rows
INSERT INTO a VALUES (1, 1.5, 1.2e30);
-- file
-- expect: blocking, breaking
ALTER TABLE a MODIFY x DOUBLE;
-- expect: blocking, breaking, destructive, data-dependent
ALTER TABLE a MODIFY y INT;

-- case: text becomes a number
-- before
CREATE TABLE a (id INT PRIMARY KEY, x VARCHAR(20));
-- rows
INSERT INTO a VALUES (1, 'abc');
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE a MODIFY x INT;

-- case: a number becomes text
-- before
CREATE TABLE a (id INT PRIMARY KEY, x INT);
-- rows
INSERT INTO a VALUES (1, 12);
-- file
-- expect: blocking, breaking
ALTER TABLE a MODIFY x VARCHAR(20);

-- case: text becomes JSON
-- before
CREATE TABLE a (id INT PRIMARY KEY, x TEXT);
-- rows
INSERT INTO a VALUES (1, 'not json');
-- file
-- expect: blocking, data-dependent, breaking
ALTER TABLE a MODIFY x JSON;

-- case: ENUM in the middle
-- before
CREATE TABLE a (id INT PRIMARY KEY, x ENUM('s', 'l') NOT NULL DEFAULT 's', y ENUM('s', 'l'), z SET('a', 'b'));
-- rows
INSERT INTO a VALUES (1, 'l', 'l', 'a,b');
-- file
-- expect: blocking
ALTER TABLE a MODIFY x ENUM('s', 'm', 'l') NOT NULL DEFAULT 's';
-- expect: blocking
ALTER TABLE a MODIFY y ENUM('l', 's');
ALTER TABLE a MODIFY z SET('a', 'b', 'c');

-- case: a name changes in an ENUM
-- before
CREATE TABLE a (id INT PRIMARY KEY, x ENUM('open', 'closed'));
-- rows
INSERT INTO a VALUES (1, 'closed');
-- file
-- expect: blocking, data-dependent
ALTER TABLE a MODIFY x ENUM('open', 'done');

-- case: a SET becomes larger than its byte
-- before
CREATE TABLE a (id INT PRIMARY KEY, x SET('1', '2', '3', '4', '5', '6', '7', '8'));
-- rows
INSERT INTO a VALUES (1, '1');
-- file
-- expect: blocking
ALTER TABLE a MODIFY x SET('1', '2', '3', '4', '5', '6', '7', '8', '9');

-- case: ENUM becomes text
-- before
CREATE TABLE a (id INT PRIMARY KEY, x ENUM('open', 'closed'));
-- rows
INSERT INTO a VALUES (1, 'closed');
-- file
-- expect: blocking
ALTER TABLE a MODIFY x VARCHAR(20);

-- case: attributes that are not repeated
-- before
CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, x VARCHAR(20) NOT NULL, y INT NOT NULL DEFAULT 5, z TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
-- rows
INSERT INTO a (x) VALUES ('x');
-- file
-- expect: breaking
ALTER TABLE a MODIFY x VARCHAR(30);
-- expect: breaking
ALTER TABLE a MODIFY y INT NOT NULL;
-- expect: breaking
ALTER TABLE a MODIFY z TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- case: attributes that are repeated or meant to go
-- before
CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, x VARCHAR(20) NOT NULL COMMENT 'c', y INT NOT NULL DEFAULT 5);
-- rows
INSERT INTO a (x) VALUES ('x');
-- file
ALTER TABLE a MODIFY COLUMN x VARCHAR(30) NOT NULL COMMENT 'd';
ALTER TABLE a MODIFY y INT NOT NULL DEFAULT 6;
ALTER TABLE a MODIFY x VARCHAR(30) NULL;

-- case: not null in place, after the rows were filled
-- before
CREATE TABLE a (id INT PRIMARY KEY, x INT DEFAULT 3);
-- rows
INSERT INTO a VALUES (1, NULL);
-- file
UPDATE a SET x = 0 WHERE x IS NULL;
ALTER TABLE a MODIFY x INT NOT NULL DEFAULT 3;

-- case: a type on MariaDB
-- before
CREATE TABLE a (id INT PRIMARY KEY, x UUID, y INET6 DEFAULT NULL);
-- config
-- mariadb-version = "10.11"
-- file
ALTER TABLE a ADD COLUMN IF NOT EXISTS z UUID DEFAULT NULL;
ALTER TABLE a DROP COLUMN IF EXISTS nothing;
CREATE INDEX IF NOT EXISTS a_x ON a (x);
CREATE OR REPLACE TABLE scratch (id INT);
CREATE SEQUENCE numbers START WITH 100;
