-- case: diesel up.sql
-- before
CREATE OR REPLACE FUNCTION diesel_set_updated_at() RETURNS trigger AS $$
BEGIN
    NEW.updated_at := current_timestamp;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION diesel_manage_updated_at(_tbl regclass) RETURNS VOID AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE PROCEDURE diesel_set_updated_at()', _tbl);
END;
$$ LANGUAGE plpgsql;
-- file
-- Your SQL goes here
CREATE TABLE books (
  id SERIAL PRIMARY KEY,
  title VARCHAR NOT NULL,
  published BOOLEAN NOT NULL DEFAULT FALSE,
  updated_at TIMESTAMP NOT NULL DEFAULT now()
);
SELECT diesel_manage_updated_at('books');
INSERT INTO books (title) VALUES ('DROP TABLE books; -- a love story'), ($$ALTER TABLE x DROP COLUMN y;$$);
UPDATE books SET published = TRUE;
DELETE FROM books;

-- case: diesel one column each
-- before
CREATE TABLE books (id SERIAL PRIMARY KEY, title VARCHAR NOT NULL, pages INTEGER NOT NULL);
-- file
ALTER TABLE books ADD COLUMN language VARCHAR(2) DEFAULT 'en';
ALTER TABLE books ADD COLUMN added_at TIMESTAMPTZ NOT NULL DEFAULT NOW();
-- expect: blocking
ALTER TABLE books ADD COLUMN public_id UUID NOT NULL DEFAULT gen_random_uuid();
-- expect: blocking
ALTER TABLE books ADD COLUMN seq BIGSERIAL;
-- expect: destructive, breaking
ALTER TABLE books DROP COLUMN pages;
ALTER TABLE books DROP COLUMN language;

-- case: diesel down of a table
-- before
CREATE TABLE reviews (id SERIAL PRIMARY KEY);
-- file
-- expect: destructive, breaking
DROP TABLE reviews;
-- expect: unknown-object
DROP TABLE ratings;
DROP TABLE IF EXISTS ratings;

-- case: rails create_table with references
-- before
CREATE TABLE "users" ("id" bigserial primary key, "email" character varying);
-- file
CREATE EXTENSION IF NOT EXISTS "plpgsql";
CREATE TABLE "posts" ("id" bigserial primary key, "user_id" bigint NOT NULL, "title" character varying, "created_at" timestamp(6) NOT NULL, CONSTRAINT "fk_rails_5b5ddfd518" FOREIGN KEY ("user_id") REFERENCES "users" ("id"));
CREATE INDEX "index_posts_on_user_id" ON "posts" ("user_id");
COMMENT ON COLUMN "posts"."title" IS 'was: ALTER TABLE posts DROP COLUMN title;';

-- case: rails add_reference
-- before
CREATE TABLE "users" ("id" bigserial primary key);
CREATE TABLE "posts" ("id" bigserial primary key, "title" character varying);
-- file
ALTER TABLE "posts" ADD "editor_id" bigint;
-- expect: blocking
ALTER TABLE "posts" ADD CONSTRAINT "fk_rails_77aa" FOREIGN KEY ("editor_id") REFERENCES "users" ("id");
-- expect: blocking
CREATE INDEX "index_posts_on_editor_id" ON "posts" ("editor_id");

-- case: rails add_foreign_key on old columns
-- before
CREATE TABLE "users" ("id" bigserial primary key);
CREATE TABLE "posts" ("id" bigserial primary key, "user_id" bigint);
-- rows
INSERT INTO "posts" ("user_id") VALUES (99);
-- file
-- expect: blocking, data-dependent
ALTER TABLE "posts" ADD CONSTRAINT "fk_rails_5b5d" FOREIGN KEY ("user_id") REFERENCES "users" ("id");

-- case: rails add_foreign_key without validation
-- before
CREATE TABLE "users" ("id" bigserial primary key);
CREATE TABLE "posts" ("id" bigserial primary key, "user_id" bigint);
-- file
ALTER TABLE "posts" ADD CONSTRAINT "fk_rails_5b5d" FOREIGN KEY ("user_id") REFERENCES "users" ("id") NOT VALID;

