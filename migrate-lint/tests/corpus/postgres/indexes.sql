-- case: index on an existing table
-- before
CREATE TABLE invoices (id bigint PRIMARY KEY, ref text, paid boolean NOT NULL DEFAULT false, customer bigint);
-- rows
INSERT INTO invoices (id, ref) VALUES (1, 'a'), (2, 'a');
-- file
-- expect: blocking
CREATE INDEX invoices_ref ON invoices (ref);
-- expect: blocking
create index on public.invoices using btree (customer, paid desc nulls last);
-- expect: blocking
CREATE INDEX IF NOT EXISTS invoices_paid ON ONLY "invoices" /* partial */ (paid) WHERE NOT paid;
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX invoices_ref_key ON invoices (ref);
CREATE INDEX IF NOT EXISTS invoices_paid ON invoices (paid);

-- case: unique index over an expression
-- before
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'A'), (2, 'a');
-- file
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX users_email ON users (lower(email));

-- case: unique index that an existing key implies
-- before
CREATE TABLE lines (invoice bigint, pos int, sku text, PRIMARY KEY (invoice, pos));
-- file
-- expect: blocking
CREATE UNIQUE INDEX lines_all ON lines (invoice, pos, sku);

-- case: index on a table of the same file
-- before
CREATE TABLE other (id int);
-- file
CREATE TABLE carts (id bigint PRIMARY KEY, owner text);
CREATE INDEX carts_owner ON carts (owner);
CREATE UNIQUE INDEX ON public.carts (lower(owner));
ALTER TABLE carts ADD CONSTRAINT carts_owner_key UNIQUE (owner);
-- expect: blocking
CREATE INDEX other_id ON other (id);

-- case: concurrently
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz, kind text);
-- file
CREATE INDEX CONCURRENTLY events_at ON events (at);

-- case: unique and concurrently still fails on equal rows
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz, kind text);
-- rows
INSERT INTO events VALUES (1, now(), 'a'), (2, now(), 'a');
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS events_kind ON events (kind);

-- case: concurrently beside other statements
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
-- file
COMMENT ON TABLE events IS 'what happened';
-- expect: transaction
CREATE INDEX CONCURRENTLY events_at ON events (at);

-- case: dropping an index is brief
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_at2 ON events (at, id);
-- file
DROP INDEX events_at;
DROP INDEX IF EXISTS events_nothing, public.events_at2;

-- case: dropping an index concurrently
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
CREATE INDEX events_at ON events (at);
-- file
DROP INDEX CONCURRENTLY events_at;

-- case: index on a parent alone builds nothing
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file
CREATE INDEX logs_id ON ONLY logs (id);

-- case: index on a parent builds all
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file
-- expect: blocking
CREATE INDEX logs_id ON logs (id);

-- case: attaching a built index
-- before
CREATE TABLE logs (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE logs_24 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX logs_id ON ONLY logs (id);
CREATE INDEX logs_24_id ON logs_24 (id);
-- file
ALTER INDEX logs_id ATTACH PARTITION logs_24_id;

-- case: reindex
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
CREATE INDEX events_at ON events (at);
-- file
-- expect: blocking
REINDEX TABLE events;
-- expect: blocking
reindex (verbose) index public.events_at;
ALTER INDEX events_at RENAME TO events_when;
ALTER INDEX events_when SET (fillfactor = 80);

-- case: reindex concurrently
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
-- file
REINDEX TABLE CONCURRENTLY events;

-- case: reindex concurrently, as an option
-- before
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz);
-- file
REINDEX (CONCURRENTLY) TABLE events;

-- case: index on a materialized view
-- before
CREATE TABLE events (id bigint PRIMARY KEY, kind text);
CREATE MATERIALIZED VIEW kinds AS SELECT kind, count(*) AS n FROM events GROUP BY kind;
-- file
-- expect: blocking
CREATE INDEX kinds_n ON kinds (n);

-- case: names of other schemas
-- before
CREATE SCHEMA app;
CREATE SCHEMA archive;
CREATE TABLE app.t (id int, a int);
-- file
CREATE TABLE archive.t (id int, a int);
CREATE INDEX ON archive.t (a);
-- expect: blocking
CREATE INDEX ON app.t (a);
