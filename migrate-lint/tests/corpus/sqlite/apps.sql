-- case: sqlx init of a small shop, everything new
-- file
-- Initial schema. DROP TABLE nothing; this is only a comment.
CREATE TABLE IF NOT EXISTS customers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    email      TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    full_name  TEXT    NOT NULL DEFAULT '',
    vip        BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS orders (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    placed_at   INTEGER NOT NULL DEFAULT (strftime('%s', 'now')),
    note        TEXT DEFAULT 'it''s; fine -- really',
    CHECK (length(note) < 500)
);
CREATE UNIQUE INDEX orders_customer_placed ON orders (customer_id, placed_at DESC);
ALTER TABLE orders ADD COLUMN channel TEXT NOT NULL CHECK (channel IN ('web', 'shop'));
ALTER TABLE orders ADD COLUMN seen_at TEXT DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE orders ADD COLUMN year TEXT GENERATED ALWAYS AS (substr(placed_at, 1, 4)) STORED;
ALTER TABLE orders RENAME COLUMN note TO remark;
ALTER TABLE customers DROP COLUMN vip;
INSERT INTO customers (email) VALUES ('root@example.org'), ('ops@example.org') ON CONFLICT (email) DO NOTHING;
DELETE FROM customers;

-- case: prisma init
-- file
-- CreateTable
CREATE TABLE "User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "name" TEXT
);

-- CreateTable
CREATE TABLE "Post" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "_CategoryToPost" (
    "A" INTEGER NOT NULL,
    "B" TEXT NOT NULL,
    CONSTRAINT "_CategoryToPost_A_fkey" FOREIGN KEY ("A") REFERENCES "Category" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_CategoryToPost_B_fkey" FOREIGN KEY ("B") REFERENCES "Post" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Category" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "_CategoryToPost_AB_unique" ON "_CategoryToPost"("A", "B");

-- CreateIndex
CREATE INDEX "_CategoryToPost_B_index" ON "_CategoryToPost"("B");

-- case: prisma redefine of a table nobody refers to
-- before
CREATE TABLE "Setting" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "key" TEXT NOT NULL, "value" TEXT);
CREATE UNIQUE INDEX "Setting_key_key" ON "Setting"("key");
-- rows
INSERT INTO "Setting" ("key", "value") VALUES ('theme', 'dark'), ('lang', 'de');
-- file
-- RedefineTables
PRAGMA defer_foreign_keys=ON;
-- expect: transaction
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Setting" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "value" TEXT,
    "scope" TEXT NOT NULL DEFAULT 'global'
);
INSERT INTO "new_Setting" ("id", "key", "value") SELECT "id", "key", "value" FROM "Setting";
DROP TABLE "Setting";
ALTER TABLE "new_Setting" RENAME TO "Setting";
CREATE UNIQUE INDEX "Setting_key_key" ON "Setting"("key");
-- expect: transaction
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- case: prisma redefine of a parent whose children cascade
-- before
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL);
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" INTEGER NOT NULL,
    CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- rows
INSERT INTO "User" VALUES (1, 'a@x');
INSERT INTO "Session" VALUES ('s1', 1), ('s2', 1);
-- file
-- RedefineTables
PRAGMA defer_foreign_keys=ON;
-- expect: transaction
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "nick" TEXT
);
INSERT INTO "new_User" ("email", "id") SELECT "email", "id" FROM "User";
-- expect: destructive
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
-- expect: transaction
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- case: older prisma redefine that adds a required column
-- before
CREATE TABLE "Task" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL);
-- rows
INSERT INTO "Task" ("title") VALUES ('wash'), ('cook');
-- file
/*
  Warnings:

  - Added the required column `owner` to the `Task` table without a default value. This is not possible if the table is not empty.

*/
-- RedefineTables
-- expect: transaction
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Task" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "owner" TEXT NOT NULL
);
-- expect: data-dependent
INSERT INTO "new_Task" ("id", "title") SELECT "id", "title" FROM "Task";
-- expect: breaking
DROP TABLE "Task";
ALTER TABLE "new_Task" RENAME TO "Task";
PRAGMA foreign_key_check;
-- expect: transaction
PRAGMA foreign_keys=ON;

-- case: django rebuild of a parent with enforcement off, all parts kept
-- before
CREATE TABLE "blog_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "joined" date NULL);
CREATE TABLE "blog_post" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL, "author_id" bigint NOT NULL REFERENCES "blog_author" ("id") ON DELETE CASCADE);
CREATE INDEX "blog_author_name_5a" ON "blog_author" ("name");
CREATE TRIGGER blog_author_touch AFTER UPDATE OF name ON blog_author BEGIN
  UPDATE blog_author SET joined = date('now') WHERE id = NEW.id AND joined IS NULL;
END;
-- rows
INSERT INTO blog_author VALUES (1, 'ann', '2020-01-01'), (2, 'bob', NULL);
INSERT INTO blog_post VALUES (1, 'hello', 1), (2, 'world', 2);
-- file
-- migrate: foreign-keys(off)
CREATE TABLE "new__blog_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(255) NOT NULL, "joined" date NULL, "bio" text NOT NULL DEFAULT '');
INSERT INTO "new__blog_author" ("id", "name", "joined", "bio") SELECT "id", "name", "joined", '' FROM "blog_author";
DROP TABLE "blog_author";
ALTER TABLE "new__blog_author" RENAME TO "blog_author";
CREATE INDEX "blog_author_name_5a" ON "blog_author" ("name");
CREATE TRIGGER blog_author_touch AFTER UPDATE OF name ON blog_author BEGIN
  UPDATE blog_author SET joined = date('now') WHERE id = NEW.id AND joined IS NULL;
END;
PRAGMA foreign_key_check(blog_post);

-- case: parent rebuilt with enforcement on, children without an action
-- unconfirmed
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE players (id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams(id), nick TEXT);
-- rows
INSERT INTO teams VALUES (1, 'red');
INSERT INTO players VALUES (10, 1, 'zed');
-- file
CREATE TABLE teams_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);
INSERT INTO teams_new (id, name) SELECT id, name FROM teams;
-- expect: data-dependent
DROP TABLE teams;
ALTER TABLE teams_new RENAME TO teams;

-- case: parent rebuilt with enforcement on, children set to null
-- unconfirmed
-- before
create table albums (id integer primary key, title text not null);
create table photos (id integer primary key, album_id integer references albums(id) on delete set null, path text not null);
-- rows
insert into albums values (1, 'summer');
insert into photos values (1, 1, '/a.jpg'), (2, 1, '/b.jpg');
-- file
create table tmp_albums (id integer primary key, title text not null, cover text);
insert into tmp_albums select id, title, null from albums;
-- expect: destructive
drop table albums;
alter table tmp_albums rename to albums;

