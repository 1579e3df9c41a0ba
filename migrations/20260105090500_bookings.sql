CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    guest TEXT NOT NULL,
    arrives TEXT NOT NULL,
    leaves TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'held' CHECK (status IN ('held', 'confirmed', 'cancelled')),
    CHECK (arrives < leaves)
);

CREATE INDEX bookings_by_room ON bookings (room_id, arrives);
