-- case: tables that are not there
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100));
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT);
-- file
-- expect: unknown-object
ALTER TABLE user ADD COLUMN name TEXT;
-- expect: unknown-object
DROP TABLE pots;
-- expect: unknown-object
INSERT INTO usres (id) VALUES (1);
-- expect: unknown-object
UPDATE userz SET email = '' WHERE id = 1;
-- expect: unknown-object
DELETE FROM `poss` WHERE id = 1;
-- expect: unknown-object
CREATE INDEX i ON uzers (email);
-- expect: unknown-object
CREATE VIEW v AS SELECT * FROM users JOIN postz ON postz.user_id = users.id;
-- expect: unknown-object
ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES usrs (id);
-- expect: unknown-object
RENAME TABLE poosts TO articles;
-- expect: unknown-object
TRUNCATE TABLE postss;
-- expect: unknown-object
INSERT INTO posts (id) SELECT id FROM users_old;

-- case: columns that are not there
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100), KEY by_email (email));
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT);
-- file
-- expect: unknown-object
ALTER TABLE users DROP COLUMN emial;
-- expect: unknown-object
ALTER TABLE users MODIFY mail VARCHAR(200);
-- expect: unknown-object
ALTER TABLE users CHANGE emaill email VARCHAR(200);
-- expect: unknown-object
ALTER TABLE users RENAME COLUMN e_mail TO mail;
-- expect: unknown-object
ALTER TABLE users ADD INDEX (emall);
-- expect: unknown-object
CREATE UNIQUE INDEX u ON users (id, emial);
-- expect: unknown-object
INSERT INTO users (id, emial) VALUES (1, 'x');
-- expect: unknown-object
UPDATE users SET emial = 'x' WHERE id = 1;
-- expect: unknown-object
ALTER TABLE users ADD COLUMN a INT AFTER emial;
-- expect: unknown-object
ALTER TABLE posts ADD FOREIGN KEY (usr_id) REFERENCES users (id);
-- expect: unknown-object
ALTER TABLE users DROP INDEX by_mail;
-- expect: unknown-object
CREATE TABLE notes (id INT, KEY (idd));

-- case: names that are taken
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100), KEY by_email (email));
CREATE TABLE posts (id INT PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM users;
-- file
-- expect: unknown-object
CREATE TABLE users (id INT);
CREATE TABLE IF NOT EXISTS users (id INT);
-- expect: unknown-object
ALTER TABLE users ADD COLUMN email TEXT;
-- expect: unknown-object
CREATE VIEW v AS SELECT 1;
-- expect: unknown-object
ALTER TABLE users ADD INDEX by_email (id);
-- expect: unknown-object
RENAME TABLE posts TO users;

-- case: names that are there
-- before
CREATE TABLE users (Id INT PRIMARY KEY, Email VARCHAR(100), age INT);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, KEY (user_id), UNIQUE (id, user_id));
-- file
ALTER TABLE users ADD INDEX (EMAIL);
ALTER TABLE posts DROP INDEX user_id;
ALTER TABLE posts ADD CONSTRAINT mine UNIQUE (user_id, id);
ALTER TABLE posts DROP INDEX mine;
INSERT INTO users (users.id, email) VALUES (1, 'x');
UPDATE users AS u SET u.AGE = 1 WHERE u.id = 1;
DELETE p FROM posts p LEFT JOIN users u ON u.Id = p.user_id WHERE u.Id IS NULL;
WITH recent AS (SELECT id FROM posts) SELECT * FROM recent JOIN users ON users.Id = recent.id;
SELECT EXTRACT(YEAR FROM NOW()), TRIM(LEADING 'x' FROM 'xx'), SUBSTRING('abc' FROM 2) FROM DUAL;
SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE();
CREATE VIEW w AS SELECT u.Id, (SELECT COUNT(*) FROM posts) AS n FROM users u, posts p WHERE p.user_id = u.Id;
ALTER TABLE users ADD COLUMN a INT, ADD COLUMN b INT AFTER a, ADD INDEX (a, b);
ALTER TABLE posts ADD COLUMN n INT, ADD CONSTRAINT c UNIQUE (n);

-- case: what is not known is not wrong
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CALL make_tables();
-- file
ALTER TABLE other.things ADD COLUMN a INT;
UPDATE made_there SET a = 1 WHERE id = 1;
SELECT * FROM users_of_others;

-- case: tables of queries
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE copies AS SELECT id, 1 AS n FROM users;
CREATE TABLE more LIKE copies;
-- file
ALTER TABLE copies ADD INDEX (n);
ALTER TABLE more ADD INDEX (anything);

-- case: first file
-- unconfirmed
-- file
ALTER TABLE legacy ADD COLUMN a INT;
CREATE TABLE users (id INT PRIMARY KEY);
INSERT INTO users VALUES (1);

-- case: columns of queries and conditions
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100), age INT);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, title VARCHAR(100));
-- file
-- expect: unknown-object
DELETE FROM users WHERE emial = 'x';
-- expect: unknown-object
UPDATE users SET age = 1 WHERE id > 5 AND agee IS NULL;
-- expect: unknown-object
CREATE VIEW names AS SELECT id, nmae FROM users;
-- expect: unknown-object
CREATE VIEW titles AS SELECT u.email, p.titel FROM users u JOIN posts AS p ON p.user_id = u.id;
-- expect: unknown-object
UPDATE posts p JOIN users u ON u.idd = p.user_id SET p.title = u.email;
-- expect: unknown-object
INSERT INTO posts (id, title) SELECT id, `mail` FROM users;

-- case: columns of queries that are there
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100), age INT, doc JSON);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, title VARCHAR(100));
-- file
DELETE FROM users WHERE (age < 5 OR email LIKE '%x') AND NOT id IN (1, 2) AND LENGTH(email) > 3;
UPDATE users AS u SET u.age = 1 WHERE u.id > 5 AND u.age IS NULL AND CURRENT_DATE > '2020-01-01';
CREATE VIEW a AS SELECT DISTINCT id, email AS mail, NULL AS nothing, 1 AS one, NOW() AS at, CASE WHEN age > 1 THEN 1 ELSE 2 END AS kind FROM users WHERE age BETWEEN 1 AND 2 ORDER BY mail;
CREATE VIEW b AS SELECT u.id, n.total FROM users u JOIN (SELECT user_id, COUNT(*) AS total FROM posts GROUP BY user_id) AS n ON n.user_id = u.id;
CREATE VIEW c AS SELECT p.title FROM posts p WHERE EXISTS (SELECT 1 FROM users WHERE users.id = p.user_id AND users.age > 3);
INSERT INTO posts (id, title) SELECT u.id, u.email FROM users u ON DUPLICATE KEY UPDATE title = VALUES(title);
SELECT users.id, a.mail FROM users, a WHERE a.id = users.id;
SELECT JSON_EXTRACT(doc, '$.y') FROM users WHERE JSON_EXTRACT(doc, '$.z') = 'a';
SELECT seq FROM seq_1_to_3;
UPDATE posts SET title = (SELECT email FROM users WHERE users.id = posts.user_id) WHERE title IS NULL;
WITH few AS (SELECT id, age AS years FROM users) SELECT few.years FROM few;
SELECT @x := age, @@sql_mode FROM users WHERE @x = 1;

-- case: paths into documents
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY, doc JSON);
-- file
SELECT doc->'$.x', doc->>'$.y' AS y FROM users WHERE doc->>'$.z' = 'a' AND id = 1;
