CREATE TABLE "__drizzle_migrations" (
			id SERIAL PRIMARY KEY,
			hash text NOT NULL,
			created_at numeric
		);
INSERT INTO "__drizzle_migrations" VALUES (NULL, '1ea6b3cd87f6f3e351a85f8e20f54d0da98e8d92f13c0626b5355aa3cd546e75', 1767603600000);
INSERT INTO "__drizzle_migrations" VALUES (NULL, 'cfb488e16c271289e11f2b2cc7b9d6eed52d1c1a0c85fa7a31392ea0db6f8e88', 1768226400123);
CREATE TABLE rooms (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(40) NOT NULL
, notes VARCHAR(200));
CREATE UNIQUE INDEX rooms_name ON rooms (name);
