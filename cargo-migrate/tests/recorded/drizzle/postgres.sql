CREATE SCHEMA drizzle;
CREATE TABLE drizzle.__drizzle_migrations (
    id integer NOT NULL,
    hash text NOT NULL,
    created_at bigint
);
CREATE SEQUENCE drizzle.__drizzle_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE drizzle.__drizzle_migrations_id_seq OWNED BY drizzle.__drizzle_migrations.id;
CREATE TABLE public.rooms (
    id integer NOT NULL,
    name character varying(40) NOT NULL,
    notes character varying(200)
);
ALTER TABLE ONLY drizzle.__drizzle_migrations ALTER COLUMN id SET DEFAULT nextval('drizzle.__drizzle_migrations_id_seq'::regclass);
INSERT INTO drizzle.__drizzle_migrations VALUES (1, '1ea6b3cd87f6f3e351a85f8e20f54d0da98e8d92f13c0626b5355aa3cd546e75', 1767603600000);
INSERT INTO drizzle.__drizzle_migrations VALUES (2, 'cfb488e16c271289e11f2b2cc7b9d6eed52d1c1a0c85fa7a31392ea0db6f8e88', 1768226400123);
SELECT pg_catalog.setval('drizzle.__drizzle_migrations_id_seq', 2, true);
ALTER TABLE ONLY drizzle.__drizzle_migrations
    ADD CONSTRAINT __drizzle_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX rooms_name ON public.rooms USING btree (name);
