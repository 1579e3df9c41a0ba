-- case: settings that stay
-- file
-- expect: session
SET SESSION sql_mode = 'ANSI_QUOTES';
-- expect: session
SET foreign_key_checks = 0;
-- expect: session
SET NAMES latin1;
-- expect: session
SET time_zone = '+00:00';
-- expect: session
SET @@session.group_concat_max_len = 100000;
-- expect: session
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
-- expect: session
set unique_checks=off;

-- case: settings of the server
-- unconfirmed
-- file
-- expect: session
SET GLOBAL max_connections = 500;
-- expect: session
SET PERSIST innodb_lock_wait_timeout = 10;
-- expect: session
SET @@GLOBAL.slow_query_log = 1;

-- case: settings that are set back
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- file
SET FOREIGN_KEY_CHECKS=0;
DELETE FROM t WHERE id = 1;
SET FOREIGN_KEY_CHECKS=1;
SET @old_mode = @@sql_mode;
SET sql_mode = '';
SET sql_mode = @old_mode;
SET lock_wait_timeout = 5;
SET lock_wait_timeout = DEFAULT;
SET SESSION group_concat_max_len = 5000;
SET SESSION group_concat_max_len = @@GLOBAL.group_concat_max_len;

-- case: what a dump sets
-- file
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;

-- case: what ends by itself
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- file
SET @a = 1, @b := 2;
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
SELECT @c := COUNT(*) FROM t;
SET NAMES utf8mb4;

-- case: databases
-- unconfirmed
-- file
-- expect: session
USE other;

-- case: locks by name
-- file
-- expect: session
SELECT GET_LOCK('mine', 5);

-- case: locks by name that are given back
-- file
DO GET_LOCK('mine', 5);
DO RELEASE_LOCK('mine');

-- case: roles
-- unconfirmed
-- file
-- expect: session
SET ROLE admin;

-- case: transactions
-- before
CREATE TABLE t (id INT PRIMARY KEY);
-- file
-- expect: transaction
START TRANSACTION;
INSERT INTO t VALUES (1);
ALTER TABLE t ADD COLUMN a INT;
-- expect: transaction
COMMIT;
