-- case: enum value and then it is used
-- unconfirmed
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, m mood);
-- file
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'great' AFTER 'ok';
-- expect: transaction
UPDATE people SET m = 'great' WHERE id = 1;

-- case: enum value as a default in the same transaction
-- unconfirmed
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, m mood);
-- file
ALTER TYPE mood ADD VALUE 'great';
-- expect: transaction
ALTER TABLE people ALTER COLUMN m SET DEFAULT 'great';

-- case: enum value used in a file without a transaction
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, m mood);
-- file
-- migrate: transaction(none)
ALTER TYPE mood ADD VALUE 'great';
UPDATE people SET m = 'great' WHERE id = 1;

-- case: enum made, widened and used in one file
-- unconfirmed
-- before
CREATE TABLE people (id bigint PRIMARY KEY);
-- file
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'great';
-- expect: transaction
ALTER TABLE people ADD COLUMN m mood NOT NULL DEFAULT 'great';

-- case: another value is used
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, m mood);
-- file
ALTER TYPE mood ADD VALUE 'great';
INSERT INTO people (id, m) VALUES (1, 'ok');

-- case: enum values before 12
-- unconfirmed
-- config
-- postgres-version = 11
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, m mood);
-- file
ALTER TABLE people ADD COLUMN since date;
-- expect: transaction
ALTER TYPE mood ADD VALUE 'great';

-- case: prisma exchanges an enum
-- unconfirmed
-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');
CREATE TABLE "User" ("id" SERIAL NOT NULL, "role" "Role" NOT NULL DEFAULT 'USER', CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("role") VALUES ('GUEST');
-- file
/*
  Warnings:

  - The values [GUEST] on the enum `Role` will be removed. If these variants are still used in the database, this will fail.

*/
-- AlterEnum
CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
-- expect: data-dependent, blocking, breaking
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'USER';

-- case: begin and commit in the runner's transaction
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: transaction
BEGIN;
ALTER TABLE users ADD COLUMN name text;
-- expect: transaction
COMMIT;

-- case: begin and commit where there is no transaction
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- migrate: transaction(none)
BEGIN;
ALTER TABLE users ADD COLUMN name text;
COMMIT;

-- case: start transaction and rollback
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: transaction
START TRANSACTION;
ALTER TABLE users ADD COLUMN name text;
-- expect: transaction
ROLLBACK;

-- case: savepoints stay inside
-- unconfirmed
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
SAVEPOINT a;
ALTER TABLE users ADD COLUMN name text;
RELEASE SAVEPOINT a;

-- case: begin and end of plpgsql are no transaction
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
DO $$ BEGIN PERFORM 1; END $$;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;

-- case: commit in a do block
-- before
CREATE TABLE users (id bigint PRIMARY KEY, done boolean);
-- file
-- expect: transaction
DO $$
BEGIN
  UPDATE users SET done = true WHERE id < 10;
  COMMIT;
END $$;

-- case: create database
-- file
CREATE TABLE a (id int);
-- expect: transaction
CREATE DATABASE other;

-- case: alter system
-- unconfirmed
-- file
CREATE TABLE a (id int);
-- expect: transaction
ALTER SYSTEM SET wal_level = 'logical';

-- case: a setting that stays
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: session
SET statement_timeout = '5min';
ALTER TABLE users ADD COLUMN a int;

-- case: a setting that is local
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout TO '1min';
ALTER TABLE users ADD COLUMN a int;
SELECT set_config('search_path', 'public', true);

-- case: set config for the session
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: session
SELECT pg_catalog.set_config('search_path', '', false);

-- case: a setting that is taken back
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
SET lock_timeout = '2s';
ALTER TABLE users ADD COLUMN a int;
RESET lock_timeout;

-- case: search path stays
-- before
CREATE SCHEMA app;
-- file
-- expect: session
SET search_path TO app, public;
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE INDEX users_id ON app.users (id);

-- case: search path inside a function definition is of the function
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
CREATE FUNCTION count_users() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT count(*) FROM users';
ALTER FUNCTION count_users() SET search_path = '';
ALTER ROLE CURRENT_USER SET statement_timeout = '30s';
ALTER TABLE users SET (autovacuum_enabled = true);
UPDATE users SET id = 2 WHERE id = 1;

-- case: role stays
-- unconfirmed
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: session
SET ROLE app_owner;
ALTER TABLE users ADD COLUMN a int;

-- case: role for the transaction
-- unconfirmed
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
SET LOCAL ROLE app_owner;
ALTER TABLE users ADD COLUMN a int;

-- case: advisory locks
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
-- expect: session
SELECT pg_advisory_lock(42);

-- case: advisory lock of the transaction
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
SELECT pg_advisory_xact_lock(42);
ALTER TABLE users ADD COLUMN a int;

-- case: set local without a transaction
-- before
CREATE TABLE users (id bigint PRIMARY KEY, a int);
-- file
-- migrate: transaction(none)
-- expect: transaction
SET LOCAL lock_timeout = '2s';
CREATE INDEX CONCURRENTLY users_a ON users (a);

-- case: pg_dump preamble
-- file
-- expect: session
SET statement_timeout = 0;
-- expect: session
SET client_encoding = 'UTF8';
-- expect: session
SET standard_conforming_strings = on;
-- expect: session
SELECT pg_catalog.set_config('search_path', '', false);
-- expect: session
SET default_tablespace = '';
CREATE TABLE public.users (
    id bigint NOT NULL,
    email character varying(255) NOT NULL
);
ALTER TABLE public.users OWNER TO CURRENT_USER;
CREATE SEQUENCE public.users_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
SELECT pg_catalog.setval('public.users_id_seq', 1, false);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX users_email_idx ON public.users USING btree (email);

-- case: set constraints is of the transaction
-- before
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (a_id int REFERENCES a (id) DEFERRABLE);
-- file
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO a (id) VALUES (1);

-- case: set transaction
-- unconfirmed
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
INSERT INTO a (id) VALUES (1);

-- case: listen and prepare
-- before
CREATE TABLE a (id int PRIMARY KEY);
-- file
NOTIFY changed, 'a';
SELECT pg_notify('changed', 'b');