-- case: self-referencing rebuild cascades into its own copy
-- before
CREATE TABLE categories (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES categories(id) ON DELETE CASCADE, label TEXT NOT NULL);
-- rows
INSERT INTO categories VALUES (1, NULL, 'all'), (2, 1, 'books'), (3, 2, 'poetry');
-- file
CREATE TABLE new_categories (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES categories(id) ON DELETE CASCADE, label TEXT NOT NULL, slug TEXT);
INSERT INTO new_categories (id, parent_id, label) SELECT id, parent_id, label FROM categories;
-- expect: destructive
DROP TABLE categories;
ALTER TABLE new_categories RENAME TO categories;

-- case: self-referencing rebuild that refers to its own copy
-- before
CREATE TABLE categories (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES categories(id) ON DELETE CASCADE, label TEXT NOT NULL);
-- rows
INSERT INTO categories VALUES (1, NULL, 'all'), (2, 1, 'books'), (3, 2, 'poetry');
-- file
CREATE TABLE new_categories (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES new_categories(id) ON DELETE CASCADE, label TEXT NOT NULL, slug TEXT);
INSERT INTO new_categories (id, parent_id, label) SELECT id, parent_id, label FROM categories;
DROP TABLE categories;
ALTER TABLE new_categories RENAME TO categories;

-- case: self-referencing rebuild with enforcement off
-- before
CREATE TABLE [Node] ([Id] INTEGER PRIMARY KEY, [ParentId] INTEGER REFERENCES [Node]([Id]) ON DELETE CASCADE);
-- rows
INSERT INTO Node VALUES (1, NULL), (2, 1);
-- file
-- migrate: foreign-keys(off)
CREATE TABLE [Node_copy] ([Id] INTEGER PRIMARY KEY, [ParentId] INTEGER REFERENCES [Node]([Id]) ON DELETE CASCADE, [Depth] INTEGER NOT NULL DEFAULT 0);
INSERT INTO [Node_copy] ([Id], [ParentId]) SELECT [Id], [ParentId] FROM [Node];
DROP TABLE [Node];
ALTER TABLE [Node_copy] RENAME TO [Node];

-- case: old table moved away first, nothing refers to it
-- before
CREATE TABLE readings (id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, value REAL);
-- rows
INSERT INTO readings VALUES (1, 'a', 1.5), (2, 'b', NULL);
-- file
ALTER TABLE readings RENAME TO readings_old;
CREATE TABLE readings (id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, value REAL, unit TEXT NOT NULL DEFAULT 'C');
INSERT INTO readings (id, sensor, value) SELECT id, sensor, value FROM readings_old;
DROP TABLE readings_old;

-- case: old table moved away first, cascading children follow it
-- before
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);
CREATE TABLE order_items (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, sku TEXT NOT NULL);
-- rows
INSERT INTO orders VALUES (1, 100);
INSERT INTO order_items VALUES (1, 1, 'x'), (2, 1, 'y');
-- file
ALTER TABLE orders RENAME TO orders_old;
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL, currency TEXT NOT NULL DEFAULT 'EUR');
INSERT INTO orders (id, total) SELECT id, total FROM orders_old;
-- expect: destructive, breaking
DROP TABLE orders_old;

-- case: rebuild loses a column
-- before
CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, phone TEXT, fax TEXT);
-- rows
INSERT INTO contacts VALUES (1, 'ann', '123', '456');
-- file
CREATE TABLE contacts_next (id INTEGER PRIMARY KEY, name TEXT NOT NULL, phone TEXT);
INSERT INTO contacts_next SELECT id, name, phone FROM contacts;
-- expect: destructive, breaking
DROP TABLE contacts;
ALTER TABLE contacts_next RENAME TO contacts;

-- case: rebuild keeps the column but forgets to copy it
-- before
CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, phone TEXT, fax TEXT);
-- rows
INSERT INTO contacts VALUES (1, 'ann', '123', '456');
-- file
CREATE TABLE contacts_next (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, phone TEXT, fax TEXT);
INSERT INTO contacts_next (id, name, phone) SELECT id, name, phone FROM contacts;
-- expect: destructive
DROP TABLE contacts;
ALTER TABLE contacts_next RENAME TO contacts;

