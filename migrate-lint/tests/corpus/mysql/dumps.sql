-- case: diesel one-liners
-- before
CREATE TABLE posts (id INTEGER AUTO_INCREMENT PRIMARY KEY, title VARCHAR(100) NOT NULL, body TEXT NOT NULL) DEFAULT CHARSET=utf8mb4;
-- file
alter table posts add published bool not null default false; alter table posts add column rank_no int null first;
create table comments (id integer auto_increment primary key, post_id integer not null, body text, foreign key (post_id) references posts (id)); drop table if exists drafts;
-- expect: blocking
alter table posts modify body mediumtext not null;
-- expect: destructive, breaking
drop table comments, posts

-- case: diesel down
-- before
CREATE TABLE likes (id INTEGER NOT NULL PRIMARY KEY, amount INTEGER NOT NULL);
CREATE VIEW big_likes AS SELECT id, amount FROM likes WHERE amount > 100;
-- file
CREATE OR REPLACE VIEW big_likes AS SELECT id, amount, amount * 2 AS twice FROM likes WHERE amount > 100;
-- expect: breaking
DROP VIEW big_likes;
-- expect: unknown-object
DROP VIEW small_likes;
DROP VIEW IF EXISTS no_likes;
-- expect: destructive, breaking
DROP TABLE IF EXISTS `likes`;

-- case: rails schema
-- file
CREATE TABLE `schema_migrations` (`version` varchar(255) NOT NULL PRIMARY KEY);
CREATE TABLE `ar_internal_metadata` (`key` varchar(255) NOT NULL PRIMARY KEY, `value` varchar(255), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL);
INSERT INTO `ar_internal_metadata` (`key`, `value`, `created_at`, `updated_at`) VALUES ('environment', 'production', '2024-03-01 10:00:00.000001', '2024-03-01 10:00:00.000001');
INSERT INTO `schema_migrations` (version) VALUES
('20240301100000'),
('20240229100000');
ALTER TABLE `schema_migrations` CHANGE `version` `version` varchar(100) NOT NULL;
RENAME TABLE `ar_internal_metadata` TO `ar_metadata`;

