CREATE TABLE public."Booking" (
    id integer NOT NULL,
    "roomId" integer NOT NULL,
    notes text
);
CREATE TABLE public."Guest" (
    id integer NOT NULL,
    name text NOT NULL
);
CREATE TABLE public."Room" (
    id integer NOT NULL,
    name text NOT NULL
);
CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);
INSERT INTO public._prisma_migrations VALUES ('a58cbbd3-99f1-458a-a4e0-cdbecf4c64f1', '9400a13898db5c8cdb5f738d7b8e12d0f59f28327335a51adec1acd878179ace', '2026-11-27 05:34:45.279+00', '20260105090000_rooms', NULL, NULL, '2026-11-27 05:34:45.259+00', 1);
INSERT INTO public._prisma_migrations VALUES ('b27d81a6-6eca-485b-a8ad-d0fa0b0d57e6', 'e24f3f015774c2e62066ffbe0d572f6ebe4b30aa85f174c34c5aee98107338a0', '2026-11-27 05:34:45.299+00', '20260112140000_guests', NULL, NULL, '2026-11-27 05:34:45.283+00', 1);
INSERT INTO public._prisma_migrations VALUES ('19c07f77-5703-4000-8c50-3e391dec194d', 'bce518c9937676a9e390b73a33919fc647129a438507adefd88d721e63f93e44', NULL, '20260119080000_bookings', 'external connector error
Error querying the database: ERROR: syntax error at end of input
   0: sql_schema_connector::apply_migration::apply_script
           with migration_name="20260119080000_bookings"
             at schema-engine/connectors/sql-schema-connector/src/apply_migration.rs:113
   1: schema_commands::commands::apply_migrations::Applying migration
           with migration_name="20260119080000_bookings"
             at schema-engine/commands/src/commands/apply_migrations.rs:95
   2: schema_engine_wasm::wasm::engine::ApplyMigrations
             at schema-engine/schema-engine-wasm/src/wasm/engine.rs:167', '2026-11-27 05:34:45.382+00', '2026-11-27 05:34:45.309+00', 0);
INSERT INTO public._prisma_migrations VALUES ('afaf551d-129b-485f-a537-33be9a640d1f', '3ac8921dc81a2a3b1fed562e402c9931385dc244a7009d5f996e258598abeeb3', '2026-11-27 05:34:45.407+00', '20260119080000_bookings', NULL, NULL, '2026-11-27 05:34:45.396+00', 1);
INSERT INTO public._prisma_migrations VALUES ('8b667298-ba61-4718-bd08-894e025d7b4d', '8d39c5d5aa519cde7b2b651adadaadc7177d3d0452e92e959c75c00cea6b6117', '2026-11-27 05:34:45.446+00', '20260126080000_notes', '', NULL, '2026-11-27 05:34:45.446+00', 0);
ALTER TABLE ONLY public."Booking"
    ADD CONSTRAINT "Booking_pkey" PRIMARY KEY (id);
ALTER TABLE ONLY public."Guest"
    ADD CONSTRAINT "Guest_pkey" PRIMARY KEY (id);
ALTER TABLE ONLY public."Room"
    ADD CONSTRAINT "Room_pkey" PRIMARY KEY (id);
ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX "Room_name_key" ON public."Room" USING btree (name);
ALTER TABLE ONLY public."Booking"
    ADD CONSTRAINT "Booking_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES public."Room"(id);