-- case: rebuild copies nothing
-- before
CREATE TABLE cache_entries (k TEXT PRIMARY KEY, v BLOB);
-- rows
INSERT INTO cache_entries VALUES ('a', x'00');
-- file
CREATE TABLE cache_entries_new (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
-- expect: destructive
DROP TABLE cache_entries;
ALTER TABLE cache_entries_new RENAME TO cache_entries;

-- case: rebuild skips rows that the new unique constraint refuses
-- before
CREATE TABLE subscribers (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
-- rows
INSERT INTO subscribers VALUES (1, 'a@x'), (2, 'a@x');
-- file
CREATE TABLE subscribers_v2 (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
-- expect: destructive
INSERT OR IGNORE INTO subscribers_v2 SELECT id, email FROM subscribers;
DROP TABLE subscribers;
ALTER TABLE subscribers_v2 RENAME TO subscribers;

-- case: rebuild loses the default of a required column
-- before
CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'queued', payload TEXT);
-- file
CREATE TABLE new_jobs (id INTEGER PRIMARY KEY, state TEXT NOT NULL, payload TEXT, attempts INTEGER DEFAULT 0);
INSERT INTO new_jobs (id, state, payload) SELECT id, state, payload FROM jobs;
-- expect: breaking
DROP TABLE jobs;
ALTER TABLE new_jobs RENAME TO jobs;

-- case: rebuild gives a column another name
-- before
CREATE TABLE people (id INTEGER PRIMARY KEY, surname TEXT NOT NULL);
-- rows
INSERT INTO people VALUES (1, 'Curie');
-- file
CREATE TABLE new_people (id INTEGER PRIMARY KEY, last_name TEXT NOT NULL);
INSERT INTO new_people (id, last_name) SELECT id, surname FROM people;
-- expect: breaking
DROP TABLE people;
ALTER TABLE new_people RENAME TO people;

-- case: rebuild loses the cascade of a foreign key
-- before
CREATE TABLE carts (id INTEGER PRIMARY KEY);
CREATE TABLE cart_lines (id INTEGER PRIMARY KEY, cart_id INTEGER NOT NULL REFERENCES carts(id) ON DELETE CASCADE, qty INTEGER NOT NULL);
-- file
CREATE TABLE new_cart_lines (id INTEGER PRIMARY KEY, cart_id INTEGER NOT NULL REFERENCES carts(id), qty INTEGER NOT NULL, gift INTEGER NOT NULL DEFAULT 0);
INSERT INTO new_cart_lines (id, cart_id, qty) SELECT id, cart_id, qty FROM cart_lines;
-- expect: breaking
DROP TABLE cart_lines;
ALTER TABLE new_cart_lines RENAME TO cart_lines;

-- case: rebuild loses the unique index that upserts name
-- before
CREATE TABLE prefs (id INTEGER PRIMARY KEY, user_key TEXT NOT NULL, val TEXT);
CREATE UNIQUE INDEX prefs_user_key ON prefs(user_key);
-- file
CREATE TABLE new_prefs (id INTEGER PRIMARY KEY, user_key TEXT NOT NULL, val TEXT DEFAULT '{}');
INSERT INTO new_prefs SELECT id, user_key, val FROM prefs;
-- expect: breaking
DROP TABLE prefs;
ALTER TABLE new_prefs RENAME TO prefs;

-- case: rebuild with stricter columns, rows in the way
-- before
CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT, price INTEGER, brand_id INTEGER);
CREATE TABLE tags (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE stock (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
CREATE TABLE labels (id INTEGER PRIMARY KEY, tag_id INTEGER);
CREATE TABLE measures (id INTEGER PRIMARY KEY, grams INTEGER);
-- rows
INSERT INTO products VALUES (1, NULL, 5, 7);
INSERT INTO tags VALUES (1, 'x'), (2, 'x');
INSERT INTO stock VALUES (1, -4);
INSERT INTO labels VALUES (1, 99);
INSERT INTO measures VALUES (1, 'a lot');
-- file
CREATE TABLE products_new (id INTEGER PRIMARY KEY, sku TEXT NOT NULL, price INTEGER, brand_id INTEGER);
-- expect: data-dependent
INSERT INTO products_new SELECT id, sku, price, brand_id FROM products;
DROP TABLE products;
ALTER TABLE products_new RENAME TO products;
CREATE TABLE tags_new (id INTEGER PRIMARY KEY, label TEXT NOT NULL, UNIQUE (label));
-- expect: data-dependent
INSERT INTO tags_new (id, label) SELECT id, label FROM tags;
DROP TABLE tags;
ALTER TABLE tags_new RENAME TO tags;
CREATE TABLE stock_new (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL CONSTRAINT not_negative CHECK (amount >= 0));
-- expect: data-dependent
INSERT INTO stock_new SELECT * FROM stock;
DROP TABLE stock;
ALTER TABLE stock_new RENAME TO stock;
CREATE TABLE labels_new (id INTEGER PRIMARY KEY, tag_id INTEGER REFERENCES tags(id));
-- expect: data-dependent
INSERT INTO labels_new (id, tag_id) SELECT id, tag_id FROM labels;
DROP TABLE labels;
ALTER TABLE labels_new RENAME TO labels;
CREATE TABLE measures_new (id INTEGER PRIMARY KEY, grams INTEGER) STRICT;
-- expect: data-dependent
INSERT INTO measures_new (id, grams) SELECT id, grams FROM measures;
DROP TABLE measures;
ALTER TABLE measures_new RENAME TO measures;

-- case: rebuild with stricter columns, rows made fit first
-- before
CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT, price INTEGER);
CREATE TABLE readers (id INTEGER PRIMARY KEY, card TEXT, email TEXT UNIQUE);
-- rows
INSERT INTO products VALUES (1, NULL, 5), (2, 'k', NULL);
INSERT INTO readers VALUES (1, NULL, 'a@x'), (2, '77', NULL);
-- file
CREATE TABLE products_new (id INTEGER PRIMARY KEY, sku TEXT NOT NULL DEFAULT 'none', price INTEGER NOT NULL DEFAULT 0);
INSERT INTO products_new (id, sku, price) SELECT id, COALESCE(sku, 'none'), ifnull(price, 0) FROM products;
DROP TABLE products;
ALTER TABLE products_new RENAME TO products;
UPDATE readers SET card = 'unknown' WHERE card IS NULL;
CREATE TABLE readers_new (id INTEGER PRIMARY KEY, card TEXT NOT NULL, email TEXT UNIQUE);
INSERT INTO readers_new (id, card, email) SELECT id, card, email FROM readers;
DROP TABLE readers;
ALTER TABLE readers_new RENAME TO readers;

-- case: rebuild under a view fails at the rename
-- before
CREATE TABLE invoices (id INTEGER PRIMARY KEY, due TEXT, paid INTEGER);
CREATE VIEW open_invoices AS SELECT id, due FROM invoices WHERE paid = 0;
-- file
CREATE TABLE new_invoices (id INTEGER PRIMARY KEY, due TEXT, paid INTEGER NOT NULL DEFAULT 0);
INSERT INTO new_invoices SELECT id, due, coalesce(paid, 0) FROM invoices;
DROP TABLE invoices;
-- expect: unknown-object
ALTER TABLE new_invoices RENAME TO invoices;

-- case: rebuild under a view that steps aside
-- before
CREATE TABLE invoices (id INTEGER PRIMARY KEY, due TEXT, paid INTEGER);
CREATE VIEW open_invoices AS SELECT id, due FROM invoices WHERE paid = 0;
-- rows
INSERT INTO invoices VALUES (1, '2024-01-01', NULL), (2, '2024-02-01', 1);
-- file
DROP VIEW open_invoices;
CREATE TABLE new_invoices (id INTEGER PRIMARY KEY, due TEXT, paid INTEGER NOT NULL DEFAULT 0);
INSERT INTO new_invoices SELECT id, due, coalesce(paid, 0) FROM invoices;
DROP TABLE invoices;
ALTER TABLE new_invoices RENAME TO invoices;
CREATE VIEW open_invoices AS SELECT id, due FROM invoices WHERE paid = 0;

-- case: rebuild under the trigger of another table fails at the rename
-- before
CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);
CREATE TABLE hits (id INTEGER PRIMARY KEY, url TEXT);
CREATE TRIGGER hits_count AFTER INSERT ON hits BEGIN
    UPDATE counters SET n = n + 1 WHERE name = 'hits';
END;
-- file
CREATE TABLE counters_new (name TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0, since TEXT);
INSERT INTO counters_new (name, n) SELECT name, n FROM counters;
DROP TABLE counters;
-- expect: unknown-object
ALTER TABLE counters_new RENAME TO counters;

-- case: rebuild builds the index too early
-- before
CREATE TABLE logs (id INTEGER PRIMARY KEY, level TEXT NOT NULL, msg TEXT);
CREATE INDEX logs_level ON logs(level);
-- rows
INSERT INTO logs VALUES (1, 'warn', 'hm');
-- file
CREATE TABLE logs_new (id INTEGER PRIMARY KEY, level TEXT NOT NULL DEFAULT 'info', msg TEXT);
INSERT INTO logs_new SELECT * FROM logs;
-- expect: unknown-object
CREATE INDEX logs_level ON logs_new(level);
CREATE INDEX logs_level_msg ON logs_new(level, msg);

-- case: rename onto a table that is still there
-- before
CREATE TABLE menu (id INTEGER PRIMARY KEY, dish TEXT);
-- file
CREATE TABLE new_menu (id INTEGER PRIMARY KEY, dish TEXT, price INTEGER);
INSERT INTO new_menu (id, dish) SELECT id, dish FROM menu;
-- expect: unknown-object
ALTER TABLE new_menu RENAME TO menu;

-- case: unique index after a rebuild, one that was there and one that is new
-- before
CREATE TABLE devices (id INTEGER PRIMARY KEY, serial TEXT NOT NULL, host TEXT);
CREATE UNIQUE INDEX devices_serial ON devices(serial);
-- rows
INSERT INTO devices VALUES (1, 'a', 'h'), (2, 'b', 'h');
-- file
CREATE TABLE devices_new (id INTEGER PRIMARY KEY, serial TEXT NOT NULL, host TEXT, rack INTEGER);
INSERT INTO devices_new (id, serial, host) SELECT id, serial, host FROM devices;
DROP TABLE devices;
ALTER TABLE devices_new RENAME TO devices;
CREATE UNIQUE INDEX devices_serial ON devices(serial);
-- expect: data-dependent
CREATE UNIQUE INDEX devices_host ON devices(host);

-- case: columns that can be added to a table with rows
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, born TEXT, score INTEGER);
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, 'a@x', '2000-01-01', -3), (2, 'b@x', NULL, NULL);
-- file
ALTER TABLE users ADD COLUMN nick TEXT;
ALTER TABLE users ADD nick2 TEXT COLLATE NOCASE DEFAULT NULL;
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin'));
ALTER TABLE users ADD COLUMN flags INTEGER NOT NULL DEFAULT -1;
ALTER TABLE users ADD COLUMN ratio REAL NOT NULL DEFAULT (+1.5e-3);
ALTER TABLE users ADD COLUMN secret BLOB NOT NULL DEFAULT x'00FF';
ALTER TABLE users ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE users ADD COLUMN tz VARCHAR(64) DEFAULT "UTC" NOT NULL;
ALTER TABLE users ADD COLUMN plan_id INTEGER REFERENCES plans(id) ON DELETE SET NULL;
ALTER TABLE users ADD COLUMN second_plan INTEGER DEFAULT NULL REFERENCES plans;
ALTER TABLE users ADD COLUMN limit_kb INTEGER CHECK (limit_kb > 0);
ALTER TABLE users ADD COLUMN died TEXT CHECK (died IS NULL OR died >= born);
ALTER TABLE users ADD COLUMN domain TEXT GENERATED ALWAYS AS (substr(email, instr(email, '@') + 1)) VIRTUAL;
ALTER TABLE "users" ADD COLUMN `weird name` TEXT DEFAULT 'NOT NULL UNIQUE';
ALTER TABLE [main].[users] ADD COLUMN [default] INT CONSTRAINT zero DEFAULT 0;

