-- Two bookings of a room may touch, not overlap.
CREATE TRIGGER bookings_do_not_overlap
BEFORE INSERT ON bookings
BEGIN
    SELECT CASE
        WHEN EXISTS (
            SELECT 1 FROM bookings
            WHERE room_id = new.room_id AND status <> 'cancelled'
                AND arrives < new.leaves AND new.arrives < leaves
        )
        THEN RAISE(ABORT, 'the room is taken')
    END;
END;
