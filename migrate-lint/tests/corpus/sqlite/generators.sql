What generators and tools write.

-- case: Prisma redefines a table that others refer to with cascade
-- before
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "name" TEXT);
CREATE TABLE "Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
-- rows
INSERT INTO "User" VALUES (1, 'a@x.org', 'Ann');
INSERT INTO "Post" VALUES (7, 'Hello world', 1);
-- file
-- RedefineTables
PRAGMA defer_foreign_keys=ON;
-- expect: transaction
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "role" TEXT NOT NULL DEFAULT 'USER'
);
INSERT INTO "new_User" ("email", "id", "name") SELECT "email", "id", "name" FROM "User";
-- expect: destructive
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
-- expect: transaction
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- case: Prisma redefines the table that refers
-- before
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL);
CREATE TABLE "Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- rows
INSERT INTO "User" VALUES (1, 'a@x.org');
INSERT INTO "Post" VALUES (7, 'Hello world', 1);
-- file
-- migrate: foreign-keys(off)
-- RedefineTables
CREATE TABLE "new_Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "published" BOOLEAN NOT NULL DEFAULT false,
    "authorId" INTEGER,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Post" ("authorId", "id", "title") SELECT "authorId", "id", "title" FROM "Post";
DROP TABLE "Post";
ALTER TABLE "new_Post" RENAME TO "Post";
PRAGMA foreign_key_check("Post");

-- case: Prisma drops a column by redefining
-- before
CREATE TABLE "Invoice" ("id" TEXT NOT NULL PRIMARY KEY, "number" TEXT NOT NULL, "memo" TEXT);
-- rows
INSERT INTO "Invoice" VALUES ('i1', 'N-1', 'only here');
-- file
/*
  Warnings:

  - You are about to drop the column `memo` on the `Invoice` table. All the data in the column will be lost.

*/
-- migrate: foreign-keys(off)
CREATE TABLE "new_Invoice" ("id" TEXT NOT NULL PRIMARY KEY, "number" TEXT NOT NULL);
INSERT INTO "new_Invoice" ("id", "number") SELECT "id", "number" FROM "Invoice";
-- expect: destructive, breaking
DROP TABLE "Invoice";
ALTER TABLE "new_Invoice" RENAME TO "Invoice";

-- case: Prisma adds a required column without a default
-- before
CREATE TABLE "Product" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL);
-- rows
INSERT INTO "Product" VALUES (1, 'Chair');
-- file
/*
  Warnings:

  - Added the required column `slug` to the `Product` table without a default value. This is not possible if the table is not empty.

*/
CREATE TABLE "new_Product" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "slug" TEXT NOT NULL);
-- expect: data-dependent
INSERT INTO "new_Product" ("id", "title") SELECT "id", "title" FROM "Product";
-- expect: breaking
DROP TABLE "Product";
ALTER TABLE "new_Product" RENAME TO "Product";

-- case: Prisma adds a unique index
-- before
CREATE TABLE "Account" ("id" TEXT NOT NULL PRIMARY KEY, "provider" TEXT NOT NULL, "providerAccountId" TEXT NOT NULL);
-- rows
INSERT INTO "Account" VALUES ('1', 'github', '42'), ('2', 'github', '42');
-- file
/*
  Warnings:

  - A unique constraint covering the columns `[provider,providerAccountId]` on the table `Account` will be added. If there are existing duplicate values, this will fail.

*/
-- CreateIndex
-- expect: data-dependent
CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");

-- case: Prisma drops a table
-- before
CREATE TABLE "Session" ("id" TEXT NOT NULL PRIMARY KEY, "token" TEXT NOT NULL);
-- rows
INSERT INTO "Session" VALUES ('s', 'secret');
-- file
/*
  Warnings:

  - You are about to drop the `Session` table. If the table is not empty, all the data it contains will be lost.

*/
-- DropTable
-- expect: transaction
PRAGMA foreign_keys=off;
-- expect: destructive, breaking
DROP TABLE "Session";
-- expect: transaction
PRAGMA foreign_keys=on;

-- case: Prisma creates tables and a join table
-- before
CREATE TABLE "Tag" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL);
-- file
-- CreateTable
CREATE TABLE "Article" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "slug" TEXT NOT NULL
);
-- CreateTable
CREATE TABLE "_ArticleToTag" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,
    CONSTRAINT "_ArticleToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "Article" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_ArticleToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "Tag" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- CreateIndex