-- case: columns that cannot be added to a table with rows
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, born TEXT, score INTEGER);
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO plans VALUES (1, 'free');
INSERT INTO users VALUES (1, 'a@x', NULL, -3), (2, 'b@x', NULL, -4);
-- file
-- expect: data-dependent, breaking
ALTER TABLE users ADD COLUMN name TEXT NOT NULL;
-- expect: data-dependent, breaking
alter table users add  nick varchar(20) collate nocase not  null  default null;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN updated_at TEXT DEFAULT (datetime('now'));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN token TEXT NOT NULL DEFAULT (lower(hex(randomblob(16))));
-- expect: data-dependent
ALTER TABLE users ADD COLUMN week INTEGER DEFAULT (7 * 24 * 3600);
-- expect: data-dependent
ALTER TABLE users ADD COLUMN plan_id INTEGER NOT NULL DEFAULT 1 REFERENCES plans(id);
-- expect: data-dependent
ALTER TABLE users ADD COLUMN score2 INTEGER GENERATED ALWAYS AS (score * 2) STORED;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN year TEXT NOT NULL GENERATED ALWAYS AS (substr(born, 1, 4)) VIRTUAL;
-- expect: data-dependent
ALTER TABLE users ADD COLUMN bonus INTEGER DEFAULT 0 CHECK (score >= 0);

-- case: a check that the column's own default violates
-- before
CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT);
-- rows
INSERT INTO articles VALUES (1, 't');
-- file
-- expect: data-dependent
ALTER TABLE articles ADD COLUMN status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('Draft', 'Published'));
-- expect: data-dependent
ALTER TABLE articles ADD COLUMN lang TEXT CHECK (lang IS NOT NULL);
ALTER TABLE articles ADD COLUMN words INTEGER NOT NULL DEFAULT 0 CHECK (words >= 0);

-- case: columns that ALTER TABLE never adds
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE facts (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
-- file
-- expect: syntax
ALTER TABLE users ADD COLUMN handle TEXT UNIQUE;
-- expect: syntax
ALTER TABLE users ADD COLUMN uid TEXT PRIMARY KEY;
-- expect: syntax
ALTER TABLE facts ADD COLUMN title VARCHAR(80);
-- expect: syntax
ALTER TABLE facts ADD COLUMN rank;
-- expect: unknown-object
ALTER TABLE users ADD COLUMN EMAIL TEXT;
ALTER TABLE facts ADD COLUMN extra ANY;
ALTER TABLE facts ADD COLUMN weight REAL NOT NULL DEFAULT 1;

-- case: unique indexes that rows can violate
-- before
CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT UNIQUE, handle TEXT, org_id INTEGER, deleted_at TEXT);
-- rows
INSERT INTO accounts VALUES (1, 'A@x', 'zed', 5, NULL), (2, 'a@X', 'zed', 5, NULL);
-- file
-- expect: data-dependent
CREATE UNIQUE INDEX accounts_handle ON accounts(handle);
-- expect: data-dependent
CREATE UNIQUE INDEX IF NOT EXISTS accounts_org_handle ON accounts (org_id, handle);
-- expect: data-dependent
create unique index accounts_live on accounts (handle) where deleted_at is null;
-- expect: data-dependent
CREATE UNIQUE INDEX "accounts_email_ci" ON "accounts" ("email" COLLATE NOCASE);
-- expect: data-dependent
CREATE UNIQUE INDEX accounts_email_lower ON accounts (lower(email));
ALTER TABLE accounts ADD COLUMN region TEXT NOT NULL DEFAULT 'eu';
-- expect: data-dependent
CREATE UNIQUE INDEX accounts_region ON accounts(region);

-- case: unique indexes that no row can violate
-- before
CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT UNIQUE, handle TEXT, org_id INTEGER);
CREATE UNIQUE INDEX accounts_org_handle ON accounts(org_id, handle);
-- rows
INSERT INTO accounts VALUES (1, 'a@x', 'zed', 5), (2, 'b@x', 'zed', 6);
-- file
CREATE UNIQUE INDEX accounts_email_org ON accounts(email, org_id);
CREATE UNIQUE INDEX accounts_id_handle ON accounts(id, handle);
CREATE UNIQUE INDEX accounts_wide ON accounts(handle, email, org_id);
ALTER TABLE accounts ADD COLUMN invite TEXT;
CREATE UNIQUE INDEX accounts_invite ON accounts(invite);
CREATE UNIQUE INDEX IF NOT EXISTS accounts_org_handle ON accounts(org_id, handle);

-- case: unique index after the doubles are gone
-- before
CREATE TABLE votes (id INTEGER PRIMARY KEY, poll INTEGER NOT NULL, voter INTEGER NOT NULL);
-- rows
INSERT INTO votes VALUES (1, 1, 1), (2, 1, 1), (3, 1, 2);
-- file
DELETE FROM votes WHERE id NOT IN (SELECT min(id) FROM votes GROUP BY poll, voter);
CREATE UNIQUE INDEX votes_once ON votes(poll, voter);

