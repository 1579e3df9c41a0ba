-- CreateTable
CREATE TABLE "Guest" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL -- as in the passport: Jörg
);
