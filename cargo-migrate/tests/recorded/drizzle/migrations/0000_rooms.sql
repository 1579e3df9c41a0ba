CREATE TABLE rooms (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(40) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX rooms_name ON rooms (name);
