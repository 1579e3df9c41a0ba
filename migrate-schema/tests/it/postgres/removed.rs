use super::Case;

pub(super) const REMOVED: &[Case] = &[
    (
        "DROP SCHEMA attic",
        &["schema attic: in the migrations, not in the database"],
    ),
    (
        "DROP EXTENSION pgcrypto",
        &["extension pgcrypto: in the migrations, not in the database"],
    ),
    (
        "DROP TYPE colour",
        &["enum colour: 'red', 'blue' in the migrations, not in the database"],
    ),
    (
        "DROP DOMAIN age",
        &["domain age: integer in the migrations, not in the database"],
    ),
    (
        "ALTER DOMAIN email DROP CONSTRAINT email_shape",
        &[
            "check constraint email.email_shape: CHECK ((VALUE ~~ '%@%'::text)) in the migrations, not in the database",
        ],
    ),
    (
        "DROP TYPE money_in",
        &["composite type money_in: in the migrations, not in the database"],
    ),
    (
        "DROP TYPE price_range",
        &["range type price_range: in the migrations, not in the database"],
    ),
    (
        "DROP SEQUENCE invoice_number",
        &["sequence invoice_number: in the migrations, not in the database"],
    ),
    (
        "DROP TABLE old_cache",
        &["table old_cache: in the migrations, not in the database"],
    ),
    (
        "DROP TABLE visits",
        &[
            "table visits: in the migrations, not in the database",
            "table visits_2026: in the migrations, not in the database",
        ],
    ),
    (
        "DROP FOREIGN TABLE elsewhere",
        &["foreign table elsewhere: in the migrations, not in the database"],
    ),
    (
        "ALTER TABLE bookings DROP nights",
        &[
            "index bookings.bookings_guest_idx: in the migrations, not in the database",
            "check constraint bookings.bookings_nights_check: CHECK (((nights >= 1) AND (nights <= 30) AND (nights <> 13))) in the migrations, not in the database",
            "statistics bookings.bookings_stats: in the migrations, not in the database",
            "column bookings.nights: integer in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE rooms DROP label",
        &["column rooms.label: text in the migrations, not in the database"],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_pkey",
        &[
            "primary key bookings.bookings_pkey: PRIMARY KEY (id) in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT rooms_name_key",
        &[
            "unique constraint rooms.rooms_name_key: UNIQUE (name) in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_room_fkey",
        &[
            "foreign key bookings.bookings_room_fkey: FOREIGN KEY (room_id) REFERENCES public.rooms(id) ON DELETE CASCADE in the migrations, not in the database",
        ],
    ),
    (
        "ALTER TABLE rooms DROP CONSTRAINT rooms_kind_check",
        &["check constraint rooms.rooms_kind_check: in the migrations, not in the database"],
    ),
    (
        "ALTER TABLE bookings DROP CONSTRAINT bookings_during_excl",
        &[
            "exclusion constraint bookings.bookings_during_excl: EXCLUDE USING gist (during WITH &&) in the migrations, not in the database",
        ],
    ),
    (
        "DROP INDEX bookings_guest_idx",
        &["index bookings.bookings_guest_idx: in the migrations, not in the database"],
    ),
    (
        "DROP INDEX per_room_idx",
        &["index per_room.per_room_idx: in the migrations, not in the database"],
    ),
    (
        "DROP STATISTICS bookings_stats",
        &["statistics bookings.bookings_stats: in the migrations, not in the database"],
    ),
    (
        "DROP VIEW paid",
        &["view paid: in the migrations, not in the database"],
    ),
    (
        "DROP MATERIALIZED VIEW per_room",
        &["materialised view per_room: in the migrations, not in the database"],
    ),
    (
        "DROP FUNCTION twice",
        &["function twice(integer): in the migrations, not in the database"],
    ),
    (
        "DROP PROCEDURE tidy",
        &["procedure tidy(integer): in the migrations, not in the database"],
    ),
    (
        "DROP AGGREGATE total(numeric)",
        &["aggregate total(numeric): in the migrations, not in the database"],
    ),
    (
        "DROP TRIGGER bookings_note ON bookings",
        &["trigger bookings.bookings_note: in the migrations, not in the database"],
    ),
    (
        "DROP RULE log_keep ON audit.log",
        &["rule audit.log.log_keep: in the migrations, not in the database"],
    ),
    (
        "DROP POLICY bookings_own ON bookings",
        &["policy bookings.bookings_own: in the migrations, not in the database"],
    ),
    (
        "DROP EVENT TRIGGER on_drop",
        &["event trigger on_drop: in the migrations, not in the database"],
    ),
];