CREATE UNIQUE INDEX "Article_slug_key" ON "Article"("slug");
CREATE UNIQUE INDEX "_ArticleToTag_AB_unique" ON "_ArticleToTag"("A", "B");
CREATE INDEX "_ArticleToTag_B_index" ON "_ArticleToTag"("B");
-- AlterTable
ALTER TABLE "Tag" ADD COLUMN "color" TEXT;

-- case: Drizzle makes a table again
-- before
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `full_name` text, `age` integer);
-- rows
INSERT INTO `users` VALUES (1, NULL, 30);
-- file
-- expect: transaction
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`full_name` text NOT NULL,
	`age` integer
);
--> statement-breakpoint
-- expect: data-dependent
INSERT INTO `__new_users`("id", "full_name", "age") SELECT "id", "full_name", "age" FROM `users`;--> statement-breakpoint
DROP TABLE `users`;--> statement-breakpoint
ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint
-- expect: transaction
PRAGMA foreign_keys=ON;

-- case: Drizzle adds columns and an index
-- before
CREATE TABLE `posts` (`id` text PRIMARY KEY NOT NULL, `title` text NOT NULL);
-- rows
INSERT INTO `posts` VALUES ('p', 'Title');
-- file
ALTER TABLE `posts` ADD `created_at` integer;--> statement-breakpoint
ALTER TABLE `posts` ADD `is_draft` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `posts_created_at_idx` ON `posts` (`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `posts_id_unique` ON `posts` (`id`);

-- case: Drizzle adds a column with a time as its default
-- before
CREATE TABLE `posts` (`id` text PRIMARY KEY NOT NULL, `title` text NOT NULL);
-- rows
INSERT INTO `posts` VALUES ('p', 'Title');
-- file
-- expect: data-dependent
ALTER TABLE `posts` ADD `created_at` integer DEFAULT (unixepoch()) NOT NULL;

-- case: Drizzle renames and drops columns
-- before
CREATE TABLE `customers` (`id` integer PRIMARY KEY NOT NULL, `fullname` text, `fax` text);
-- rows
INSERT INTO `customers` VALUES (1, 'Ann Lee', '+47 22');
-- file
-- expect: breaking
ALTER TABLE `customers` RENAME COLUMN "fullname" TO "name";--> statement-breakpoint
-- expect: destructive, breaking
ALTER TABLE `customers` DROP COLUMN `fax`;

-- case: Drizzle replaces a unique index by one of two columns
-- before
CREATE TABLE `members` (`id` integer PRIMARY KEY NOT NULL, `org` integer NOT NULL, `email` text NOT NULL);
CREATE UNIQUE INDEX `members_email_unique` ON `members` (`email`);
-- rows
INSERT INTO `members` VALUES (1, 1, 'a'), (2, 1, 'b');
-- file
DROP INDEX IF EXISTS `members_email_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `members_org_email_unique` ON `members` (`org`,`email`);

-- case: Django makes a column required and fills it
-- before
CREATE TABLE "shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(100) NOT NULL, "isbn" varchar(13) NULL, "author_id" bigint NOT NULL);
CREATE INDEX "shop_book_author_id_1" ON "shop_book" ("author_id");
-- rows
INSERT INTO "shop_book" VALUES (1, 'Moby Dick', NULL, 3);
-- file
CREATE TABLE "new__shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(100) NOT NULL, "isbn" varchar(13) NOT NULL, "author_id" bigint NOT NULL);
INSERT INTO "new__shop_book" ("id", "title", "author_id", "isbn") SELECT "id", "title", "author_id", coalesce("isbn", '') FROM "shop_book";
DROP TABLE "shop_book";
ALTER TABLE "new__shop_book" RENAME TO "shop_book";
CREATE INDEX "shop_book_author_id_1" ON "shop_book" ("author_id");

-- case: Django adds a field with a constant
-- before
CREATE TABLE "shop_order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" varchar(20) NOT NULL UNIQUE);
-- rows
INSERT INTO "shop_order" VALUES (1, 'A-1');
-- file
CREATE TABLE "new__shop_order" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" varchar(20) NOT NULL UNIQUE, "state" varchar(10) NULL);
INSERT INTO "new__shop_order" ("id", "number", "state") SELECT "id", "number", 'open' FROM "shop_order";
DROP TABLE "shop_order";
ALTER TABLE "new__shop_order" RENAME TO "shop_order";