-- case: plain, partial and expression indexes
-- before
CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT, at TEXT, payload TEXT, a INT, b INT);
-- rows
INSERT INTO events VALUES (1, 'k', '2024-01-01', '{not json', 1, 2), (2, 'k', '2024-01-01', '{not json', 1, 2);
-- file
CREATE INDEX events_kind ON events(kind);
CREATE INDEX IF NOT EXISTS main.events_kind_at ON events (kind COLLATE NOCASE ASC, at DESC);
CREATE INDEX events_lower ON events(lower(kind));
CREATE INDEX events_recent ON events(at) WHERE at > '2020-01-01' AND kind IS NOT NULL;
CREATE INDEX events_sum ON events(a + b, abs(a - b));
-- expect: data-dependent
CREATE INDEX events_ref ON events(json_extract(payload, '$.ref'));
-- expect: syntax
CREATE INDEX events_random ON events(random());
DROP INDEX events_kind;
REINDEX events_lower;
ANALYZE events;

-- case: keys and unique columns cannot be dropped
-- before
CREATE TABLE members (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT);
-- file
-- expect: syntax
ALTER TABLE members DROP COLUMN id;
-- expect: syntax
ALTER TABLE members DROP COLUMN code;
-- expect: unknown-object
ALTER TABLE members DROP COLUMN surname;

-- case: column dropped under an index
-- before
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
CREATE INDEX members_city ON members(city);
-- file
-- expect: syntax
ALTER TABLE members DROP COLUMN city;

-- case: column dropped under a view
-- before
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
CREATE VIEW townsfolk AS SELECT m.name, m.city FROM members AS m;
-- file
-- expect: syntax
ALTER TABLE members DROP COLUMN city;

-- case: columns dropped after what uses them
-- before
CREATE TABLE clubs (id INTEGER PRIMARY KEY);
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, city TEXT, club_id INTEGER REFERENCES clubs(id), pin TEXT CHECK (length(pin) = 4));
CREATE INDEX members_city ON members(city);
-- rows
INSERT INTO clubs VALUES (1);
INSERT INTO members VALUES (1, 'ann', 'Ulm', 1, '0000');
-- file
DROP INDEX IF EXISTS members_city;
-- expect: destructive, breaking
ALTER TABLE members DROP COLUMN city;
-- expect: destructive, breaking
ALTER TABLE members DROP club_id;
-- expect: destructive, breaking
alter table "members" drop column "pin";
ALTER TABLE members ADD COLUMN scratch TEXT;
UPDATE members SET scratch = name;
ALTER TABLE members DROP COLUMN scratch;

-- case: virtual generated column dropped
-- before
CREATE TABLE boxes (id INTEGER PRIMARY KEY, w INTEGER, h INTEGER, area INTEGER GENERATED ALWAYS AS (w * h) VIRTUAL);
-- file
-- expect: breaking
ALTER TABLE boxes DROP COLUMN area;

-- case: table dropped over cascading children
-- before
CREATE TABLE blogs (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, blog_id INTEGER NOT NULL REFERENCES blogs(id) ON DELETE CASCADE, body TEXT);
-- rows
INSERT INTO blogs VALUES (1, 'b');
INSERT INTO comments VALUES (1, 1, 'c');
-- file
-- expect: destructive, breaking
DROP TABLE blogs;

-- case: table dropped over children without an action
-- unconfirmed
-- before
CREATE TABLE blogs (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, blog_id INTEGER NOT NULL REFERENCES blogs(id), body TEXT);
-- rows
INSERT INTO blogs VALUES (1, 'b');
INSERT INTO comments VALUES (1, 1, 'c');
-- file
-- expect: destructive, data-dependent, breaking
DROP TABLE blogs;

-- case: child and then parent dropped
-- before
CREATE TABLE blogs (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, blog_id INTEGER NOT NULL REFERENCES blogs(id), body TEXT);
-- rows
INSERT INTO blogs VALUES (1, 'b');
INSERT INTO comments VALUES (1, 1, 'c');
-- file
-- expect: destructive, breaking
DROP TABLE comments;
-- expect: destructive, breaking
DROP TABLE IF EXISTS main."blogs";

-- case: drops that lose nothing
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE gone (id INTEGER PRIMARY KEY);
-- before
DROP TABLE gone;
-- rows
INSERT INTO users VALUES (1, 'ann');
-- file
DROP TABLE IF EXISTS gone;
DROP VIEW IF EXISTS never_was;
DROP TRIGGER IF EXISTS never_was;
DROP INDEX IF EXISTS never_was;
CREATE TABLE gone (id INTEGER PRIMARY KEY, why TEXT NOT NULL);
CREATE TEMP TABLE staging (id INTEGER, name TEXT);
INSERT INTO staging SELECT id, upper(name) FROM users;
UPDATE staging SET name = trim(name);
DELETE FROM staging;
DROP TABLE temp.staging;
CREATE TEMPORARY TABLE users AS SELECT * FROM main.users;
DROP TABLE users;
CREATE TABLE scratch (x);
DROP TABLE scratch;
UPDATE users SET name = 'Ann' WHERE id = 99;

-- case: dropped and made again under the same name
-- before
CREATE TABLE sessions (id TEXT PRIMARY KEY, data BLOB NOT NULL);
-- rows
INSERT INTO sessions VALUES ('x', x'01');
-- file
-- expect: destructive
DROP TABLE sessions;
CREATE TABLE sessions (id TEXT PRIMARY KEY, data BLOB NOT NULL, expires INTEGER NOT NULL DEFAULT 0);

