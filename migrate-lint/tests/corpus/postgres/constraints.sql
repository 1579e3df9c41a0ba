-- case: check
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2), status text, customer_id bigint);
-- rows
INSERT INTO orders VALUES (1, -1, NULL, 7);
-- file
-- expect: blocking, data-dependent
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);

-- case: check, not valid
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2), status text);
-- file
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
alter table only "orders" add check (status <> '') not valid;

-- case: validating what an earlier migration added
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2));
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
-- file
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

-- case: adding and validating in one transaction
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2));
-- file
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
-- expect: blocking
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_check;

-- case: adding and validating one by one
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2));
-- file
-- migrate: transaction(none)
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

-- case: check that is proven
-- before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
-- file
-- expect: blocking
ALTER TABLE orders ADD CONSTRAINT has_total CHECK (total IS NOT NULL);

-- case: foreign key
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- rows
INSERT INTO orders VALUES (1, 7);
-- file
-- expect: blocking, data-dependent
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;

-- case: foreign key without a name
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- rows
INSERT INTO orders VALUES (1, 7);
-- file
-- expect: blocking, data-dependent
ALTER TABLE IF EXISTS orders ADD FOREIGN KEY ("customer_id") REFERENCES public.customers;

-- case: foreign key, not valid
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- file
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;

-- case: validating a foreign key later
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- before
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- file
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer;

-- case: new nullable column that refers
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- file
ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers (id);

-- case: new column with a default that refers
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- rows
INSERT INTO orders VALUES (1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT 1 REFERENCES customers (id);

-- case: foreign key over a column that the file adds
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- file
ALTER TABLE orders ADD COLUMN customer_id bigint;
-- expect: blocking
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;

-- case: new table that refers
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
-- file
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE);
ALTER TABLE orders ADD COLUMN parent bigint REFERENCES orders;
ALTER TABLE orders ADD CHECK (id > 0), ALTER COLUMN parent SET NOT NULL;

-- case: unique constraint
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text);
-- rows
INSERT INTO users VALUES (1, 'a', 'x'), (2, 'a', 'x');
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);

-- case: unique constraint in lower case without a name
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text);
-- rows
INSERT INTO users VALUES (1, 'a', 'x'), (2, 'a', 'x');
-- file
-- expect: blocking, data-dependent
alter table public.users add unique (email, name) deferrable initially deferred;

-- case: unique constraint with a built index
-- before
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE UNIQUE INDEX users_email ON users (email);
-- file
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email;

-- case: new column that is unique
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- file
-- expect: blocking
ALTER TABLE users ADD COLUMN handle text UNIQUE;

-- case: new column that is unique and has a default
-- before
CREATE TABLE users (id int PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ADD COLUMN handle text DEFAULT '' UNIQUE;

-- case: wider unique key in place of another
-- before
CREATE TABLE users (id int PRIMARY KEY, tenant int, email text, CONSTRAINT users_email_key UNIQUE (email));
-- file
ALTER TABLE users DROP CONSTRAINT users_email_key;
-- expect: blocking
ALTER TABLE users ADD CONSTRAINT users_tenant_email_key UNIQUE (tenant, email);

-- case: primary key
-- before
CREATE TABLE tags (id int, name text);
-- rows
INSERT INTO tags VALUES (1, 'a'), (1, 'b');
-- file
-- expect: blocking, data-dependent
ALTER TABLE tags ADD PRIMARY KEY (id);

-- case: primary key with a built index over a column that may be NULL
-- before
CREATE TABLE tags (id int, name text);
CREATE UNIQUE INDEX tags_id ON tags (id);
-- rows
INSERT INTO tags VALUES (NULL, 'a');
-- file
-- expect: blocking, data-dependent
ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY USING INDEX tags_id;

-- case: primary key with a built index over a column that holds values
-- before
CREATE TABLE tags (id int NOT NULL, name text);
CREATE UNIQUE INDEX tags_id ON tags (id);
-- file
ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY USING INDEX tags_id;

-- case: exclusion constraint
-- before
CREATE TABLE stays (id int PRIMARY KEY, during tsrange);
-- rows
INSERT INTO stays VALUES (1, '[2024-01-01,2024-02-01)'), (2, '[2024-01-15,2024-03-01)');
-- file
-- expect: blocking, data-dependent
ALTER TABLE stays ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);

-- case: not null
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text NOT NULL);
-- rows
INSERT INTO users VALUES (1, NULL, 'a');
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: not null where it is so
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text NOT NULL);
-- file
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
ALTER TABLE users ALTER id SET NOT NULL;
ALTER TABLE users ALTER COLUMN name DROP NOT NULL;

-- case: not null after a backfill
-- before
CREATE TABLE users (id int PRIMARY KEY, email text);
-- file
UPDATE users SET email = '' WHERE email IS NULL;
-- expect: blocking
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: not null after a backfill of another column
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text);
-- rows
INSERT INTO users VALUES (1, NULL, NULL);
-- file
UPDATE users SET name = '' WHERE name IS NULL;
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: not null that a check proves
-- before
CREATE TABLE users (id int PRIMARY KEY, email text);
ALTER TABLE users ADD CONSTRAINT email_not_null CHECK (email IS NOT NULL) NOT VALID;
-- before
ALTER TABLE users VALIDATE CONSTRAINT email_not_null;
-- file
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT email_not_null;

-- case: not null that one of several conditions proves
-- before
CREATE TABLE users (id int PRIMARY KEY, a int, b int);
ALTER TABLE users ADD CONSTRAINT both_there CHECK (a IS NOT NULL AND (b IS NOT NULL));
-- file
ALTER TABLE users ALTER COLUMN b SET NOT NULL;

-- case: not null with a check that is not valid
-- before
CREATE TABLE users (id int PRIMARY KEY, email text);
ALTER TABLE users ADD CONSTRAINT email_not_null CHECK (email IS NOT NULL) NOT VALID;
-- rows
ALTER TABLE users DROP CONSTRAINT email_not_null;
INSERT INTO users VALUES (1, NULL);
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: not null with a check about another column
-- before
CREATE TABLE users (id int PRIMARY KEY, email text, name text CHECK (name IS NOT NULL));
-- rows
INSERT INTO users VALUES (1, NULL, 'a');
-- file
-- expect: blocking, data-dependent
ALTER TABLE users ALTER COLUMN email SET NOT NULL;

-- case: domains
-- before
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE parts (id int, n positive);
CREATE DOMAIN unused AS text;
-- rows
INSERT INTO parts VALUES (1, 1000);
-- file
-- expect: blocking, data-dependent
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 100);

-- case: domains, not null
-- before
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE parts (id int, n positive);
-- rows
INSERT INTO parts VALUES (1, NULL);
-- file
-- expect: blocking, data-dependent
ALTER DOMAIN positive SET NOT NULL;

-- case: domains without scan
-- before
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE parts (id int, n positive);
CREATE DOMAIN unused AS text;
-- file
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID;
ALTER DOMAIN unused ADD CONSTRAINT short CHECK (length(VALUE) < 5);
ALTER DOMAIN positive DROP CONSTRAINT small;

-- case: constraints that go
-- before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, total int CONSTRAINT positive CHECK (total > 0), customer bigint CONSTRAINT fk REFERENCES customers);
-- file
ALTER TABLE orders DROP CONSTRAINT positive;
ALTER TABLE orders DROP CONSTRAINT IF EXISTS fk;
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key;