-- case: what Django's sqlmigrate prints
-- before
CREATE TABLE "shop_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(100) NOT NULL);
-- file
-- expect: transaction
BEGIN;
--
-- Add field pages to book
--
ALTER TABLE "shop_book" ADD COLUMN "pages" integer NULL;
-- expect: transaction
COMMIT;

-- case: Rails copies a table to and fro
-- before
CREATE TABLE "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar, "email" varchar DEFAULT '' NOT NULL);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email");
-- rows
INSERT INTO "users" VALUES (1, 'Ann', 'a@x.org');
-- file
CREATE TEMPORARY TABLE "ausers" ("id" integer NOT NULL PRIMARY KEY, "name" varchar DEFAULT NULL, "email" varchar DEFAULT '' NOT NULL);
INSERT INTO "ausers" ("id", "name", "email") SELECT "id", "name", "email" FROM "users";
DROP TABLE "users";
CREATE TABLE "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar DEFAULT 'nobody', "email" varchar DEFAULT '' NOT NULL);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email");
INSERT INTO "users" ("id", "name", "email") SELECT "id", "name", "email" FROM "ausers";
DROP TABLE "ausers";

-- case: Rails adds a reference and timestamps
-- before
CREATE TABLE "companies" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL);
CREATE TABLE "offices" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "city" varchar);
-- rows
INSERT INTO "offices" VALUES (1, 'Oslo');
-- file
ALTER TABLE "offices" ADD "company_id" integer CONSTRAINT "fk_rails_1" REFERENCES "companies" ("id");
CREATE INDEX "index_offices_on_company_id" ON "offices" ("company_id");
-- expect: data-dependent, breaking
ALTER TABLE "offices" ADD "created_at" datetime(6) NOT NULL;

-- case: Rails adds timestamps with a default
-- before
CREATE TABLE "offices" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "city" varchar);
-- rows
INSERT INTO "offices" VALUES (1, 'Oslo');
-- file
-- expect: data-dependent
ALTER TABLE "offices" ADD "created_at" datetime(6) DEFAULT CURRENT_TIMESTAMP NOT NULL;

-- case: Diesel keeps updated_at by a trigger
-- before
CREATE TABLE accounts (id INTEGER PRIMARY KEY NOT NULL, balance BIGINT NOT NULL DEFAULT 0);
-- rows
INSERT INTO accounts VALUES (1, 100);
-- file
ALTER TABLE accounts ADD COLUMN updated_at TIMESTAMP;
CREATE TRIGGER accounts_updated_at AFTER UPDATE ON accounts FOR EACH ROW BEGIN
  UPDATE accounts SET updated_at = CURRENT_TIMESTAMP WHERE id = OLD.id;
END;

-- case: Diesel adds a boolean and drops a table
-- before
CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title VARCHAR NOT NULL, body TEXT NOT NULL);
CREATE TABLE drafts (id INTEGER PRIMARY KEY NOT NULL, body TEXT NOT NULL);
-- rows
INSERT INTO posts VALUES (1, 'T', 'B');
INSERT INTO drafts VALUES (1, 'a long draft');
-- file
ALTER TABLE posts ADD COLUMN published BOOLEAN NOT NULL DEFAULT 0;
-- expect: destructive, breaking
DROP TABLE drafts;

