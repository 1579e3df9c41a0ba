Rows, tables, routines.

-- case: a table is emptied
-- before
CREATE TABLE logs (id INT PRIMARY KEY, message TEXT);
-- file
-- expect: destructive
TRUNCATE logs;
-- expect: destructive
TRUNCATE TABLE logs;
-- expect: destructive
DELETE FROM logs;
-- expect: destructive
DELETE FROM logs WHERE 1 = 1;

-- case: some rows are deleted
-- before
CREATE TABLE logs (id INT PRIMARY KEY, at DATETIME, user_id INT);
CREATE TABLE users (id INT PRIMARY KEY);
-- file
DELETE FROM logs WHERE at < NOW() - INTERVAL 90 DAY;
DELETE FROM logs WHERE at < '2020-01-01' ORDER BY id LIMIT 1000;
DELETE logs FROM logs LEFT JOIN users ON users.id = logs.user_id WHERE users.id IS NULL;
DELETE l1 FROM logs l1 INNER JOIN logs l2 WHERE l1.id < l2.id AND l1.user_id = l2.user_id;

-- case: a value is overwritten everywhere
-- before
CREATE TABLE users (id INT PRIMARY KEY, plan VARCHAR(10));
-- file
-- expect: destructive
UPDATE users SET plan = 'free';
UPDATE users SET plan = 'free' WHERE plan IS NULL;
UPDATE users SET plan = 'free' WHERE id < 100 LIMIT 10;

-- case: a new column is filled
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
CREATE TABLE orders (id INT PRIMARY KEY, user_id INT);
-- file
ALTER TABLE users ADD COLUMN slug VARCHAR(40) NULL;
UPDATE users SET slug = LOWER(name);
ALTER TABLE orders ADD COLUMN user_name VARCHAR(40) NULL;
UPDATE orders JOIN users ON users.id = orders.user_id SET orders.user_name = users.name;

-- case: tables go
-- before
CREATE TABLE a (id INT PRIMARY KEY);
CREATE TABLE b (id INT PRIMARY KEY);
CREATE TABLE c (id INT PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP TABLE a, b;
-- expect: destructive, breaking
DROP TABLE IF EXISTS c CASCADE;
DROP TABLE IF EXISTS d;

-- case: tables of the same file
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
CREATE TABLE scratch AS SELECT id FROM users;
ALTER TABLE scratch ADD COLUMN n INT NOT NULL, ADD UNIQUE KEY (id), MODIFY id BIGINT;
DELETE FROM scratch;
UPDATE scratch SET n = 1;
TRUNCATE scratch;
DROP TABLE scratch;
CREATE TEMPORARY TABLE t (id INT);
INSERT INTO t SELECT id FROM users;
DROP TEMPORARY TABLE t;

-- case: a database goes
-- unconfirmed
-- file
-- expect: destructive, breaking
DROP DATABASE IF EXISTS reporting;
CREATE DATABASE IF NOT EXISTS reporting2 CHARACTER SET utf8mb4;

-- case: keywords in strings, comments and names
-- before
CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, `drop` VARCHAR(200), `table` INT);
-- file
# DROP TABLE audit;
-- TRUNCATE audit;
/* DELETE FROM audit; */
INSERT INTO audit (`drop`) VALUES ('DROP TABLE audit; COMMIT;'), ("TRUNCATE audit; it's \"so\""), ('a\'; DELETE FROM audit; --');
UPDATE audit SET `table` = 1 WHERE `drop` = '# no comment';

-- case: executable comments
-- before
CREATE TABLE a (id INT PRIMARY KEY, x INT);
-- file
/*!50000 ALTER TABLE a ADD COLUMN y INT NULL */;
-- expect: destructive, breaking
/*! DROP TABLE a */;

-- case: an executable comment for a server to come
-- before
CREATE TABLE a (id INT PRIMARY KEY, x INT);
-- file
ALTER TABLE a ADD COLUMN y INT NULL /*!99999 , DROP COLUMN x */;

