CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);
INSERT INTO "_prisma_migrations" VALUES ('4f36a32b-5aac-4e53-a0b4-a88128d6a4f8', '9400a13898db5c8cdb5f738d7b8e12d0f59f28327335a51adec1acd878179ace', '2026-11-27T05:34:45.895+00:00', '20260105090000_rooms', NULL, NULL, '2026-11-27T05:34:45.825+00:00', 1);
INSERT INTO "_prisma_migrations" VALUES ('78d763fb-5b42-4cb9-b159-defb66893376', 'e24f3f015774c2e62066ffbe0d572f6ebe4b30aa85f174c34c5aee98107338a0', '2026-11-27T05:34:45.956+00:00', '20260112140000_guests', NULL, NULL, '2026-11-27T05:34:45.912+00:00', 1);
INSERT INTO "_prisma_migrations" VALUES ('dc27aa45-ad95-44a6-afac-f3d4f369bf79', 'bce518c9937676a9e390b73a33919fc647129a438507adefd88d721e63f93e44', NULL, '20260119080000_bookings', 'SQLITE_ERROR: near ";": syntax error
   0: sql_schema_connector::apply_migration::apply_script
           with migration_name="20260119080000_bookings"
             at schema-engine/connectors/sql-schema-connector/src/apply_migration.rs:113
   1: schema_commands::commands::apply_migrations::Applying migration
           with migration_name="20260119080000_bookings"
             at schema-engine/commands/src/commands/apply_migrations.rs:95
   2: schema_engine_wasm::wasm::engine::ApplyMigrations
             at schema-engine/schema-engine-wasm/src/wasm/engine.rs:167', '2026-11-27T05:34:46.015+00:00', '2026-11-27T05:34:45.972+00:00', 0);
INSERT INTO "_prisma_migrations" VALUES ('ca1ea084-279c-4100-9b2e-ed541410349a', '3ac8921dc81a2a3b1fed562e402c9931385dc244a7009d5f996e258598abeeb3', '2026-11-27T05:34:46.090+00:00', '20260119080000_bookings', NULL, NULL, '2026-11-27T05:34:46.034+00:00', 1);
INSERT INTO "_prisma_migrations" VALUES ('a0ee926d-13b1-4b8d-8ea3-1820d19aba56', '8d39c5d5aa519cde7b2b651adadaadc7177d3d0452e92e959c75c00cea6b6117', '2026-11-27T05:34:46.148+00:00', '20260126080000_notes', '', NULL, '2026-11-27T05:34:46.148+00:00', 0);
CREATE TABLE "Room" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "Room_name_key" ON "Room"("name");
CREATE TABLE "Guest" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL -- as in the passport: Jörg
);
CREATE TABLE "Booking" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "roomId" INTEGER NOT NULL REFERENCES "Room" ("id")
, "notes" TEXT);
