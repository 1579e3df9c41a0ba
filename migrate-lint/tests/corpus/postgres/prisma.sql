-- case: a model gets fields
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
-- rows
INSERT INTO "User" ("email") VALUES ('a');
-- file
-- AlterTable
ALTER TABLE "User" ADD COLUMN     "name" TEXT,
ADD COLUMN     "role" "Role" NOT NULL DEFAULT 'USER',
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- case: a model gets a required field
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("email") VALUES ('a');
-- file
-- AlterTable
-- expect: data-dependent, breaking
ALTER TABLE "User" ADD COLUMN "updatedAt" TIMESTAMP(3) NOT NULL;

-- case: a model gets a required field and loses another
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, "age" INTEGER, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("email") VALUES ('a');
-- file
/*
  Warnings:

  - You are about to drop the column `age` on the `User` table. All the data in the column will be lost.
*/
-- AlterTable
-- expect: data-dependent, breaking, destructive
ALTER TABLE "User" DROP COLUMN "age",
ADD COLUMN     "born" TIMESTAMP(3) NOT NULL;

-- case: a unique field
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("email") VALUES ('a'), ('a');
-- file
-- CreateIndex
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- case: a new model that refers to one
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);
-- CreateIndex
CREATE UNIQUE INDEX "Post_authorId_key" ON "Post"("authorId");
-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- case: a relation between models that are there
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "authorId" INTEGER, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "Post" ("authorId") VALUES (7);
-- file
-- AddForeignKey
-- expect: blocking, data-dependent
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- case: a relation whose field is new
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "Post" DEFAULT VALUES;
-- file
ALTER TABLE "Post" ADD COLUMN "authorId" INTEGER;
-- expect: blocking
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- case: a foreign key is made anew
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "authorId" INTEGER, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id");
-- file
-- DropForeignKey
ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";
-- AddForeignKey
-- expect: blocking
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- case: an enum loses a value
-- unconfirmed
-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'ROOT');
CREATE TABLE "User" ("id" SERIAL NOT NULL, "role" "Role" NOT NULL DEFAULT 'USER', CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
-- AlterEnum
-- expect: transaction
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
-- expect: blocking, data-dependent, breaking
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'USER';
-- expect: transaction
COMMIT;

-- case: an enum gets a value
-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" ("id" SERIAL NOT NULL, "role" "Role", CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
ALTER TYPE "Role" ADD VALUE 'OWNER';
ALTER TYPE "Role" ADD VALUE 'GUEST' BEFORE 'USER';

-- case: a field becomes required
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("name") VALUES (NULL);
-- file
/*
  Warnings:

  - Made the column `name` on table `User` required. This step will fail if there are existing NULL values in that column.
*/
-- AlterTable
-- expect: blocking, data-dependent
ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;

-- case: a field becomes optional
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "name" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
ALTER TABLE "User" ALTER COLUMN "name" DROP NOT NULL;

-- case: a model goes
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "authorId" INTEGER, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id");
-- file
-- DropForeignKey
ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";
-- DropTable
-- expect: destructive, breaking
DROP TABLE "Post";

-- case: an index gets another name
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
-- file
-- RenameIndex
ALTER INDEX "User_email_key" RENAME TO "User_mail_key";

-- case: a primary key of two fields
-- before
CREATE TABLE "Member" ("id" SERIAL NOT NULL, "userId" INTEGER NOT NULL, "teamId" INTEGER NOT NULL, CONSTRAINT "Member_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "Member" ("userId", "teamId") VALUES (1, 1), (1, 1);
-- file
-- AlterTable
-- expect: blocking, data-dependent, destructive, breaking
ALTER TABLE "Member" DROP CONSTRAINT "Member_pkey",
DROP COLUMN "id",
ADD CONSTRAINT "Member_pkey" PRIMARY KEY ("userId", "teamId");

-- case: a field's type
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "age" INTEGER, "n" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
-- expect: blocking, breaking
ALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE BIGINT;
ALTER TABLE "User" ALTER COLUMN "n" SET DATA TYPE VARCHAR;

-- case: a join table
-- before
CREATE TABLE "A" ("id" SERIAL NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("id"));
CREATE TABLE "B" ("id" SERIAL NOT NULL, CONSTRAINT "B_pkey" PRIMARY KEY ("id"));
-- file
CREATE TABLE "_AToB" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "_AToB_AB_unique" ON "_AToB"("A", "B");
CREATE INDEX "_AToB_B_index" ON "_AToB"("B");
ALTER TABLE "_AToB" ADD CONSTRAINT "_AToB_A_fkey" FOREIGN KEY ("A") REFERENCES "A"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "_AToB" ADD CONSTRAINT "_AToB_B_fkey" FOREIGN KEY ("B") REFERENCES "B"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- case: a model gets another name by hand
-- before
CREATE TABLE "Customer" ("id" SERIAL NOT NULL, CONSTRAINT "Customer_pkey" PRIMARY KEY ("id"));
-- file
-- expect: breaking
ALTER TABLE "Customer" RENAME TO "Client";
ALTER TABLE "Client" RENAME CONSTRAINT "Customer_pkey" TO "Client_pkey";
-- expect: breaking
ALTER SEQUENCE "Customer_id_seq" RENAME TO "Client_id_seq";
-- expect: unknown-object
ALTER TABLE "Customer" ADD COLUMN "x" INTEGER;

-- case: default of a column
-- before
CREATE TABLE "User" ("id" UUID NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- file
ALTER TABLE "User" ALTER COLUMN "id" SET DEFAULT gen_random_uuid();
-- expect: breaking
ALTER TABLE "User" ALTER COLUMN "id" DROP DEFAULT;
