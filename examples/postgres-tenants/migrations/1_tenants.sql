CREATE TYPE plan AS ENUM ('free', 'team', 'enterprise');

CREATE TABLE tenants (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    plan plan NOT NULL DEFAULT 'free'
);