-- case: a dump of the shell
-- before
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT);
-- file
-- expect: transaction
PRAGMA foreign_keys=OFF;
-- expect: transaction
BEGIN TRANSACTION;
CREATE TABLE currencies (code TEXT PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO currencies VALUES('EUR','Euro');
INSERT INTO currencies VALUES('NOK','Norwegian krone; not "NKR"');
-- expect: transaction
COMMIT;

-- case: Atlas copies a table
-- before
CREATE TABLE `pets` (`id` integer NOT NULL, `name` text NULL, `chip` text NULL, PRIMARY KEY (`id`));
CREATE UNIQUE INDEX `pets_chip` ON `pets` (`chip`);
-- rows
INSERT INTO pets VALUES (1, 'Rex', '978');
-- file
-- Disable the enforcement of foreign-keys constraints
-- expect: transaction
PRAGMA foreign_keys = off;
-- Create "new_pets" table
CREATE TABLE `new_pets` (`id` integer NOT NULL, `name` text NOT NULL DEFAULT 'unknown', `chip` text NULL, PRIMARY KEY (`id`));
-- Copy rows from old table "pets" to new temporary table "new_pets"
INSERT INTO `new_pets` (`id`, `name`, `chip`) SELECT `id`, IFNULL(`name`, 'unknown') AS `name`, `chip` FROM `pets`;
-- Drop "pets" table after copying rows
DROP TABLE `pets`;
-- Rename temporary table "new_pets" to "pets"
ALTER TABLE `new_pets` RENAME TO `pets`;
-- Create index "pets_chip" to table: "pets"
CREATE UNIQUE INDEX `pets_chip` ON `pets` (`chip`);
-- Enable back the enforcement of foreign-keys constraints
-- expect: transaction
PRAGMA foreign_keys = on;

-- case: Atlas adds a column
-- before
CREATE TABLE `pets` (`id` integer NOT NULL, PRIMARY KEY (`id`));
-- rows
INSERT INTO pets VALUES (1);
-- file
-- Add column "weight" to table: "pets"
-- expect: data-dependent, breaking
ALTER TABLE `pets` ADD COLUMN `weight` real NOT NULL;

-- case: EF Core rebuilds
-- before
CREATE TABLE "Blogs" ("BlogId" INTEGER NOT NULL CONSTRAINT "PK_Blogs" PRIMARY KEY AUTOINCREMENT, "Url" TEXT NULL, "Rating" INTEGER NOT NULL);
CREATE INDEX "IX_Blogs_Url" ON "Blogs" ("Url");
-- rows
INSERT INTO "Blogs" VALUES (1, 'http://x', 9);
-- file
CREATE TABLE "ef_temp_Blogs" (
    "BlogId" INTEGER NOT NULL CONSTRAINT "PK_Blogs" PRIMARY KEY AUTOINCREMENT,
    "Rating" INTEGER NOT NULL,
    "Url" TEXT NOT NULL
);
INSERT INTO "ef_temp_Blogs" ("BlogId", "Rating", "Url") SELECT "BlogId", "Rating", IFNULL("Url", '') FROM "Blogs";
-- expect: transaction
PRAGMA foreign_keys = 0;
DROP TABLE "Blogs";
ALTER TABLE "ef_temp_Blogs" RENAME TO "Blogs";
-- expect: transaction
PRAGMA foreign_keys = 1;
CREATE INDEX "IX_Blogs_Url" ON "Blogs" ("Url");

-- case: Alembic's batch mode forgets the index
-- before
CREATE TABLE users (id INTEGER NOT NULL, name VARCHAR(50), email VARCHAR(120), PRIMARY KEY (id));
CREATE UNIQUE INDEX ix_users_email ON users (email);
-- rows
INSERT INTO users VALUES (1, 'Ann', 'a@x.org');
-- file
CREATE TABLE _alembic_tmp_users (id INTEGER NOT NULL, name VARCHAR(200), email VARCHAR(120), PRIMARY KEY (id));
INSERT INTO _alembic_tmp_users (id, name, email) SELECT users.id, users.name, users.email FROM users;
-- expect: breaking
DROP TABLE users;
ALTER TABLE _alembic_tmp_users RENAME TO users;

-- case: TypeORM through a temporary name and back
-- before
CREATE TABLE "photo" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "url" varchar NOT NULL);
-- rows
INSERT INTO "photo" VALUES (1, 'http://p');
-- file
CREATE TABLE "temporary_photo" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "url" varchar NOT NULL, "alt" varchar);
INSERT INTO "temporary_photo"("id", "url") SELECT "id", "url" FROM "photo";
DROP TABLE "photo";
ALTER TABLE "temporary_photo" RENAME TO "photo";

-- case: SeaORM creates what may be there
-- before
CREATE TABLE "bakery" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar NOT NULL);
-- file
CREATE TABLE IF NOT EXISTS "bakery" ( "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar NOT NULL );
CREATE TABLE IF NOT EXISTS "cake" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "bakery_id" integer,
  FOREIGN KEY ("bakery_id") REFERENCES "bakery" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx-cake-bakery" ON "cake" ("bakery_id");