-- case: rows deleted and overwritten
-- before
CREATE TABLE audit (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TABLE tokens (id INTEGER PRIMARY KEY, secret TEXT);
CREATE TABLE queue (id INTEGER PRIMARY KEY, payload TEXT);
-- rows
INSERT INTO audit VALUES (1, 'm');
INSERT INTO tokens VALUES (1, 's');
INSERT INTO queue VALUES (1, 'p');
-- file
-- expect: destructive
DELETE FROM audit;
-- expect: destructive
UPDATE tokens SET secret = NULL;
-- expect: destructive
delete from queue where 1 = 1;

-- case: rows deleted and overwritten with a condition
-- before
CREATE TABLE audit (id INTEGER PRIMARY KEY, msg TEXT, at TEXT);
CREATE TABLE tokens (id INTEGER PRIMARY KEY, secret TEXT);
-- file
DELETE FROM audit WHERE at < '2020-01-01';
DELETE FROM audit AS a WHERE NOT EXISTS (SELECT 1 FROM tokens t WHERE t.id = a.id) RETURNING id;
UPDATE tokens SET secret = lower(secret) WHERE secret GLOB '*[A-Z]*';
ALTER TABLE tokens ADD COLUMN secret_len INTEGER;
UPDATE tokens SET secret_len = length(secret);
WITH old(id) AS (SELECT id FROM audit WHERE msg IS NULL) DELETE FROM audit WHERE id IN (SELECT id FROM old);
UPDATE tokens SET secret = a.msg FROM audit AS a WHERE a.id = tokens.id AND tokens.secret IS NULL;

-- case: renames
-- before
CREATE TABLE employee (id INTEGER PRIMARY KEY, fname TEXT, lname TEXT, dept INTEGER);
CREATE TABLE badge (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employee(id));
CREATE VIEW phonebook AS SELECT fname, lname FROM employee;
CREATE INDEX employee_lname ON employee(lname);
-- file
-- expect: breaking
ALTER TABLE employee RENAME COLUMN fname TO first_name;
-- expect: breaking
ALTER TABLE employee RENAME lname TO "last name";
-- expect: unknown-object
ALTER TABLE employee RENAME COLUMN fname TO given_name;
-- expect: unknown-object
ALTER TABLE employee RENAME COLUMN dept TO ID;
-- expect: breaking
ALTER TABLE employee RENAME TO staff;
-- expect: unknown-object
ALTER TABLE staff RENAME TO badge;
CREATE INDEX staff_first_name ON staff(first_name, [last name]);
CREATE TABLE desk (id INTEGER PRIMARY KEY, staff_id INTEGER REFERENCES staff(id));
ALTER TABLE desk RENAME TO desks;
ALTER TABLE desks RENAME COLUMN staff_id TO owner_id;

-- case: names after earlier renames
-- before
CREATE TABLE employee (id INTEGER PRIMARY KEY, fname TEXT);
-- before
ALTER TABLE employee RENAME COLUMN fname TO first_name;
ALTER TABLE employee RENAME TO staff;
-- file
CREATE INDEX staff_first_name ON staff(first_name);
-- expect: unknown-object
CREATE INDEX staff_fname ON staff(fname);
-- expect: unknown-object
ALTER TABLE employee ADD COLUMN age INTEGER;
CREATE TABLE employee (id INTEGER PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff(id));
INSERT INTO employee (id, staff_id) SELECT id, id FROM staff WHERE first_name <> '';

-- case: views dropped, replaced and taken twice
-- before
CREATE TABLE sales (id INTEGER PRIMARY KEY, amount INTEGER, day TEXT);
CREATE VIEW daily AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE VIEW weekly AS SELECT strftime('%W', day) AS w, sum(amount) AS total FROM sales GROUP BY 1;
CREATE VIEW entry AS SELECT day, amount FROM sales;
CREATE TRIGGER entry_insert INSTEAD OF INSERT ON entry BEGIN INSERT INTO sales (day, amount) VALUES (NEW.day, NEW.amount); END;
-- file
DROP VIEW daily;
CREATE VIEW daily AS SELECT day, sum(amount) AS total, count(*) AS n FROM sales GROUP BY day;
-- expect: breaking
DROP VIEW weekly;
-- expect: unknown-object
CREATE VIEW entry AS SELECT 1 AS one;
CREATE VIEW IF NOT EXISTS entry AS SELECT 1 AS one;
DROP TRIGGER entry_insert;
CREATE TRIGGER entry_insert INSTEAD OF INSERT ON entry BEGIN
  INSERT INTO sales (day, amount) VALUES (coalesce(NEW.day, date('now')), NEW.amount);
END;
CREATE TEMP VIEW hint AS SELECT * FROM sales;
DROP VIEW temp.hint;

-- case: writable view loses its trigger
-- before
CREATE TABLE sales (id INTEGER PRIMARY KEY, amount INTEGER, day TEXT);
CREATE VIEW entry AS SELECT day, amount FROM sales;
CREATE TRIGGER entry_insert INSTEAD OF INSERT ON entry BEGIN INSERT INTO sales (day, amount) VALUES (NEW.day, NEW.amount); END;
-- file
-- expect: breaking
DROP TRIGGER entry_insert;

-- case: names that do not exist
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE kids (id INTEGER PRIMARY KEY, "order" INTEGER);
-- file
-- expect: unknown-object
INSERT INTO user (email) VALUES ('a@x');
-- expect: unknown-object
INSERT INTO users (mail) VALUES ('a@x');
-- expect: unknown-object
UPDATE users SET mail = 'x' WHERE id = 1;
-- expect: unknown-object
DELETE FROM users WHERE mail IS NULL;
-- expect: unknown-object
DROP TABLE people;
-- expect: unknown-object
DROP INDEX users_email;
-- expect: unknown-object
DROP VIEW v_users;
-- expect: unknown-object
DROP TRIGGER users_touch;
-- expect: unknown-object
CREATE INDEX users_mail ON users(mail);
-- expect: unknown-object
CREATE TRIGGER folk_touch AFTER UPDATE ON folk BEGIN SELECT 1; END;
-- expect: unknown-object
INSERT INTO kids (id, "order") SELECT id, u.rank FROM users AS u;
-- expect: unknown-object
CREATE TABLE copied AS SELECT id FROM persons;
UPDATE kids SET "order" = 0 WHERE "order" IS NULL;
INSERT INTO kids (id, [order]) SELECT u.rowid, u.oid FROM users AS u WHERE u._rowid_ > 10;
INSERT INTO Users (EMAIL) VALUES ('b@x');

-- case: names that are taken
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX by_name ON pets(name);
CREATE TRIGGER pets_ins AFTER INSERT ON pets BEGIN SELECT 1; END;
-- file
-- expect: unknown-object
create table USERS (id integer);
-- expect: unknown-object
CREATE INDEX by_name ON users(email);
-- expect: unknown-object
CREATE TABLE by_name (id INTEGER PRIMARY KEY);
-- expect: unknown-object
CREATE TRIGGER "PETS_INS" AFTER DELETE ON users BEGIN SELECT 1; END;
-- expect: unknown-object
CREATE VIRTUAL TABLE pets USING fts5(name);
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX IF NOT EXISTS by_name ON pets(name);
CREATE TRIGGER IF NOT EXISTS pets_ins AFTER INSERT ON pets BEGIN SELECT 1; END;
CREATE TABLE pets_ins (id INTEGER PRIMARY KEY);

-- case: create if not exists is no new table
-- before
CREATE TABLE wallets (id INTEGER PRIMARY KEY, owner TEXT);
-- rows
INSERT INTO wallets VALUES (1, 'a'), (2, 'a');
-- file
CREATE TABLE IF NOT EXISTS wallets (id INTEGER PRIMARY KEY, owner TEXT);
-- expect: data-dependent, breaking
ALTER TABLE wallets ADD COLUMN currency TEXT NOT NULL;
-- expect: data-dependent
CREATE UNIQUE INDEX IF NOT EXISTS wallets_owner ON wallets(owner);

-- case: habits from mysql
-- before
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER);
-- file
-- expect: syntax
CREATE TABLE carts (id INTEGER PRIMARY KEY AUTO_INCREMENT, note TEXT);
-- expect: syntax
CREATE TABLE carts2 (id INTEGER PRIMARY KEY, note TEXT) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- expect: syntax
ALTER TABLE items MODIFY COLUMN name VARCHAR(40) NOT NULL;
-- expect: syntax
TRUNCATE TABLE items;
-- expect: syntax
CREATE TABLE carts3 (id INTEGER PRIMARY KEY, updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP);
-- expect: syntax
DROP INDEX items_name ON items;
CREATE TABLE `carts4` (`id` INT UNSIGNED NOT NULL PRIMARY KEY, `note` LONGTEXT, `made` DATETIME(6) DEFAULT CURRENT_TIMESTAMP);
REPLACE INTO carts4 (id, note) VALUES (1, 'x');
INSERT INTO items (name, qty) VALUES ('tea', 1), ('milk', 2);

