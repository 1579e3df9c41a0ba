What generators and tools write.

-- case: Prisma creates tables
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `email` VARCHAR(191) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- file
-- CreateTable
CREATE TABLE `Post` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `title` VARCHAR(191) NOT NULL,
    `published` BOOLEAN NOT NULL DEFAULT false,
    `authorId` INTEGER NOT NULL,
    `kind` ENUM('NEWS', 'BLOG') NOT NULL DEFAULT 'BLOG',
    `doc` JSON NULL,

    UNIQUE INDEX `Post_title_key`(`title`),
    INDEX `Post_authorId_idx`(`authorId`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- AddForeignKey
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- case: Prisma adds a foreign key to tables with rows
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));
CREATE TABLE `Post` (`id` INTEGER NOT NULL AUTO_INCREMENT, `authorId` INTEGER NULL, INDEX `a`(`authorId`), PRIMARY KEY (`id`));
-- rows
INSERT INTO `Post` (`authorId`) VALUES (99);
-- file
-- AddForeignKey
-- expect: data-dependent, blocking
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE SET NULL ON UPDATE CASCADE;

-- case: Prisma adds columns
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));
-- rows
INSERT INTO `User` VALUES (1);
-- file
-- AlterTable
ALTER TABLE `User` ADD COLUMN `bio` TEXT NULL,
    ADD COLUMN `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    ADD COLUMN `isAdmin` BOOLEAN NOT NULL DEFAULT false;

-- case: Prisma adds a required column without a default
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));
-- unconfirmed
-- file
/*
  Warnings:

  - Added the required column `slug` to the `User` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
-- expect: data-dependent, breaking
ALTER TABLE `User` ADD COLUMN `slug` VARCHAR(191) NOT NULL;

-- case: Prisma makes a column required
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `name` VARCHAR(191) NULL, PRIMARY KEY (`id`));
-- rows
INSERT INTO `User` VALUES (1, NULL);
-- file
/*
  Warnings:

  - Made the column `name` on table `User` required. This step will fail if there are existing NULL values in that column.

*/
-- expect: data-dependent
ALTER TABLE `User` MODIFY `name` VARCHAR(191) NOT NULL;

-- case: Prisma makes a column required that has a default
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `name` VARCHAR(191) NULL DEFAULT 'x', PRIMARY KEY (`id`));
-- rows
INSERT INTO `User` VALUES (1, NULL);
-- file
-- expect: data-dependent
ALTER TABLE `User` MODIFY `name` VARCHAR(191) NOT NULL DEFAULT 'x';

-- case: Prisma drops a relation
-- before
CREATE TABLE `Org` (`id` INTEGER NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`));
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `orgId` INTEGER NULL, PRIMARY KEY (`id`), CONSTRAINT `User_orgId_fkey` FOREIGN KEY (`orgId`) REFERENCES `Org`(`id`));
-- file
-- DropForeignKey
ALTER TABLE `User` DROP FOREIGN KEY `User_orgId_fkey`;
-- DropIndex
DROP INDEX `User_orgId_fkey` ON `User`;
-- AlterTable
-- expect: destructive, breaking
ALTER TABLE `User` DROP COLUMN `orgId`;
-- DropTable
-- expect: destructive, breaking
DROP TABLE `Org`;

-- case: Prisma adds a value to an enum
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `role` ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER', PRIMARY KEY (`id`));
-- rows
INSERT INTO `User` VALUES (1, 'ADMIN');
-- file
ALTER TABLE `User` MODIFY `role` ENUM('USER', 'ADMIN', 'MODERATOR') NOT NULL DEFAULT 'USER';

-- case: Prisma removes a value from an enum
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `role` ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER', PRIMARY KEY (`id`));
-- rows
INSERT INTO `User` VALUES (1, 'ADMIN');
-- file
/*
  Warnings:

  - The values [ADMIN] on the enum `User_role` will be removed. If these variants are still used in the database, this will fail.

*/
-- expect: data-dependent, blocking
ALTER TABLE `User` MODIFY `role` ENUM('USER') NOT NULL DEFAULT 'USER';

-- case: Prisma renames an index and makes another
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `email` VARCHAR(191) NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `User.email_unique`(`email`));
-- rows
INSERT INTO `User` VALUES (1, 'a'), (2, 'b');
-- file
-- RenameIndex
ALTER TABLE `User` RENAME INDEX `User.email_unique` TO `User_email_key`;
-- CreateIndex
CREATE INDEX `User_email_id_idx` ON `User`(`email`, `id` DESC);

