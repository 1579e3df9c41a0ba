-- case: prisma adds a model
-- before
CREATE TABLE `User` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `email` VARCHAR(191) NOT NULL,
    UNIQUE INDEX `User_email_key`(`email`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- file
-- CreateTable
CREATE TABLE `Post` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `title` VARCHAR(191) NOT NULL,
    `content` TEXT NULL,
    `published` BOOLEAN NOT NULL DEFAULT false,
    `meta` JSON NULL,
    `authorId` INTEGER NOT NULL,

    FULLTEXT INDEX `Post_content_idx`(`content`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateIndex
CREATE UNIQUE INDEX `Post_authorId_title_key` ON `Post`(`authorId`, `title`);

-- AddForeignKey
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- case: prisma warns
-- before
CREATE TABLE `User` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `handle` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NULL,
    `bio` VARCHAR(191) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE `Session` (`id` VARCHAR(36) NOT NULL, `token` VARCHAR(191) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- rows
INSERT INTO `User` (`handle`, `name`) VALUES ('ann', 'Ann'), ('ann', 'Anne');
-- file
/*
  Warnings:

  - You are about to drop the column `name` on the `User` table. All the data in the column will be lost.

*/
-- AlterTable
-- expect: destructive, breaking
ALTER TABLE `User` DROP COLUMN `name`,
    ADD COLUMN `role` ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER';

-- AlterTable
-- expect: blocking
ALTER TABLE `User` MODIFY `bio` TEXT NULL;

-- CreateIndex
-- expect: data-dependent
CREATE UNIQUE INDEX `User_handle_key` ON `User`(`handle`);

-- DropTable
-- expect: destructive, breaking
DROP TABLE `Session`;

-- case: prisma drops a relation
-- before
CREATE TABLE `Team` (`id` INTEGER NOT NULL AUTO_INCREMENT, `title` VARCHAR(100) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE `Player` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `teamId` INTEGER NULL,
    `updatedAt` DATETIME(3) NULL,
    INDEX `Player_teamId_fkey`(`teamId`),
    PRIMARY KEY (`id`),
    CONSTRAINT `Player_teamId_fkey` FOREIGN KEY (`teamId`) REFERENCES `Team`(`id`) ON DELETE SET NULL ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4;
-- file
-- DropForeignKey
ALTER TABLE `Player` DROP FOREIGN KEY `Player_teamId_fkey`;

-- DropIndex
DROP INDEX `Player_teamId_fkey` ON `Player`;

-- AlterTable
ALTER TABLE `Player` ADD COLUMN `joinedAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    ADD COLUMN `score` INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX `Player_teamId_score_idx` ON `Player`(`teamId`, `score` DESC);

-- AlterTable
ALTER TABLE `Team` MODIFY `title` VARCHAR(191) NOT NULL;

-- case: django creates models
-- before
CREATE TABLE `shop_customer` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `email` varchar(254) NOT NULL);
-- file
--
-- Create model Order
--
CREATE TABLE `shop_order` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `ref` varchar(32) NOT NULL UNIQUE, `placed` datetime(6) NOT NULL, `data` json NOT NULL, `qty` integer UNSIGNED NOT NULL CHECK (`qty` >= 0), `customer_id` bigint NOT NULL);
--
-- Create model Tag
--
CREATE TABLE `shop_tag` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `key` varchar(50) NOT NULL);
CREATE TABLE `shop_order_tags` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `order_id` bigint NOT NULL, `tag_id` bigint NOT NULL);
ALTER TABLE `shop_order` ADD CONSTRAINT `shop_order_customer_id_1f2e_fk_shop_customer_id` FOREIGN KEY (`customer_id`) REFERENCES `shop_customer` (`id`);
ALTER TABLE `shop_order_tags` ADD CONSTRAINT `shop_order_tags_order_id_tag_id_9a_uniq` UNIQUE (`order_id`, `tag_id`);
ALTER TABLE `shop_order_tags` ADD CONSTRAINT `shop_order_tags_tag_id_77_fk_shop_tag_id` FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`);
CREATE INDEX `shop_order_placed_5c_idx` ON `shop_order` (`placed`);

-- case: django changes fields
-- before
CREATE TABLE `shop_customer` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `fullname` varchar(100) NOT NULL, `phone` varchar(20) NULL);
CREATE TABLE `shop_basket` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY, `session_key` varchar(40) NOT NULL, `owner` integer NOT NULL);
-- rows
INSERT INTO `shop_basket` (`session_key`, `owner`) VALUES ('k', 1), ('k', 1);
-- file
--
-- Add field tier to customer
--
ALTER TABLE `shop_customer` ADD COLUMN `tier` varchar(10) DEFAULT 'basic' NOT NULL;
-- expect: breaking
ALTER TABLE `shop_customer` ALTER COLUMN `tier` DROP DEFAULT;
--
-- Add field referrer to customer
--
-- expect: blocking
ALTER TABLE `shop_customer` ADD COLUMN `referrer_id` bigint NULL , ADD CONSTRAINT `shop_customer_referrer_id_3c_fk_shop_customer_id` FOREIGN KEY (`referrer_id`) REFERENCES `shop_customer`(`id`);
--
-- Alter field phone on customer
--
UPDATE `shop_customer` SET `phone` = '' WHERE `phone` IS NULL;
ALTER TABLE `shop_customer` MODIFY `phone` varchar(20) NOT NULL;
--
-- Rename field fullname on customer to display_name
--
-- expect: breaking
ALTER TABLE `shop_customer` RENAME COLUMN `fullname` TO `display_name`;
--
-- Alter field id on basket
--
-- expect: blocking, breaking
ALTER TABLE `shop_basket` MODIFY `id` bigint AUTO_INCREMENT NOT NULL;
-- expect: data-dependent
ALTER TABLE `shop_basket` ADD CONSTRAINT `shop_basket_owner_session_key_b1_uniq` UNIQUE (`owner`, `session_key`);

-- case: django renames a model
-- before
CREATE TABLE `shop_basket` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY, `session_key` varchar(40) NOT NULL);
-- file
-- expect: breaking
RENAME TABLE `shop_basket` TO `shop_cart`;
ALTER TABLE `shop_cart` ADD COLUMN `rename` varchar(9) NULL;
-- expect: unknown-object
CREATE INDEX `shop_basket_key_idx` ON `shop_basket` (`session_key`);