-- case: routines
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
DELIMITER $$
CREATE PROCEDURE tidy()
BEGIN
  DECLARE done INT DEFAULT 0;
  START TRANSACTION;
  DELETE FROM users;
  TRUNCATE TABLE users;
  DROP TABLE IF EXISTS users;
  COMMIT;
END$$
CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC
BEGIN
  IF x > 0 THEN RETURN x * 2; END IF;
  RETURN 0;
END$$
CREATE TRIGGER users_before BEFORE INSERT ON users FOR EACH ROW
BEGIN
  SET NEW.name = TRIM(NEW.name);
  SET @last = NEW.id;
END$$
DELIMITER ;
CREATE TRIGGER users_after AFTER UPDATE ON users FOR EACH ROW SET @x = 1;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM users WHERE name = '';

-- case: a routine is replaced
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE PROCEDURE tidy() DELETE FROM users WHERE id = 0;
-- file
DROP PROCEDURE IF EXISTS tidy;
CREATE PROCEDURE tidy() DELETE FROM users WHERE id < 0;

-- case: a routine goes
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE PROCEDURE tidy() DELETE FROM users WHERE id = 0;
CREATE VIEW ids AS SELECT id FROM users;
CREATE TRIGGER users_after AFTER UPDATE ON users FOR EACH ROW SET @x = 1;
-- file
-- expect: breaking
DROP PROCEDURE tidy;
-- expect: breaking
DROP VIEW ids;
DROP TRIGGER users_after;

-- case: a helper procedure
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
DROP PROCEDURE IF EXISTS add_nick;
DELIMITER //
CREATE PROCEDURE add_nick()
BEGIN
  IF NOT EXISTS (SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'users' AND COLUMN_NAME = 'nick') THEN
    ALTER TABLE users ADD COLUMN nick VARCHAR(40) NULL;
  END IF;
END//
DELIMITER ;
CALL add_nick();
DROP PROCEDURE add_nick;
CREATE INDEX users_nick ON users (nick);

-- case: a prepared statement
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
SET @sql = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE users ADD COLUMN nick VARCHAR(40) NULL', 'SELECT 1') FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'users' AND COLUMN_NAME = 'nick');
PREPARE change_it FROM @sql;
EXECUTE change_it;
DEALLOCATE PREPARE change_it;

-- case: views
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40), age INT);
CREATE VIEW people AS SELECT id, name FROM users;
-- file
CREATE OR REPLACE VIEW people AS SELECT id, name, age FROM users;
CREATE OR REPLACE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW old_people AS SELECT id FROM users WHERE age > 70 WITH CASCADED CHECK OPTION;

-- case: a view with fewer columns
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40), age INT);
CREATE VIEW people AS SELECT id, name FROM users;
-- file
-- expect: breaking
CREATE OR REPLACE VIEW people AS SELECT id FROM users;

-- case: a renamed table stays under its old name as a view
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
RENAME TABLE users TO accounts;
CREATE VIEW users AS SELECT id, name FROM accounts;

-- case: rows of a seed
-- before
CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name VARCHAR(60) NOT NULL);
-- file
INSERT INTO countries (code, name) VALUES ('NO', 'Norway') ON DUPLICATE KEY UPDATE name = VALUES(name);
INSERT IGNORE INTO countries VALUES ('SE', 'Sweden');
REPLACE INTO countries (code, name) VALUES ('DK', 'Denmark');
INSERT INTO countries SET code = 'FI', name = 'Finland';

-- case: drafts share what they make
-- before
CREATE TABLE rooms (id INT PRIMARY KEY);
-- file
CREATE TABLE beds (id INT PRIMARY KEY, room INT);
-- file
ALTER TABLE beds ADD COLUMN width INT NOT NULL, ADD UNIQUE KEY (room), ADD FOREIGN KEY (room) REFERENCES rooms (id);
ALTER TABLE beds MODIFY width BIGINT;
-- file
DROP TABLE beds;