-- case: Prisma makes an index unique
-- before
CREATE TABLE `Account` (`id` VARCHAR(191) NOT NULL, `provider` VARCHAR(191) NOT NULL, `ref` VARCHAR(191) NOT NULL, PRIMARY KEY (`id`));
-- rows
INSERT INTO `Account` VALUES ('1', 'g', '4'), ('2', 'g', '4');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX `Account_provider_ref_key` ON `Account`(`provider`, `ref`);

-- case: Drizzle alters a table
-- before
CREATE TABLE `users` (`id` int AUTO_INCREMENT NOT NULL, `email` varchar(255), `full_name` varchar(100), CONSTRAINT `users_id` PRIMARY KEY(`id`));
-- rows
INSERT INTO users VALUES (1, 'a', 'Ann'), (2, 'a', 'Bob');
-- file
ALTER TABLE `users` ADD `phone` varchar(256);
ALTER TABLE `users` ADD `created_at` timestamp DEFAULT now() NOT NULL;
CREATE INDEX `name_idx` ON `users` (`full_name`);
-- expect: data-dependent
ALTER TABLE `users` ADD CONSTRAINT `users_email_unique` UNIQUE(`email`);

-- case: Drizzle renames and drops
-- before
CREATE TABLE `users` (`id` int AUTO_INCREMENT NOT NULL, `fullname` varchar(100), `fax` varchar(20), CONSTRAINT `users_id` PRIMARY KEY(`id`));
-- rows
INSERT INTO users VALUES (1, 'Ann', '22');
-- file
-- expect: breaking
ALTER TABLE `users` RENAME COLUMN `fullname` TO `name`;
-- expect: destructive, breaking
ALTER TABLE `users` DROP COLUMN `fax`;
ALTER TABLE `users` MODIFY COLUMN `name` varchar(120);

