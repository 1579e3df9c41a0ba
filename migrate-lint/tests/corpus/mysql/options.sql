-- case: rebuilt beside writers
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
ALTER TABLE t ENGINE = InnoDB;
ALTER TABLE t FORCE;
ALTER TABLE t ROW_FORMAT = DYNAMIC;
ALTER TABLE t COMMENT = 'rows, ALGORITHM=COPY', AUTO_INCREMENT = 1000;
OPTIMIZE TABLE t;
ANALYZE TABLE t;
ALTER TABLE t MODIFY a INT FIRST;

-- case: stated locks
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN c INT, ALGORITHM=COPY;
-- expect: blocking
ALTER TABLE t ADD INDEX (a), LOCK = SHARED;
-- expect: blocking
CREATE INDEX i ON t (b) ALGORITHM = INPLACE LOCK = EXCLUSIVE;
ALTER TABLE t ADD COLUMN d INT, ALGORITHM = INSTANT;
ALTER TABLE t ADD INDEX (b), ALGORITHM=INPLACE, LOCK=NONE;
ALTER TABLE t ADD INDEX (b, a), LOCK=DEFAULT;

-- case: engines
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
CREATE TABLE u (id INT PRIMARY KEY, a INT) ENGINE = MyISAM;
-- file
-- expect: blocking
ALTER TABLE t ENGINE = MyISAM;
-- expect: blocking
ALTER TABLE u ENGINE=InnoDB;

-- case: order
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
-- file
-- expect: blocking
ALTER TABLE t ORDER BY a DESC, b;

-- case: partitioning
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
CREATE TABLE u (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE v (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE w (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20));
CREATE TABLE x (id INT PRIMARY KEY);
-- rows
INSERT INTO x VALUES (25);
-- file
-- expect: blocking
ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 4;
-- expect: blocking
ALTER TABLE u REMOVE PARTITIONING;
-- expect: blocking
ALTER TABLE v ADD PARTITION PARTITIONS 2;
-- expect: blocking
ALTER TABLE v COALESCE PARTITION 1;
-- expect: blocking
ALTER TABLE w REORGANIZE PARTITION p0, p1 INTO (PARTITION p VALUES LESS THAN (20));
-- expect: data-dependent
ALTER TABLE w EXCHANGE PARTITION p WITH TABLE x;

-- case: full text
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, body TEXT, FULLTEXT KEY words (body));
-- file
-- expect: blocking
ALTER TABLE t ADD COLUMN b INT;
-- expect: blocking
ALTER TABLE t FORCE;
-- expect: blocking
ALTER TABLE t ADD FULLTEXT KEY again (body);
ALTER TABLE t ADD INDEX (a);

-- case: locks by hand
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
CREATE TABLE u (id INT PRIMARY KEY, a INT);
-- file
-- expect: blocking
LOCK TABLES t WRITE, u READ;
UPDATE t SET a = 1 WHERE id = 1;
UNLOCK TABLES;

-- case: locks that stay
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
-- expect: blocking, session
LOCK TABLE t READ;

-- case: newer MariaDB copies beside writers
-- unconfirmed
-- config
-- mariadb-version = 11.4
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
-- expect: breaking
ALTER TABLE t MODIFY a BIGINT;
ALTER TABLE t DROP PRIMARY KEY;

-- case: history
-- unconfirmed
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING;
-- file
-- expect: destructive, blocking
ALTER TABLE t DROP SYSTEM VERSIONING;

-- case: files of tables
-- unconfirmed
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
-- expect: destructive
ALTER TABLE t DISCARD TABLESPACE;
ALTER TABLE t IMPORT TABLESPACE;

-- case: keys of dumps
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
/*!40000 ALTER TABLE `t` DISABLE KEYS */;
INSERT INTO t VALUES (1, 1);
/*!40000 ALTER TABLE `t` ENABLE KEYS */;