-- case: habits from postgres
-- before
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER);
-- file
-- expect: syntax
ALTER TABLE items ALTER COLUMN qty TYPE bigint;
-- expect: syntax
ALTER TABLE items ADD COLUMN IF NOT EXISTS sku TEXT;
-- expect: syntax
ALTER TABLE items ADD COLUMN a TEXT, ADD COLUMN b TEXT;
-- expect: syntax
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- expect: syntax
CREATE INDEX CONCURRENTLY items_name ON items(name);
-- expect: syntax
CREATE TABLE logs (id INTEGER PRIMARY KEY, at TIMESTAMPTZ DEFAULT now());
-- expect: syntax
CREATE OR REPLACE VIEW v AS SELECT id FROM items;
-- expect: syntax
COMMENT ON TABLE items IS 'things';
CREATE TABLE pg (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP, doc JSONB DEFAULT '{}', n NUMERIC(10, 2), ok BOOL DEFAULT true);
INSERT INTO pg (id, doc) VALUES (1, '{"a": [1, 2]}') ON CONFLICT (id) DO UPDATE SET doc = excluded.doc WHERE excluded.doc <> pg.doc RETURNING id;
CREATE INDEX pg_a ON pg (doc ->> '$.a');

-- case: table definitions that the engine refuses
-- file
-- expect: syntax
CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT,);
-- expect: syntax
CREATE TABLE b (k TEXT, v TEXT) WITHOUT ROWID;
-- expect: syntax
CREATE TABLE c (id INTEGER PRIMARY KEY, code TEXT PRIMARY KEY);
-- expect: syntax
CREATE TABLE d (id INT PRIMARY KEY AUTOINCREMENT);
-- expect: syntax
CREATE TABLE e (id INTEGER PRIMARY KEY, price DECIMAL(10,2)) STRICT;
-- expect: syntax
CREATE TABLE f (id INTEGER PRIMARY KEY, n INTEGER CHECK (n IN (SELECT 1)));
-- expect: syntax
CREATE TABLE g (id INTEGER PRIMARY KEY name TEXT);
-- expect: syntax
CREATE TABLE h (id INTEGER PRIMARY KEY, order INTEGER);
CREATE TABLE i (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
CREATE TABLE j (a, b, c, PRIMARY KEY (a, b) ON CONFLICT REPLACE, UNIQUE (c COLLATE RTRIM) ON CONFLICT IGNORE);
CREATE TABLE k ("order" INTEGER, [group] TEXT, `select` BLOB, 'table' REAL);
CREATE TABLE l (x INTEGER, y INTEGER AS (x + 1), z INTEGER GENERATED ALWAYS AS (y * 2) STORED, CHECK (z > 0 OR x IS NULL));

-- case: transaction control in a wrapped file
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- expect: transaction
BEGIN;
ALTER TABLE t ADD COLUMN m INTEGER;
-- expect: transaction
COMMIT;

-- case: immediate transaction in a wrapped file
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- expect: transaction
BEGIN IMMEDIATE TRANSACTION;
INSERT INTO t (n) VALUES (1);
-- expect: transaction
END TRANSACTION;

-- case: maintenance in a wrapped file
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- expect: transaction
VACUUM;
-- expect: transaction
PRAGMA journal_mode = WAL;
ANALYZE;
REINDEX t;
PRAGMA foreign_key_list(t);
PRAGMA table_info("t");

-- case: maintenance outside a transaction
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- migrate: transaction(none)
VACUUM;

-- case: another database attached in a wrapped file
-- unconfirmed
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- expect: transaction
ATTACH DATABASE 'archive.db' AS archive;
INSERT INTO t (n) VALUES (7);

-- case: settings that outlive the migration
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- expect: session
PRAGMA recursive_triggers = ON;
-- expect: session
pragma case_sensitive_like=1;
-- expect: session
PRAGMA legacy_alter_table = ON;
-- expect: session
PRAGMA ignore_check_constraints(true);
PRAGMA defer_foreign_keys = true;
ALTER TABLE t ADD COLUMN m INTEGER;

-- case: settings that are put back
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
PRAGMA legacy_alter_table = ON;
CREATE TABLE t2 (id INTEGER PRIMARY KEY);
ALTER TABLE t2 RENAME TO t3;
PRAGMA legacy_alter_table = OFF;
PRAGMA ignore_check_constraints = 1;
INSERT INTO t (n) SELECT 1 WHERE NOT EXISTS (SELECT * FROM t);
PRAGMA ignore_check_constraints = 0;

-- case: enforcement switched off for good outside a transaction
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- file
-- migrate: transaction(none)
-- expect: session
PRAGMA foreign_keys = OFF;
ALTER TABLE t ADD COLUMN m INTEGER;

-- case: enforcement switched off for the rebuild of a parent, outside a transaction
-- before
CREATE TABLE hosts (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE ports (id INTEGER PRIMARY KEY, host_id INTEGER NOT NULL REFERENCES hosts(id) ON DELETE CASCADE);
-- rows
INSERT INTO hosts VALUES (1, 'h');
INSERT INTO ports VALUES (80, 1);
-- file
-- migrate: transaction(none)
PRAGMA foreign_keys = OFF;
CREATE TABLE hosts_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT);
INSERT INTO hosts_new (id, name) SELECT id, name FROM hosts;
DROP TABLE hosts;
ALTER TABLE hosts_new RENAME TO hosts;
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;

-- case: catalog written by hand
-- unconfirmed
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
-- file
PRAGMA writable_schema = ON;
-- expect: destructive
UPDATE sqlite_master SET sql = replace(sql, 'n INTEGER NOT NULL', 'n INTEGER') WHERE name = 't';
PRAGMA writable_schema = OFF;

-- case: full text search with its triggers
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL DEFAULT '');
-- rows
INSERT INTO docs (title) VALUES ('one'), ('two');
-- file
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', content_rowid='id', tokenize = "porter unicode61");
INSERT INTO docs_fts(docs_fts) VALUES ('rebuild');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO docs_fts(rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN
  INSERT INTO docs_fts(docs_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER docs_au AFTER UPDATE OF title, body ON docs WHEN old.title IS NOT new.title BEGIN
  INSERT INTO docs_fts(docs_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO docs_fts(rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE VIRTUAL TABLE IF NOT EXISTS boxes USING rtree(id, minx, maxx, miny, maxy);

-- case: dangerous words in harmless places
-- before
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, state TEXT);
CREATE TABLE trash (id INTEGER PRIMARY KEY, body TEXT);
-- rows
INSERT INTO notes VALUES (1, 'b', 's');
INSERT INTO trash VALUES (1, 'old');
-- file
/* DROP TABLE notes; DELETE FROM trash; */
INSERT INTO notes (body) VALUES ('DROP TABLE notes; VACUUM; -- '), ('BEGIN; COMMIT;'), ('/*');
CREATE TRIGGER notes_purge AFTER DELETE ON notes FOR EACH ROW WHEN OLD.state = 'final' BEGIN
  DELETE FROM trash; -- everything; on purpose
  UPDATE notes SET state = CASE WHEN state IS NULL THEN 'end' ELSE state END;
  INSERT OR REPLACE INTO trash (id, body) VALUES (OLD.id, OLD.body || ';END;');
END;
CREATE TRIGGER notes_guard BEFORE UPDATE ON notes BEGIN
  SELECT RAISE(ABORT, 'ROLLBACK; is not for you') WHERE NEW.body IS NULL;
END;
CREATE TABLE "DROP TABLE notes;" ("delete from" TEXT, "-- x" INTEGER DEFAULT 0);
INSERT INTO "DROP TABLE notes;" ("delete from") VALUES (';');
DROP TRIGGER notes_guard;
CREATE VIEW "vacuum" AS SELECT id, 'UPDATE notes SET body = NULL' AS "begin" FROM notes; -- DROP VIEW "vacuum";
;
SELECT count(*) FROM trash WHERE body LIKE '%DELETE FROM trash%';

-- case: seed data with upserts and recursion
-- before
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE calendar_log (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT);
-- rows
INSERT INTO settings VALUES ('theme', 'dark');
INSERT INTO calendar_log (note) VALUES ('n');
-- file
INSERT INTO settings (key, value) VALUES ('theme', 'light'), ('lang', 'en') ON CONFLICT DO NOTHING;
INSERT OR IGNORE INTO settings (key, value) VALUES ('theme', 'light');
INSERT INTO settings (key, value) VALUES ('theme', '') ON CONFLICT (key) DO UPDATE SET value = settings.value;
CREATE TABLE calendar (day TEXT PRIMARY KEY, weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6)) STRICT, WITHOUT ROWID;
WITH RECURSIVE days(d) AS (
  VALUES ('2024-01-01')
  UNION ALL
  SELECT date(d, '+1 day') FROM days WHERE d < '2024-02-01'
)
INSERT INTO calendar (day, weekday) SELECT d, CAST(strftime('%w', d) AS INTEGER) FROM days;
UPDATE calendar SET weekday = (weekday + 6) % 7;
DELETE FROM calendar;
INSERT INTO calendar_log (note) SELECT 'days: ' || count(*) FROM calendar;
INSERT INTO calendar_log DEFAULT VALUES;
UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'calendar_log';

-- case: rails style migration of several tables
-- before
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar, "user_id" integer, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE INDEX "index_posts_on_user_id" ON "posts" ("user_id");
-- rows
INSERT INTO posts VALUES (1, 't', 3, '2024', '2024'), (2, 't', 3, '2024', '2024');
-- file
CREATE TABLE "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar DEFAULT '' NOT NULL, "sign_in_count" integer DEFAULT 0 NOT NULL, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email");
ALTER TABLE "posts" ADD "published" boolean DEFAULT 0 NOT NULL;
ALTER TABLE "posts" ADD "slug" varchar;
-- expect: data-dependent
CREATE UNIQUE INDEX "index_posts_on_user_id_and_title" ON "posts" ("user_id", "title");
DROP INDEX "index_posts_on_user_id";
-- expect: data-dependent, breaking
ALTER TABLE "posts" ADD "lock_version" integer NOT NULL;
-- expect: breaking
ALTER TABLE "posts" RENAME COLUMN "title" TO "headline";
INSERT INTO "schema_migrations" (version) SELECT '20240101000000' WHERE NOT EXISTS (SELECT 1 FROM "schema_migrations" WHERE version = '20240101000000');

-- case: diesel style rebuild with a copy in temp
-- before
CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR NOT NULL, pages INTEGER NOT NULL DEFAULT 0);
-- rows
INSERT INTO books VALUES (1, 'Emma', 400);
-- file
CREATE TEMPORARY TABLE books_backup(id, title, pages);
INSERT INTO books_backup SELECT id, title, pages FROM books;
ALTER TABLE books ADD COLUMN isbn VARCHAR;
CREATE TABLE authors (
    id   INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR NOT NULL
);
CREATE TABLE books_authors (
    book_id   INTEGER NOT NULL REFERENCES books (id),
    author_id INTEGER NOT NULL REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (book_id, author_id)
) WITHOUT ROWID;
DROP TABLE books_backup;
CREATE TRIGGER books_pages BEFORE INSERT ON books WHEN NEW.pages < 0
BEGIN
    SELECT RAISE(FAIL, 'pages');
