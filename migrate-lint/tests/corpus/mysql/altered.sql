ALTER TABLE beside writers, and not.

-- case: an index in place, as asked
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100));
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users ADD INDEX users_email (email), ALGORITHM=INPLACE, LOCK=NONE;
CREATE INDEX users_email2 ON users (email, id) ALGORITHM = INPLACE LOCK = NONE;
DROP INDEX users_email ON users;

-- case: locks and copies that are asked for
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100));
-- file
-- expect: blocking
CREATE INDEX a ON users (email) LOCK = SHARED;
-- expect: blocking
ALTER TABLE users ADD INDEX b (email), LOCK=EXCLUSIVE;
-- expect: blocking
ALTER TABLE users ALGORITHM=COPY, ADD COLUMN note TEXT;
ALTER TABLE users ADD COLUMN more TEXT, ALGORITHM=DEFAULT, LOCK=DEFAULT;

-- case: instant columns
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100));
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users ADD COLUMN nick VARCHAR(40) NULL, ALGORITHM=INSTANT;
ALTER TABLE users ADD COLUMN rank_no INT NOT NULL DEFAULT 0 AFTER id;
ALTER TABLE users ADD COLUMN zero INT FIRST;
ALTER TABLE users ALTER COLUMN nick SET DEFAULT 'x';
ALTER TABLE users ALTER nick DROP DEFAULT;
ALTER TABLE users COMMENT = 'people; DROP TABLE users';

-- case: generated columns
-- before
CREATE TABLE orders (id INT PRIMARY KEY, price INT NOT NULL, qty INT NOT NULL, doc JSON);
-- rows
INSERT INTO orders VALUES (1, 5, 2, '{}');
-- file
ALTER TABLE orders ADD COLUMN total INT GENERATED ALWAYS AS (price * qty) VIRTUAL;
ALTER TABLE orders ADD COLUMN half INT AS (price / 2);
-- expect: blocking
ALTER TABLE orders ADD COLUMN kept INT AS (price * qty) STORED;

-- case: a generated column is dropped
-- before
CREATE TABLE orders (id INT PRIMARY KEY, price INT NOT NULL, total INT AS (price * 2) VIRTUAL);
-- rows
INSERT INTO orders (id, price) VALUES (1, 5);
-- file
-- expect: breaking
ALTER TABLE orders DROP COLUMN total;

-- case: a number for every row
-- before
CREATE TABLE logs (message VARCHAR(100));
-- rows
INSERT INTO logs VALUES ('a'), ('b');
-- file
-- expect: blocking
ALTER TABLE logs ADD COLUMN id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;

-- case: a default that differs per row
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: blocking
ALTER TABLE users ADD COLUMN public_id CHAR(36) NOT NULL DEFAULT (UUID());
ALTER TABLE users ADD COLUMN at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- case: keys for text and places
-- before
CREATE TABLE pages (id INT PRIMARY KEY, body TEXT NOT NULL, place POINT NOT NULL);
-- file
-- expect: blocking
CREATE FULLTEXT INDEX pages_body ON pages (body);
-- expect: blocking
ALTER TABLE pages ADD SPATIAL INDEX (place);
CREATE INDEX pages_begin ON pages (body(20));

-- case: a primary key
-- before
CREATE TABLE tags (name VARCHAR(40), used INT NOT NULL);
-- rows
INSERT INTO tags VALUES ('a', 1), ('a', 2);
-- file
-- expect: data-dependent
ALTER TABLE tags ADD PRIMARY KEY (name);

-- case: a primary key is dropped
-- before
CREATE TABLE tags (name VARCHAR(40) NOT NULL, used INT NOT NULL, PRIMARY KEY (name));
-- rows
INSERT INTO tags VALUES ('a', 1);
-- file
-- expect: blocking
ALTER TABLE tags DROP PRIMARY KEY;

-- case: a primary key is widened
-- before
CREATE TABLE tags (name VARCHAR(40) NOT NULL, org INT NOT NULL, PRIMARY KEY (name));
-- rows
INSERT INTO tags VALUES ('a', 1), ('b', 1);
-- file
ALTER TABLE tags DROP PRIMARY KEY, ADD PRIMARY KEY (name, org);

-- case: a primary key is narrowed
-- before
CREATE TABLE tags (name VARCHAR(40) NOT NULL, org INT NOT NULL, PRIMARY KEY (name, org));
-- rows
INSERT INTO tags VALUES ('a', 1), ('a', 2);
-- file
-- expect: data-dependent
ALTER TABLE tags DROP PRIMARY KEY, ADD PRIMARY KEY (name);

-- case: a foreign key without the check of rows
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY, author INT, KEY (author));
-- rows
INSERT INTO posts VALUES (1, 7);
-- file
SET FOREIGN_KEY_CHECKS = 0;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id);
SET FOREIGN_KEY_CHECKS = 1;

-- case: a CHECK
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT);
-- rows
INSERT INTO users VALUES (1, 5);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD CONSTRAINT adults CHECK (age >= 18);

-- case: a CHECK that is not enforced
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT);
-- config
-- mysql-version = "8.0"
-- unconfirmed
-- file
ALTER TABLE users ADD CONSTRAINT adults CHECK (age >= 18) NOT ENFORCED;

-- case: a CHECK of a new column
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- unconfirmed
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD COLUMN quota INT NOT NULL DEFAULT 0 CHECK (quota > 0);

