-- case: drafts beside a lock
-- unconfirmed
-- before
CREATE TABLE users (id INT PRIMARY KEY, a INT);
-- file
CREATE TABLE posts (id INT PRIMARY KEY, user_id INT);
ALTER TABLE users ADD COLUMN b INT;
-- file
ALTER TABLE posts ADD COLUMN c TEXT NOT NULL, MODIFY user_id BIGINT, ADD FULLTEXT (c);
ALTER TABLE users DROP COLUMN b;
DROP TABLE posts;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN a;

-- case: database-qualified names
-- unconfirmed
-- before
CREATE DATABASE app;
CREATE TABLE app.users (id INT PRIMARY KEY, a INT);
CREATE TABLE users (id INT PRIMARY KEY, b INT);
-- file
-- expect: destructive, breaking
ALTER TABLE app.users DROP COLUMN a;
-- expect: destructive, breaking
ALTER TABLE users DROP COLUMN b;
-- expect: destructive, breaking
DROP TABLE `app`.`users`;
-- expect: unknown-object
ALTER TABLE app.userz ADD c INT;

-- case: Prisma
-- before
CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `email` VARCHAR(191) NOT NULL, `name` VARCHAR(191) NULL, UNIQUE INDEX `User_email_key`(`email`), PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE `Post` (`id` INTEGER NOT NULL AUTO_INCREMENT, `title` VARCHAR(191) NOT NULL, `authorId` INTEGER NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- rows
INSERT INTO `Post` VALUES (1, 'x', 7);
-- file
-- AlterTable
ALTER TABLE `User` ADD COLUMN `role` ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER',
    ADD COLUMN `updatedAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);

-- CreateTable
CREATE TABLE `Tag` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `label` VARCHAR(191) NOT NULL,

    UNIQUE INDEX `Tag_label_key`(`label`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateIndex
CREATE INDEX `Post_title_idx` ON `Post`(`title`);

-- AddForeignKey
-- expect: blocking, data-dependent
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- case: Laravel
-- before
create table `users` (`id` bigint unsigned not null auto_increment primary key, `name` varchar(255) not null, `email` varchar(255) not null, `created_at` timestamp null, `updated_at` timestamp null) default character set utf8mb4 collate 'utf8mb4_unicode_ci';
-- rows
insert into users (name, email) values ('a', 'x'), ('b', 'x');
-- file
-- expect: data-dependent
alter table `users` add unique `users_email_unique`(`email`);
alter table `users` add `deleted_at` datetime null after `updated_at`;
alter table `users` add index `users_name_index`(`name`);
-- expect: blocking, data-dependent, breaking
alter table `users` modify `name` varchar(150) null, modify `deleted_at` datetime not null;
