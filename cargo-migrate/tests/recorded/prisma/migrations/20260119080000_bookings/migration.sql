-- CreateTable
CREATE TABLE "Booking" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "roomId" INTEGER NOT NULL REFERENCES "Room" ("id")
);