-- case: character sets
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(40)) DEFAULT CHARSET=latin1;
CREATE TABLE b (id INT PRIMARY KEY, name VARCHAR(40)) DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO a VALUES (1, 'x');
-- file
-- expect: blocking
ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE b DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- case: a column's character set narrows
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(40) CHARACTER SET utf8mb4);
-- rows
INSERT INTO a VALUES (1, '日本');
-- file
-- expect: data-dependent, blocking
ALTER TABLE a MODIFY name VARCHAR(40) CHARACTER SET latin1;

-- case: a unique column's collation ignores case
-- unconfirmed
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, UNIQUE (name));
-- rows
INSERT INTO a VALUES (1, 'x'), (2, 'X');
-- file
-- expect: data-dependent, blocking
ALTER TABLE a MODIFY name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- case: a table is built again
-- before
CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(40));
CREATE TABLE m (id INT PRIMARY KEY, name VARCHAR(40)) ENGINE=MyISAM;
-- file
ALTER TABLE a ENGINE=InnoDB;
ALTER TABLE a FORCE;
OPTIMIZE TABLE a;
ANALYZE TABLE a;
ALTER TABLE a ROW_FORMAT=DYNAMIC;
-- expect: blocking
ALTER TABLE m ENGINE=InnoDB;
-- expect: blocking
ALTER TABLE a ENGINE=MyISAM;

-- case: partitions are made and unmade
-- before
CREATE TABLE a (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at));
-- file
-- expect: blocking
ALTER TABLE a PARTITION BY HASH (id) PARTITIONS 4;
-- expect: blocking
ALTER TABLE a REMOVE PARTITIONING;

-- case: partitions come and go
-- before
CREATE TABLE m (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at))
PARTITION BY RANGE COLUMNS (at) (
  PARTITION p2023 VALUES LESS THAN ('2024-01-01'),
  PARTITION p2024 VALUES LESS THAN ('2025-01-01')
);
-- file
ALTER TABLE m ADD PARTITION (PARTITION p2025 VALUES LESS THAN ('2026-01-01'));
-- expect: destructive
ALTER TABLE m DROP PARTITION p2023;
-- expect: destructive
ALTER TABLE m TRUNCATE PARTITION p2024;

-- case: rows outside of the partitions
-- before
CREATE TABLE m (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at));
-- rows
INSERT INTO m VALUES (1, '2030-01-01');
-- file
-- expect: data-dependent, blocking
ALTER TABLE m PARTITION BY RANGE COLUMNS (at) (
  PARTITION p2023 VALUES LESS THAN ('2024-01-01'),
  PARTITION p2024 VALUES LESS THAN ('2025-01-01')
);

-- case: a partitioned table is new
-- file
CREATE TABLE m (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at))
PARTITION BY RANGE (YEAR(at)) (
  PARTITION p2023 VALUES LESS THAN (2024),
  PARTITION pmax VALUES LESS THAN MAXVALUE
);
ALTER TABLE m DROP PARTITION p2023;

-- case: many changes in one statement
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20), age INT, fax VARCHAR(20));
-- rows
INSERT INTO users VALUES (1, 'a', 5, '22');
-- file
-- expect: destructive, breaking, blocking
ALTER TABLE users
  ADD COLUMN city VARCHAR(40) NULL AFTER name,
  MODIFY age BIGINT,
  DROP COLUMN fax,
  ADD INDEX users_name (name);

-- case: an index over a column of the same statement
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
ALTER TABLE users ADD COLUMN handle VARCHAR(40) NULL, ADD UNIQUE KEY users_handle (handle);

-- case: a unique index over a new column with a default
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
-- expect: data-dependent
ALTER TABLE users ADD COLUMN handle VARCHAR(40) NOT NULL DEFAULT '', ADD UNIQUE KEY users_handle (handle);

-- case: a wider and a narrower unique key
-- before
CREATE TABLE users (id INT PRIMARY KEY, org INT, email VARCHAR(40), UNIQUE KEY users_email (email));
CREATE TABLE teams (id INT PRIMARY KEY, org INT, name VARCHAR(40), UNIQUE KEY teams_org_name (org, name));
-- rows
INSERT INTO users VALUES (1, 1, 'a'), (2, 1, 'b');
INSERT INTO teams VALUES (1, 1, 'a'), (2, 2, 'a');
-- file
ALTER TABLE users DROP KEY users_email, ADD UNIQUE KEY users_org_email (org, email);
-- expect: data-dependent
ALTER TABLE teams DROP KEY teams_org_name, ADD UNIQUE KEY teams_name (name);

-- case: a unique key over the beginning of a column
-- before
CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(40), UNIQUE KEY users_email (email));
-- rows
INSERT INTO users VALUES (1, 'abc1'), (2, 'abc2');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX users_email3 ON users (email(3));

-- case: rows with a CHECK that goes, a key that goes, and visibility
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT, CONSTRAINT adults CHECK (age >= 18), KEY by_age (age));
-- rows
INSERT INTO users VALUES (1, 20);
-- file
ALTER TABLE users DROP CONSTRAINT adults;
ALTER TABLE users DROP INDEX by_age;

-- case: an invisible index
-- before
CREATE TABLE users (id INT PRIMARY KEY, age INT, KEY by_age (age));
-- config
-- mysql-version = "8.0"
-- unconfirmed
-- file
ALTER TABLE users ALTER INDEX by_age INVISIBLE;
CREATE INDEX users_month ON users ((age DIV 10));
