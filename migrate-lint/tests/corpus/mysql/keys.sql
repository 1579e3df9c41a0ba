-- case: indexes
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(200), c TEXT, p POINT NOT NULL, KEY old (a));
-- file
CREATE INDEX by_a ON t (a);
ALTER TABLE t ADD INDEX by_b (b(20) DESC), ADD KEY (a, id);
CREATE INDEX by_both USING BTREE ON t (a, b) COMMENT 'x';
DROP INDEX old ON t;
ALTER TABLE t DROP INDEX by_b;
-- expect: blocking
CREATE FULLTEXT INDEX words ON t (c);
-- expect: blocking
ALTER TABLE t ADD SPATIAL INDEX (p);

-- case: unique
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, UNIQUE KEY ab (a, b));
CREATE TABLE u (id INT, a INT);
CREATE TABLE v (id INT PRIMARY KEY, a INT, b INT);
-- rows
INSERT INTO t VALUES (1, 1, 1), (2, 1, 2);
INSERT INTO u VALUES (1, 1), (1, 1);
INSERT INTO v VALUES (1, 1, 1), (2, 1, 1);
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX one ON t (a);
-- expect: data-dependent
ALTER TABLE v ADD CONSTRAINT two UNIQUE (a);
-- expect: data-dependent
ALTER TABLE v ADD UNIQUE KEY three (b);
ALTER TABLE t ADD UNIQUE KEY wider (id, a);
ALTER TABLE t ADD UNIQUE INDEX again (b, a);
-- expect: data-dependent
ALTER TABLE u ADD PRIMARY KEY (id);

-- case: primary key over what may be null
-- before
CREATE TABLE t (a INT, b INT);
CREATE TABLE u (a INT NOT NULL, b INT NOT NULL, UNIQUE KEY (a));
-- rows
INSERT INTO t VALUES (NULL, 1);
INSERT INTO u VALUES (1, 1);
-- file
-- expect: data-dependent
ALTER TABLE t ADD PRIMARY KEY (a);
ALTER TABLE u ADD PRIMARY KEY (a);

-- case: primary keys that go
-- before
CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, PRIMARY KEY (id));
CREATE TABLE u (id INT NOT NULL, a INT NOT NULL, PRIMARY KEY (id));
-- file
-- expect: blocking
ALTER TABLE t DROP PRIMARY KEY;
ALTER TABLE u DROP PRIMARY KEY, ADD PRIMARY KEY (id, a);

-- case: replaced by a wider one
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, UNIQUE KEY k (a));
-- file
ALTER TABLE t DROP INDEX k;
ALTER TABLE t ADD UNIQUE KEY k (a, b);

-- case: foreign keys
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, author_id INT);
-- rows
INSERT INTO posts VALUES (1, 7, 7);
-- file
-- expect: blocking, data-dependent
ALTER TABLE posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
-- expect: blocking, data-dependent
ALTER TABLE posts ADD FOREIGN KEY by_author (author_id) REFERENCES users (id);
CREATE TABLE notes (id INT PRIMARY KEY, user_id INT, CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id));

-- case: foreign key of a new column
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY);
-- rows
INSERT INTO posts VALUES (1);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN user_id INT, ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);

-- case: foreign keys go
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id));
-- file
ALTER TABLE posts DROP FOREIGN KEY f;
ALTER TABLE posts DROP INDEX f;

-- case: foreign keys that nobody checks
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT);
-- rows
INSERT INTO posts VALUES (1, 7);
-- file
SET FOREIGN_KEY_CHECKS = 0;
ALTER TABLE posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users (id);
SET FOREIGN_KEY_CHECKS = 1;

-- case: inline references
-- unconfirmed
-- config
-- mysql-version = "8.0"
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY);
-- file
-- expect: syntax
CREATE TABLE notes (id INT PRIMARY KEY, user_id INT REFERENCES users (id));
-- expect: syntax
ALTER TABLE posts ADD COLUMN user_id INT REFERENCES users (id);

-- case: inline references where nobody says for what server
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY);
-- file
CREATE TABLE notes (id INT PRIMARY KEY, user_id INT REFERENCES users (id));
ALTER TABLE posts ADD COLUMN user_id INT REFERENCES users (id);

-- case: inline references of MariaDB
-- config
-- mariadb-version = "10.6"
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE posts ADD COLUMN user_id INT REFERENCES users (id);

-- case: checks
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- rows
INSERT INTO t VALUES (1, -5);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
CREATE TABLE u (id INT PRIMARY KEY, a INT CHECK (a > 0), CONSTRAINT small CHECK (a < 10));

-- case: checks of MySQL
-- unconfirmed
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, CONSTRAINT even CHECK (a % 2 = 0) NOT ENFORCED);
-- file
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;
-- expect: blocking, data-dependent
ALTER TABLE t ALTER CHECK even ENFORCED;
ALTER TABLE t DROP CHECK even;

-- case: checks that an old server reads over
-- unconfirmed
-- config
-- mysql-version = 5.7
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- file
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);

-- case: foreign key that is made anew
-- before
CREATE TABLE users (id INT PRIMARY KEY);
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT, CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id));
CREATE TABLE notes (id INT PRIMARY KEY, user_id INT, CONSTRAINT g FOREIGN KEY (user_id) REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1);
INSERT INTO posts VALUES (1, 1);
-- file
ALTER TABLE posts DROP FOREIGN KEY f;
-- expect: blocking
ALTER TABLE posts ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
-- expect: blocking
ALTER TABLE notes DROP FOREIGN KEY g, ADD CONSTRAINT h FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
