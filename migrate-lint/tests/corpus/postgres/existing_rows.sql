-- case: add a required column
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN tenant_id bigint NOT NULL;

-- case: add a required column as prisma writes it
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" DEFAULT VALUES;
-- file
/*
  Warnings:

  - Added the required column `role` to the `User` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
-- expect: data-dependent, breaking
ALTER TABLE "User" ADD COLUMN     "role" TEXT NOT NULL,
ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL;

-- case: add a column with a constant default
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE users ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE users ADD COLUMN updated_at timestamp DEFAULT CURRENT_TIMESTAMP NOT NULL;
ALTER TABLE users ADD COLUMN tags text[] NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN meta jsonb NOT NULL DEFAULT '{}'::jsonb;
ALTER TABLE users ADD COLUMN due date DEFAULT (CURRENT_DATE + interval '30 days');
ALTER TABLE users ADD COLUMN who text DEFAULT current_user;
ALTER TABLE users ADD COLUMN z text DEFAULT ('a' || 'b' || upper('c'));

-- case: set not null with null rows
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: set not null in an alter of several actions
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
-- rows
INSERT INTO users VALUES (1, 'a', NULL);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN email SET DEFAULT '', ALTER COLUMN name SET NOT NULL;

-- case: set not null proven by a check of before
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
ALTER TABLE users ADD CONSTRAINT email_set CHECK (email IS NOT NULL) NOT VALID;
-- before
ALTER TABLE users VALIDATE CONSTRAINT email_set;
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT email_set;

-- case: set not null with a check that is not valid
-- unconfirmed
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
INSERT INTO users VALUES (1, NULL);
ALTER TABLE users ADD CONSTRAINT email_set CHECK (email IS NOT NULL) NOT VALID;
-- rows
SELECT 1;
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: a check about another column proves nothing
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);
ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL OR phone IS NOT NULL);
-- rows
INSERT INTO users VALUES (1, NULL, 'x');
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: a conjunct proves it
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, CHECK (email IS NOT NULL AND phone IS NOT NULL));
-- rows
INSERT INTO users VALUES (1, 'a', 'x');
-- file
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: not null already
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
-- file
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ALTER COLUMN id SET NOT NULL;

-- case: not null after a backfill with coalesce
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, NULL);
-- file
UPDATE users SET email = 'unknown' WHERE email IS NULL;
-- expect: blocking
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: add column backfill not null in one file
-- before
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'n');
-- file
ALTER TABLE users ADD COLUMN slug text;
-- expect: blocking
UPDATE users SET slug = lower(name);
-- expect: blocking, breaking
ALTER TABLE users ALTER COLUMN slug SET NOT NULL;

-- case: unique index concurrently
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);

-- case: unique index as prisma writes it
-- before
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
-- rows
INSERT INTO "User" ("email") VALUES ('a'), ('a');
-- file
-- CreateIndex
-- expect: data-dependent, blocking
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- case: unique over a wider key than one that is there
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, 'a');
-- file
-- expect: blocking
CREATE UNIQUE INDEX users_id_email ON users (id, email);

-- case: unique index on an expression
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'A');
-- file
-- expect: data-dependent, blocking
CREATE UNIQUE INDEX users_lower_email ON users (lower(email));

-- case: partial unique index
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX CONCURRENTLY users_live_email ON users (email) WHERE deleted_at IS NULL;

-- case: unique constraint on old columns
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- rows
INSERT INTO users VALUES (1, 'a'), (2, 'a');
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);

-- case: unique constraint using an index
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_email_idx ON users (email);
-- file
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_idx;

-- case: primary key using an index over a nullable column
-- before
CREATE TABLE tokens (token uuid, note text);
CREATE UNIQUE INDEX tokens_token_idx ON tokens (token);
-- rows
INSERT INTO tokens VALUES (NULL, 'x');
-- file
-- expect: data-dependent, blocking
ALTER TABLE tokens ADD CONSTRAINT tokens_pkey PRIMARY KEY USING INDEX tokens_token_idx;

-- case: primary key using an index over a required column
-- before
CREATE TABLE tokens (token uuid NOT NULL, note text);
CREATE UNIQUE INDEX tokens_token_idx ON tokens (token);
-- file
ALTER TABLE tokens ADD CONSTRAINT tokens_pkey PRIMARY KEY USING INDEX tokens_token_idx;

-- case: primary key over old columns
-- before
CREATE TABLE pairs (a int NOT NULL, b int NOT NULL);
-- rows
INSERT INTO pairs VALUES (1, 1), (1, 1);
-- file
-- expect: data-dependent, blocking
ALTER TABLE pairs ADD PRIMARY KEY (a, b);

-- case: a primary key is exchanged in one statement
-- before
CREATE TABLE memberships (id bigint NOT NULL, user_id bigint NOT NULL, org_id bigint NOT NULL, CONSTRAINT memberships_pkey PRIMARY KEY (id));
-- rows
INSERT INTO memberships VALUES (1, 1, 1), (2, 1, 1);
-- file
-- expect: data-dependent, blocking
ALTER TABLE memberships DROP CONSTRAINT memberships_pkey, ADD CONSTRAINT memberships_pkey PRIMARY KEY (user_id, org_id);

-- case: unique column that is new
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
-- expect: blocking
ALTER TABLE users ADD COLUMN handle text UNIQUE;

-- case: unique column that is new with a default
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD COLUMN handle text NOT NULL DEFAULT '' UNIQUE;

-- case: check constraint on old rows
-- before
CREATE TABLE products (id bigint PRIMARY KEY, price numeric);
-- rows
INSERT INTO products VALUES (1, -1);
-- file
-- expect: data-dependent, blocking
ALTER TABLE products ADD CONSTRAINT price_positive CHECK (price > 0);

-- case: check not valid and validated later
-- before
CREATE TABLE products (id bigint PRIMARY KEY, price numeric);
ALTER TABLE products ADD CONSTRAINT price_positive CHECK (price > 0) NOT VALID;
-- file
ALTER TABLE products VALIDATE CONSTRAINT price_positive;

-- case: check not valid
-- before
CREATE TABLE products (id bigint PRIMARY KEY, price numeric);
-- rows
INSERT INTO products VALUES (1, -1);
-- file
ALTER TABLE products ADD CONSTRAINT price_positive CHECK (price > 0) NOT VALID;

-- case: not valid and validate in one transaction
-- before
CREATE TABLE products (id bigint PRIMARY KEY, price numeric);
-- file
ALTER TABLE products ADD CONSTRAINT price_positive CHECK (price > 0) NOT VALID;
-- expect: blocking
ALTER TABLE products VALIDATE CONSTRAINT price_positive;

-- case: foreign key on old rows
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint);
-- rows
INSERT INTO users VALUES (1, 7);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE;

-- case: foreign key not valid
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint);
CREATE INDEX users_org ON users (org_id);
-- rows
INSERT INTO users VALUES (1, 7);
-- file
ALTER TABLE users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id) NOT VALID;

-- case: foreign key validated in a later migration
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id bigint);
CREATE INDEX users_org ON users (org_id);
-- before
ALTER TABLE users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id) NOT VALID;
-- file
ALTER TABLE users VALIDATE CONSTRAINT users_org_fk;

-- case: a new nullable column that refers
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
ALTER TABLE users ADD COLUMN org_id bigint REFERENCES orgs (id);
-- expect: blocking
CREATE INDEX users_org ON users (org_id);

-- case: a new column with a default that refers
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ADD COLUMN org_id bigint NOT NULL DEFAULT 1 REFERENCES orgs (id);

-- case: new table refers to an old one
-- before
CREATE TABLE users (id bigint PRIMARY KEY);
-- file
CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    body text NOT NULL CHECK (length(body) > 0)
);
CREATE INDEX posts_author ON posts (author_id);
ALTER TABLE posts ADD CONSTRAINT body_short CHECK (length(body) < 1000);
ALTER TABLE posts ADD COLUMN parent_id bigint REFERENCES posts (id);
ALTER TABLE posts ALTER COLUMN body TYPE varchar(1000);

-- case: exclusion constraint
-- before
CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange NOT NULL);
-- rows
INSERT INTO bookings VALUES (1, '[2020-01-01,2020-02-01)'), (2, '[2020-01-15,2020-03-01)');
-- file
-- expect: data-dependent, blocking
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);

-- case: varchar shrinks
-- before
CREATE TABLE users (id bigint PRIMARY KEY, code varchar(20));
-- rows
INSERT INTO users VALUES (1, 'abcdefghijklmnop');
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN code TYPE varchar(10);

-- case: text gets a limit
-- before
CREATE TABLE users (id bigint PRIMARY KEY, code text);
-- rows
INSERT INTO users VALUES (1, 'abcdefghijklmnop');
-- file
-- expect: data-dependent, blocking
ALTER TABLE users ALTER COLUMN code TYPE varchar(10);

-- case: text to integer
-- before
CREATE TABLE users (id bigint PRIMARY KEY, age text);
-- rows
INSERT INTO users VALUES (1, 'old');
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;

-- case: text to uuid
-- before
CREATE TABLE users (id bigint PRIMARY KEY, key text);
-- rows
INSERT INTO users VALUES (1, 'old');
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE users ALTER COLUMN key SET DATA TYPE uuid USING key::uuid;

-- case: text to enum as prisma people write it
-- before
CREATE TABLE users (id bigint PRIMARY KEY, status text NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'old');
-- file
CREATE TYPE status AS ENUM ('ACTIVE', 'INACTIVE');
-- expect: data-dependent, blocking, breaking
ALTER TABLE users ALTER COLUMN status TYPE status USING status::status;

-- case: bigint to integer
-- before
CREATE TABLE counters (id bigint PRIMARY KEY, n bigint);
-- rows
INSERT INTO counters VALUES (1, 5000000000);
-- file
-- expect: data-dependent, blocking, breaking
ALTER TABLE counters ALTER COLUMN n TYPE integer;

-- case: numeric precision shrinks
-- before
CREATE TABLE prices (id bigint PRIMARY KEY, amount numeric(12,2));
-- rows
INSERT INTO prices VALUES (1, 123456789.12);
-- file
-- expect: data-dependent, blocking
ALTER TABLE prices ALTER COLUMN amount TYPE numeric(8,2);

-- case: domain gets a constraint
-- before
CREATE DOMAIN posint AS integer;
CREATE TABLE stock (id bigint PRIMARY KEY, n posint);
-- rows
INSERT INTO stock VALUES (1, -1);
-- file
-- expect: data-dependent, blocking
ALTER DOMAIN posint ADD CONSTRAINT positive CHECK (VALUE > 0);

-- case: domain constraint that is not valid
-- before
CREATE DOMAIN posint AS integer;
CREATE TABLE stock (id bigint PRIMARY KEY, n posint);
-- file
ALTER DOMAIN posint ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;

-- case: a domain that nothing uses
-- before
CREATE DOMAIN posint AS integer;
-- file
ALTER DOMAIN posint ADD CONSTRAINT positive CHECK (VALUE > 0);
ALTER DOMAIN posint SET NOT NULL;

-- case: domain set not null
-- before
CREATE DOMAIN posint AS integer;
CREATE TABLE stock (id bigint PRIMARY KEY, n posint);
-- rows
INSERT INTO stock VALUES (1, NULL);
-- file
-- expect: data-dependent, blocking
ALTER DOMAIN posint SET NOT NULL;

-- case: attach a partition without a proof
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_old (at date NOT NULL, line text);
-- rows
INSERT INTO logs_old VALUES ('2019-01-01', 'x');
-- file
-- expect: data-dependent, blocking
ALTER TABLE logs ATTACH PARTITION logs_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- case: attach a partition with a proof
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_old (at date NOT NULL, line text, CONSTRAINT bounds CHECK (at >= '2020-01-01' AND at < '2021-01-01'));
-- file
ALTER TABLE logs ATTACH PARTITION logs_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- case: a new partition beside no default
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
-- file
CREATE TABLE logs_2021 PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE logs_2022 (LIKE logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE logs ATTACH PARTITION logs_2022 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

-- case: a new partition beside a default
-- before
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
-- rows
INSERT INTO logs VALUES ('2021-05-05', 'x');
-- file
-- expect: data-dependent, blocking
CREATE TABLE logs_2021 PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');

-- case: duplicates are removed before the unique index
-- unconfirmed
-- before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
-- file
DELETE FROM users a USING users b WHERE a.id > b.id AND a.email = b.email;
-- expect: blocking
CREATE UNIQUE INDEX users_email_key ON users (email);

-- case: a check that a new column's default violates
-- before
CREATE TABLE p (id bigint PRIMARY KEY);
-- rows
INSERT INTO p VALUES (1);
-- file
-- expect: data-dependent, blocking
ALTER TABLE p ADD COLUMN qty int NOT NULL DEFAULT 0 CHECK (qty > 0);

-- case: a check that a new column's default meets
-- before
CREATE TABLE p (id bigint PRIMARY KEY);
-- rows
INSERT INTO p VALUES (1);
-- file
-- expect: blocking
ALTER TABLE p ADD COLUMN qty int NOT NULL DEFAULT 1 CHECK (qty > 0);

-- case: a check on a new nullable column
-- before
CREATE TABLE p (id bigint PRIMARY KEY);
-- rows
INSERT INTO p VALUES (1);
-- file
-- expect: blocking
ALTER TABLE p ADD COLUMN qty int CHECK (qty > 0);

-- case: a required column of a new table
-- file
CREATE TABLE fresh (id bigint PRIMARY KEY);
ALTER TABLE fresh ADD COLUMN a int NOT NULL;
ALTER TABLE fresh ADD CONSTRAINT fresh_a UNIQUE (a);
ALTER TABLE fresh ALTER COLUMN a TYPE bigint;
CREATE UNIQUE INDEX ON fresh (a, id);

-- case: foreign key with a wrong type on both sides works if an operator exists
-- before
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id integer);
-- rows
INSERT INTO users VALUES (1, 3);
-- file
-- expect: data-dependent, blocking
ALTER TABLE ONLY public.users ADD CONSTRAINT fk FOREIGN KEY (org_id) REFERENCES public.orgs (id);

-- case: rails add_reference with a foreign key
-- unconfirmed
-- before
CREATE TABLE authors (id bigserial PRIMARY KEY);
CREATE TABLE books (id bigserial PRIMARY KEY);
-- rows
INSERT INTO books DEFAULT VALUES;
-- file
ALTER TABLE "books" ADD "author_id" bigint;
-- expect: blocking
CREATE INDEX "index_books_on_author_id" ON "books" ("author_id");
-- expect: blocking
ALTER TABLE "books" ADD CONSTRAINT "fk_rails_53d51ce16a" FOREIGN KEY ("author_id") REFERENCES "authors" ("id");

-- case: django adds a field with a default and drops the default
-- before
CREATE TABLE "app_book" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "title" varchar(100) NOT NULL);
-- rows
INSERT INTO app_book (title) VALUES ('x');
-- file
ALTER TABLE "app_book" ADD COLUMN "pages" integer DEFAULT 0 NOT NULL;
-- expect: breaking
ALTER TABLE "app_book" ALTER COLUMN "pages" DROP DEFAULT;
