-- case: tables
-- before
CREATE TABLE a (id INT PRIMARY KEY);
CREATE TABLE b (id INT PRIMARY KEY);
CREATE TABLE c (id INT PRIMARY KEY);
CREATE TABLE `d e` (id INT PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP TABLE a;
-- expect: destructive, breaking
drop table if exists b, c;
-- expect: destructive, breaking
DROP TABLE `d e` CASCADE;
DROP TABLE IF EXISTS nothing;

-- case: tables of the same file
-- file
CREATE TABLE scratch (id INT);
INSERT INTO scratch VALUES (1);
UPDATE scratch SET id = 2;
DELETE FROM scratch;
TRUNCATE TABLE scratch;
ALTER TABLE scratch ADD COLUMN n INT NOT NULL, MODIFY id BIGINT, ADD UNIQUE (id);
DROP TABLE scratch;

-- case: temporary tables
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20));
-- file
CREATE TEMPORARY TABLE picked AS SELECT id FROM users;
DELETE FROM picked;
DROP TEMPORARY TABLE picked;
CREATE TEMPORARY TABLE users (id INT);
TRUNCATE users;
DROP TABLE users;
-- expect: destructive, breaking
DROP TABLE users;

-- case: table that comes back
-- before
CREATE TABLE a (id INT PRIMARY KEY, n INT);
-- file
-- expect: destructive
DROP TABLE a;
CREATE TABLE a (id BIGINT PRIMARY KEY, n INT, note TEXT);

-- case: columns
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT, v INT AS (a + 1) VIRTUAL, s INT AS (a + 1) STORED);
-- file
-- expect: breaking
ALTER TABLE t DROP COLUMN v;
-- expect: breaking
ALTER TABLE t DROP s;
-- expect: destructive, breaking
ALTER TABLE t DROP COLUMN a;
-- expect: destructive, breaking
alter table `t` add column d int, drop column `B`;
ALTER TABLE t DROP COLUMN d;

-- case: column that comes back
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
-- expect: destructive
ALTER TABLE t DROP COLUMN a;
ALTER TABLE t ADD COLUMN a VARCHAR(20);

-- case: rows
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20));
CREATE TABLE u (id INT PRIMARY KEY, a INT);
-- file
-- expect: destructive
DELETE FROM t;
-- expect: destructive
delete quick from `t` where 1;
-- expect: destructive
DELETE FROM t WHERE (1 = 1);
-- expect: destructive
DELETE FROM t WHERE TRUE ORDER BY id;
DELETE FROM t WHERE a < 5;
DELETE FROM t WHERE a IS NULL LIMIT 1000;
DELETE t FROM t JOIN u ON u.id = t.id;
DELETE FROM t USING t INNER JOIN u ON u.id = t.id WHERE u.a = 1;
DELETE FROM t WHERE id NOT IN (SELECT id FROM u);
-- expect: destructive
UPDATE t SET a = 0;
-- expect: destructive
UPDATE t SET b = UPPER(b), a = 1 WHERE 1 = 1;
UPDATE t SET a = 0 WHERE a IS NULL;
UPDATE t SET a = COALESCE(a, 0);
UPDATE t SET a = IFNULL(t.a, 0);
UPDATE t JOIN u ON u.id = t.id SET t.a = u.a;
UPDATE t, u SET t.a = u.a WHERE u.id = t.id;
UPDATE t SET b = 'x' WHERE id = 1;
INSERT INTO t (id, a) VALUES (1, 2) ON DUPLICATE KEY UPDATE a = 3;
INSERT INTO u SELECT id, a FROM t;
REPLACE INTO u (id, a) VALUES (1, 2);
INSERT IGNORE INTO t (id) VALUES (1);
-- expect: destructive
TRUNCATE t;
-- expect: destructive
TRUNCATE TABLE `u`;

-- case: new columns are filled
-- before
CREATE TABLE t (id INT PRIMARY KEY, first VARCHAR(20), last VARCHAR(20));
-- file
ALTER TABLE t ADD COLUMN full VARCHAR(41);
UPDATE t SET full = CONCAT(first, ' ', last);
-- expect: destructive
UPDATE t SET full = '', first = '';

-- case: partitions
-- before
CREATE TABLE logs (id INT, y INT) PARTITION BY RANGE (y) (
    PARTITION p0 VALUES LESS THAN (2020),
    PARTITION p1 VALUES LESS THAN (2021),
    PARTITION p2 VALUES LESS THAN (2022),
    PARTITION p3 VALUES LESS THAN (2023)
);
-- file
ALTER TABLE logs ADD PARTITION (PARTITION p4 VALUES LESS THAN (2024));
-- expect: destructive
ALTER TABLE logs DROP PARTITION p0, p1;
-- expect: destructive
ALTER TABLE logs TRUNCATE PARTITION p2;
-- expect: destructive
ALTER TABLE logs TRUNCATE PARTITION ALL;

-- case: databases
-- unconfirmed
-- file
-- expect: destructive, breaking
DROP DATABASE archive;
-- expect: destructive, breaking
drop schema if exists `Old`;
CREATE DATABASE IF NOT EXISTS scratch CHARACTER SET utf8mb4;
DROP DATABASE scratch;

-- case: views, routines, triggers
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
CREATE VIEW v AS SELECT id FROM t;
CREATE VIEW w AS SELECT id FROM t;
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE PROCEDURE p() SELECT 1;
CREATE PROCEDURE q() SELECT 1;
CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
-- file
-- expect: breaking
DROP VIEW v;
CREATE OR REPLACE VIEW w AS SELECT id, a FROM t;
DROP TRIGGER g;
-- expect: breaking
DROP PROCEDURE p;
-- expect: breaking
DROP FUNCTION IF EXISTS f;
DROP PROCEDURE IF EXISTS q;
CREATE PROCEDURE q() DELETE FROM t;
DROP PROCEDURE IF EXISTS none;
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 2;

-- case: words in strings, comments and bodies
-- before
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(90));
-- file
-- DROP TABLE t;
# DROP TABLE t;
/* DROP TABLE t; */
INSERT INTO t VALUES (1, 'DROP TABLE t; -- '), (2, "TRUNCATE t"), (3, 'it''s \' DELETE FROM t');
CREATE PROCEDURE empty_all() BEGIN DELETE FROM t; TRUNCATE t; DROP TABLE t; END;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM t WHERE id < 10;
CREATE TRIGGER cut AFTER INSERT ON t FOR EACH ROW DELETE FROM t WHERE id < 5;

-- case: executable comments
-- before
CREATE TABLE t (id INT PRIMARY KEY);
CREATE TABLE u (id INT PRIMARY KEY);
-- file
-- expect: destructive, breaking
/*!40000 DROP TABLE IF EXISTS t */;
/*!99999 DROP TABLE IF EXISTS u */;

-- case: replaced
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
CREATE TABLE u (id INT PRIMARY KEY, a INT);
-- file
-- expect: destructive, breaking
CREATE OR REPLACE TABLE t (id INT PRIMARY KEY);
-- expect: destructive
CREATE OR REPLACE TABLE u (id INT PRIMARY KEY, a BIGINT, b INT);
