Settings, locks, transactions.

-- case: settings that are left
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: session
SET sql_mode = '';
-- expect: session
SET SESSION sort_buffer_size = 4000000;
-- expect: session
SET time_zone = '+00:00';
-- expect: session
SET NAMES latin1;
-- expect: session
SET @@session.unique_checks = 0;
-- expect: session
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;

-- case: a server's setting
-- unconfirmed
-- file
-- expect: session
SET GLOBAL max_connections = 500;
-- expect: session
SET @@global.innodb_file_per_table = 1;
-- expect: session
USE other;

-- case: settings that are set back
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
SET NAMES utf8mb4;
SET @old_mode = @@sql_mode;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
INSERT INTO users VALUES (0, 'root');
SET sql_mode = @old_mode;
SET SESSION sort_buffer_size = 4000000;
SET SESSION sort_buffer_size = DEFAULT;
SET foreign_key_checks = OFF;
INSERT INTO users VALUES (1, 'x');
SET foreign_key_checks = ON;
SET unique_checks = 0, foreign_key_checks = 0;
SET unique_checks = 1, foreign_key_checks = 1;

-- case: foreign keys stay off
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: session
SET FOREIGN_KEY_CHECKS=0;
CREATE TABLE posts (id INT PRIMARY KEY, author INT, FOREIGN KEY (author) REFERENCES users (id));

-- case: a table is locked
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
-- expect: blocking
LOCK TABLES users WRITE;
UPDATE users SET name = 'x' WHERE name IS NULL;
UNLOCK TABLES;

-- case: a table stays locked
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40));
-- file
-- expect: blocking, session
LOCK TABLES users WRITE;
UPDATE users SET name = 'x' WHERE name IS NULL;

-- case: a named lock
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: session
SELECT GET_LOCK('migrate', 10);

-- case: a named lock that is released
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
SELECT GET_LOCK('migrate', 10);
INSERT INTO users VALUES (1);
SELECT RELEASE_LOCK('migrate');

-- case: a change of the schema in a transaction
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: transaction
START TRANSACTION;
ALTER TABLE users ADD COLUMN nick VARCHAR(40) NULL;
INSERT INTO users (id) VALUES (1);
-- expect: transaction
COMMIT;

-- case: an index in a transaction
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20));
-- file
-- expect: transaction
BEGIN;
CREATE INDEX users_name ON users (name);
-- expect: transaction
COMMIT;

-- case: rows in a transaction
-- before
CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));
CREATE TABLE posts (id INT AUTO_INCREMENT PRIMARY KEY, author INT);
-- file
START TRANSACTION;
INSERT INTO users (name) VALUES ('Ann');
SET @author = LAST_INSERT_ID();
INSERT INTO posts (author) VALUES (@author);
COMMIT;

-- case: a transaction without an end
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: transaction
START TRANSACTION;
INSERT INTO users VALUES (1);

-- case: an end without a transaction
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
INSERT INTO users VALUES (1);
-- expect: transaction
COMMIT;

-- case: a rollback
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
-- expect: transaction
START TRANSACTION;
INSERT INTO users VALUES (1);
-- expect: transaction
ROLLBACK;

-- case: the number of the row before, in a variable
-- before
CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));
CREATE TABLE posts (id INT AUTO_INCREMENT PRIMARY KEY, author INT);
-- file
INSERT INTO users (name) VALUES ('Ann');
SET @author = LAST_INSERT_ID();
-- expect: transaction
INSERT INTO posts (author) VALUES (@author);

-- case: the number of the row before, by itself
-- before
CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));
CREATE TABLE posts (id INT AUTO_INCREMENT PRIMARY KEY, author INT);
-- file
INSERT INTO users (name) VALUES ('Ann');
-- expect: transaction
INSERT INTO posts (author) VALUES (LAST_INSERT_ID());