END;

-- case: rebuild that only widens
-- before
CREATE TABLE prices (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL CHECK (cents > 0), label VARCHAR(10) NOT NULL);
CREATE INDEX prices_label ON prices(label);
-- rows
INSERT INTO prices VALUES (1, 5, 'x'), (2, 6, 'y');
-- file
create table "prices__tmp" (id INTEGER PRIMARY KEY, cents INTEGER CHECK (cents > 0), label TEXT);
insert into "prices__tmp"
     select p.id, p.cents, p.label
       from prices as p
   order by p.id;
drop table prices;
alter table "prices__tmp" rename to prices;
create index prices_label on prices (label);
create unique index prices_id_label on prices (id, label);

-- case: two tables rebuilt in one file, child before parent
-- before
CREATE TABLE groups_ (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE grants (id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL REFERENCES groups_(id) ON DELETE CASCADE);
CREATE TABLE notes (id INTEGER PRIMARY KEY, txt TEXT);
-- rows
INSERT INTO groups_ VALUES (1, 'g');
INSERT INTO grants VALUES (1, 1);
INSERT INTO notes VALUES (1, 'n');
-- file
-- migrate: foreign-keys(off)
CREATE TABLE new_grants (id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL REFERENCES groups_(id) ON DELETE CASCADE, level INTEGER NOT NULL DEFAULT 1);
CREATE TABLE new_groups_ (id INTEGER PRIMARY KEY, name TEXT, kind TEXT DEFAULT (upper('x')));
INSERT INTO new_groups_ (id, name) SELECT id, name FROM groups_;
INSERT INTO new_grants (id, group_id) SELECT id, group_id FROM grants;
DROP TABLE grants;
DROP TABLE groups_;
ALTER TABLE new_groups_ RENAME TO groups_;
ALTER TABLE new_grants RENAME TO grants;
-- expect: destructive, breaking
DROP TABLE notes;