-- case: laravel tables
-- file
create table `failed_jobs` (`id` bigint unsigned not null auto_increment primary key, `uuid` varchar(191) not null, `payload` longtext not null, `failed_at` timestamp not null default CURRENT_TIMESTAMP) default character set utf8mb4 collate 'utf8mb4_unicode_ci';
alter table `failed_jobs` add unique `failed_jobs_uuid_unique`(`uuid`);
alter table `failed_jobs` modify `payload` mediumtext not null;

-- case: laravel changes
-- before
create table `users` (`id` bigint unsigned not null auto_increment primary key, `email` varchar(191) not null, `nick` varchar(50) not null) default character set utf8mb4 collate 'utf8mb4_unicode_ci';
create table `posts` (`id` bigint unsigned not null auto_increment primary key, `title` varchar(191) not null, `slug` varchar(50) not null, `body` text not null, `views` int not null default '0', `likes` int not null default '0') default character set utf8mb4 collate 'utf8mb4_unicode_ci';
-- rows
insert into `users` (`email`, `nick`) values ('a@b.c', 'x'), ('d@e.f', 'x');
-- file
alter table `users` add `phone` varchar(32) null after `email`, add `is_admin` tinyint(1) not null default '0';
-- expect: data-dependent
alter table `users` add unique `users_nick_unique`(`nick`);
alter table `posts` add `user_id` bigint unsigned null;
-- expect: blocking
alter table `posts` add constraint `posts_user_id_foreign` foreign key (`user_id`) references `users` (`id`) on delete cascade;
alter table `posts` add index `posts_body_index`(`body`(100));
alter table `posts` modify `title` varchar(255) not null;
-- expect: blocking
alter table `posts` modify `slug` varchar(100) not null;
-- expect: destructive, breaking
alter table `posts` drop `views`, drop `likes`;

-- case: laravel fulltext
-- before
create table `posts` (`id` bigint unsigned not null auto_increment primary key, `body` text not null) default character set utf8mb4;
-- file
-- expect: blocking
alter table `posts` add fulltext `posts_body_fulltext`(`body`);
-- expect: unknown-object
alter table `post` add `deleted_at` timestamp null;
drop table if exists `password_resets`;