-- case: rails change_column
-- before
CREATE TABLE "users" ("id" bigserial primary key, "name" character varying(50), "seen_at" timestamp(3), "zip" integer, "status" integer);
-- file
ALTER TABLE "users" ALTER COLUMN "name" TYPE character varying;
ALTER TABLE "users" ALTER COLUMN "seen_at" TYPE timestamp(6) without time zone;
ALTER TABLE "users" ALTER COLUMN "status" SET DEFAULT 0;
-- expect: blocking, breaking
ALTER TABLE "users" ALTER COLUMN "zip" TYPE text USING "zip"::text;

-- case: rails change_column text to integer
-- before
CREATE TABLE "users" ("id" bigserial primary key, "age" character varying);
-- rows
INSERT INTO "users" ("age") VALUES ('about forty');
-- file
-- expect: blocking, breaking, data-dependent
ALTER TABLE "users" ALTER COLUMN "age" TYPE integer USING "age"::integer;

-- case: rails rename_table
-- before
CREATE TABLE "posts" ("id" bigserial primary key, "title" character varying);
CREATE INDEX "index_posts_on_title" ON "posts" ("title");
-- file
-- expect: breaking
ALTER TABLE "posts" RENAME TO "articles";
ALTER INDEX "posts_pkey" RENAME TO "articles_pkey";
ALTER INDEX "index_posts_on_title" RENAME TO "index_articles_on_title";
-- expect: unknown-object
ALTER TABLE "posts" ADD "subtitle" character varying;
ALTER TABLE "articles" ADD "subtitle" character varying;

-- case: rails add_index concurrently, without a word about transactions
-- before
CREATE TABLE "users" ("id" bigserial primary key, "email" character varying);
CREATE INDEX "index_users_on_email" ON "users" ("email");
-- file
CREATE INDEX CONCURRENTLY "index_users_on_lower_email" ON "users" (lower("email"));
DROP INDEX CONCURRENTLY "index_users_on_email";

-- case: rails add_index unique concurrently
-- before
CREATE TABLE "users" ("id" bigserial primary key, "email" character varying);
-- rows
INSERT INTO "users" ("email") VALUES ('a@x'), ('a@x');
-- file
-- migrate: transaction(none)
-- expect: data-dependent
CREATE UNIQUE INDEX CONCURRENTLY "index_users_on_email" ON "users" ("email");

-- case: sqlx one-liners
-- before
CREATE TABLE accounts (id uuid PRIMARY KEY, email text, plan text);
CREATE VIEW paying AS SELECT id FROM accounts WHERE plan <> 'free';
CREATE VIEW listed AS SELECT id, email FROM accounts;
-- file
ALTER TABLE accounts ADD COLUMN IF NOT EXISTS email text;
CREATE OR REPLACE VIEW paying AS SELECT id, email FROM accounts WHERE plan <> 'free';
-- expect: breaking
DROP VIEW listed;
-- expect: blocking
create index if not exists accounts_plan_idx on accounts (plan);

-- case: sqlx required column
-- before
CREATE TABLE accounts (id uuid PRIMARY KEY);
-- rows
INSERT INTO accounts VALUES (gen_random_uuid());
-- file
-- expect: breaking, data-dependent
alter table accounts add column owner text not null;

-- case: habits of other databases
-- before
CREATE TABLE accounts (id uuid PRIMARY KEY, email text);
-- file
-- expect: syntax
ALTER TABLE accounts MODIFY COLUMN email varchar(100);
-- expect: syntax
CREATE TABLE logs (id integer PRIMARY KEY AUTOINCREMENT);
-- expect: syntax
INSERT INTO accounts (id) VALUES (gen_random_uuid()) ON DUPLICATE KEY UPDATE email = '';
-- expect: syntax
CREATE TYPE IF NOT EXISTS mood AS ENUM ('ok');
DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
