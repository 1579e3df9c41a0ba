CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    beds INTEGER NOT NULL CHECK (beds > 0)
);

INSERT INTO rooms (name, beds) VALUES ('Attic', 1), ('Garden', 2), ('Harbour', 4);