-- case: rails changes
-- before
CREATE TABLE `widgets` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `name` varchar(255), `count` int DEFAULT 0, `kind` varchar(30) NOT NULL, KEY `index_widgets_on_kind` (`kind`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO `widgets` (`name`, `kind`) VALUES ('w', 'a'), ('w', 'a');
-- file
ALTER TABLE `widgets` ADD `color` varchar(255) DEFAULT 'red' NOT NULL, ADD `created_at` datetime(6) DEFAULT CURRENT_TIMESTAMP(6) NOT NULL;
CREATE INDEX `index_widgets_on_name` ON `widgets` (`name`(20)) ALGORITHM = INPLACE LOCK = NONE;
-- expect: data-dependent
CREATE UNIQUE INDEX `index_widgets_on_name_and_kind` ON `widgets` (`name`, `kind`);
ALTER TABLE `widgets` RENAME INDEX `index_widgets_on_kind` TO `index_on_kind`;
DROP INDEX `index_on_kind` ON `widgets`;
ALTER TABLE `widgets` CHANGE `kind` `kind` varchar(60) NOT NULL COMMENT 'was: varchar(30)';
-- expect: breaking
ALTER TABLE `widgets` CHANGE `count` `quantity` int DEFAULT 0;
-- expect: breaking
ALTER TABLE `widgets` RENAME TO `gadgets`;

-- case: explicit locks
-- before
CREATE TABLE jobs (id BIGINT NOT NULL PRIMARY KEY, queue VARCHAR(40) NOT NULL, run_at DATETIME NOT NULL) ENGINE=InnoDB;
-- file
ALTER TABLE jobs ADD COLUMN tries INT NOT NULL DEFAULT 0, ALGORITHM=INSTANT;
ALTER TABLE jobs ADD INDEX jobs_run_at (run_at), ALGORITHM=INPLACE, LOCK=NONE;
-- expect: blocking
ALTER TABLE jobs ADD INDEX jobs_queue (queue), LOCK=SHARED;
-- expect: blocking
ALTER TABLE jobs ADD COLUMN error TEXT NULL, ALGORITHM=COPY;
-- expect: blocking
CREATE INDEX jobs_queue_run ON jobs (queue, run_at) LOCK=EXCLUSIVE;

-- case: sqlx migration
-- before
CREATE TABLE accounts (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, email VARCHAR(120) NOT NULL, balance INT NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- file
-- Add migration script here
# DROP TABLE accounts;
/* ALTER TABLE accounts DROP COLUMN email; */
CREATE TABLE sessions (
    id CHAR(36) NOT NULL DEFAULT (UUID()) PRIMARY KEY,
    account_id BIGINT UNSIGNED NOT NULL,
    opened_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    state ENUM('open', 'it''s closed;', "drop") NOT NULL DEFAULT 'open',
    INDEX (account_id),
    CONSTRAINT sessions_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
-- expect: blocking
ALTER TABLE accounts ADD COLUMN public_id CHAR(36) NOT NULL DEFAULT (UUID());
-- expect: blocking, breaking
ALTER TABLE accounts MODIFY balance BIGINT NOT NULL;
ALTER TABLE accounts ADD COLUMN seen_at TIMESTAMP NULL DEFAULT NULL;

-- case: other dialects, quotes
-- file
-- expect: syntax
CREATE TABLE "accounts" (id INT PRIMARY KEY);

-- case: other dialects
-- before
CREATE TABLE accounts (id INT NOT NULL PRIMARY KEY, email VARCHAR(120) NOT NULL);
-- file
-- expect: syntax
CREATE INDEX CONCURRENTLY accounts_email ON accounts (email);
-- expect: syntax
INSERT INTO accounts (id, email) VALUES (1, 'a@b.c') ON CONFLICT (id) DO NOTHING;
-- expect: syntax
CREATE TABLE logins (id INT NOT NULL PRIMARY KEY, at DATETIME NOT NULL,);
-- expect: syntax
ALTER TABEL accounts ADD COLUMN nick VARCHAR(20);
INSERT INTO accounts (id, email) VALUES (1, 'a@b.c') ON DUPLICATE KEY UPDATE email = 'a@b.c';

-- case: a dump
-- file
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

--
-- Table structure for table `colors`
--

DROP TABLE IF EXISTS `colors`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `colors` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(20) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`),
  UNIQUE KEY `colors_name` (`name`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
/*!40101 SET character_set_client = @saved_cs_client */;

LOCK TABLES `colors` WRITE;
/*!40000 ALTER TABLE `colors` DISABLE KEYS */;
INSERT INTO `colors` VALUES (1,'red; DROP TABLE x'),(2,'it\'s -- blue');
/*!40000 ALTER TABLE `colors` ENABLE KEYS */;
UNLOCK TABLES;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50001 VIEW `color_names` AS select `colors`.`name` AS `name` from `colors` */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;

-- Dump completed on 2024-03-01 10:00:00

-- case: executable comments
-- before
CREATE TABLE users (id INT NOT NULL PRIMARY KEY, nick VARCHAR(20) NULL, old_nick VARCHAR(20) NULL);
-- file
CREATE TABLE /*!32312 IF NOT EXISTS*/ users (id INT NOT NULL PRIMARY KEY, nick VARCHAR(20) NULL, old_nick VARCHAR(20) NULL);
/*!40101 ALTER TABLE users ADD COLUMN age INT NULL */;
-- expect: destructive, breaking
/*! ALTER TABLE users DROP COLUMN old_nick */;
UPDATE /*+ MAX_EXECUTION_TIME(1000) */ users SET age = 1 WHERE nick = 'TRUNCATE TABLE users';
-- expect: unknown-object
/*!50001 DROP TABLE visitors */;

-- case: a dump that forgets
-- file
-- expect: session
/*!40014 SET FOREIGN_KEY_CHECKS=0 */;
CREATE TABLE shapes (id INT NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL);
INSERT INTO shapes VALUES (1, 'square');