-- case: Drizzle adds a foreign key to a new table
-- before
CREATE TABLE `users` (`id` int AUTO_INCREMENT NOT NULL, CONSTRAINT `users_id` PRIMARY KEY(`id`));
-- file
CREATE TABLE `posts` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	CONSTRAINT `posts_id` PRIMARY KEY(`id`)
);
ALTER TABLE `posts` ADD CONSTRAINT `posts_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;

-- case: Django adds a field with a default that goes
-- before
CREATE TABLE `shop_book` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `title` varchar(100) NOT NULL);
-- rows
INSERT INTO shop_book VALUES (1, 'Moby Dick');
-- file
ALTER TABLE `shop_book` ADD COLUMN `pages` integer DEFAULT 0 NOT NULL;
-- expect: breaking
ALTER TABLE `shop_book` ALTER COLUMN `pages` DROP DEFAULT;

-- case: Django adds a nullable foreign key
-- before
CREATE TABLE `shop_author` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY);
CREATE TABLE `shop_book` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `title` varchar(100) NOT NULL);
-- rows
INSERT INTO shop_book VALUES (1, 'Moby Dick');
-- file
-- expect: blocking
ALTER TABLE `shop_book` ADD COLUMN `author_id` bigint NULL , ADD CONSTRAINT `shop_book_author_id_fk` FOREIGN KEY (`author_id`) REFERENCES `shop_author`(`id`);

-- case: Django makes a field longer and required
-- before
CREATE TABLE `shop_book` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `isbn` varchar(10) NULL);
-- rows
INSERT INTO shop_book VALUES (1, NULL);
-- file
UPDATE `shop_book` SET `isbn` = '' WHERE `isbn` IS NULL;
ALTER TABLE `shop_book` MODIFY `isbn` varchar(13) NOT NULL;

-- case: Rails adds columns and indexes
-- before
CREATE TABLE `users` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `email` varchar(255) DEFAULT '' NOT NULL) ENGINE=InnoDB;
-- rows
INSERT INTO users (email) VALUES ('a'), ('b');
-- file
ALTER TABLE `users` ADD `admin` tinyint(1) DEFAULT FALSE NOT NULL;
ALTER TABLE `users` ADD `last_seen` datetime(6) DEFAULT NULL;
ALTER TABLE `users` ADD INDEX `index_users_on_last_seen` (`last_seen`);
CREATE INDEX `index_users_on_admin` ON `users` (`admin`);

-- case: Rails adds timestamps
-- before
CREATE TABLE `users` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent, breaking
ALTER TABLE `users` ADD `created_at` datetime(6) NOT NULL;

-- case: Rails changes a column
-- before
CREATE TABLE `users` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `name` varchar(255) DEFAULT NULL) ENGINE=InnoDB;
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
-- expect: breaking
ALTER TABLE `users` CHANGE `name` `full_name` varchar(255) DEFAULT NULL;

-- case: Rails renames a table
-- before
CREATE TABLE `people` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY);
-- file
-- expect: breaking
RENAME TABLE `people` TO `persons`;
CREATE INDEX `persons_id` ON `persons` (`id`);

-- case: Diesel
-- before
CREATE TABLE users (id INTEGER AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255) NOT NULL);
-- file
CREATE TABLE posts (
  id INTEGER AUTO_INCREMENT PRIMARY KEY,
  title VARCHAR(255) NOT NULL,
  body TEXT NOT NULL,
  published BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  user_id INTEGER NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX posts_user ON posts (user_id);
INSERT INTO posts (title, body, user_id) SELECT 'Welcome; -- DROP', 'It''s "here"', id FROM users;

-- case: a dump
-- file
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
DROP TABLE IF EXISTS `plans`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `plans` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(40) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES `plans` WRITE;
/*!40000 ALTER TABLE `plans` DISABLE KEYS */;
INSERT INTO `plans` VALUES (1,'Free'),(2,'O\'Brien; DROP TABLE plans;');
/*!40000 ALTER TABLE `plans` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- case: a dump over a table with rows
-- before
CREATE TABLE plans (id INT PRIMARY KEY, name VARCHAR(40));
-- file
-- expect: destructive
DROP TABLE IF EXISTS `plans`;
CREATE TABLE `plans` (`id` int NOT NULL, `name` varchar(40) DEFAULT NULL, PRIMARY KEY (`id`));
INSERT INTO `plans` VALUES (1,'Free');

-- case: what gh-ost leaves is removed
-- before
CREATE TABLE users (id INT PRIMARY KEY);
-- file
DROP TABLE IF EXISTS `_users_gho`, `_users_ghc`, `_users_del`;

-- case: a table is copied and swapped by hand
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
CREATE TABLE _users_new LIKE users;
ALTER TABLE _users_new MODIFY id INT NOT NULL, ADD COLUMN note TEXT;
INSERT INTO _users_new (id, name) SELECT id, name FROM users;
RENAME TABLE users TO _users_old, _users_new TO users;

-- case: a table is copied and swapped with a column more
-- before
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'Ann');
-- file
CREATE TABLE _users_new LIKE users;
ALTER TABLE _users_new ADD COLUMN note TEXT;
INSERT INTO _users_new (id, name) SELECT id, name FROM users;
RENAME TABLE users TO _users_old, _users_new TO users;

-- case: Laravel
-- before
create table `users` (`id` bigint unsigned not null auto_increment primary key, `name` varchar(255) not null) default character set utf8mb4 collate 'utf8mb4_unicode_ci';
create table `teams` (`id` bigint unsigned not null auto_increment primary key);
-- rows
insert into users (name) values ('Ann');
-- file
alter table `users` add `team_id` bigint unsigned null after `name`, add `email_verified_at` timestamp null;
-- expect: blocking
alter table `users` add constraint `users_team_id_foreign` foreign key (`team_id`) references `teams` (`id`) on delete cascade;
create table `jobs` (`id` bigint unsigned not null auto_increment primary key, `queue` varchar(255) not null) default character set utf8mb4 collate 'utf8mb4_unicode_ci';
alter table `jobs` add index `jobs_queue_index`(`queue`);
alter table `jobs` add unique `jobs_queue_unique`(`queue`);

-- case: Atlas modifies tables
-- before
CREATE TABLE `pets` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(100) NULL, `chip` varchar(20) NULL, PRIMARY KEY (`id`), INDEX `chip` (`chip`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- rows
INSERT INTO pets VALUES (1, NULL, '9'), (2, 'b', '9');
-- file
-- Modify "pets" table
-- expect: data-dependent
ALTER TABLE `pets` DROP INDEX `chip`, ADD UNIQUE INDEX `chip` (`chip`);
-- Modify "pets" table
-- expect: data-dependent
ALTER TABLE `pets` MODIFY COLUMN `name` varchar(100) NOT NULL, ADD COLUMN `born` date NULL;
