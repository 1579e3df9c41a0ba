-- Names that need every kind of quoting, and tables whose columns are not numbered as they stand.
CREATE SCHEMA "My ""Schema"".x";
CREATE TABLE "My ""Schema"".x"."T.a ""b"" = 'c'" (
    "a""b.c" int PRIMARY KEY,
    "new
line" text DEFAULT E'a\r\nb\\ ''c''',
    "back\slash" int,
    "é€𝄞" text COLLATE "C",
    "(paren)" int GENERATED ALWAYS AS ("a""b.c" + 1) STORED,
    " " int DEFAULT 0,
    "{a,b}" text[] DEFAULT '{"a,b", "NULL", NULL, "\"q\""}',
    "select" int
);
ALTER TABLE "My ""Schema"".x"."T.a ""b"" = 'c'" ADD CONSTRAINT "NOT VALID" CHECK ("back\slash" > 0) NOT VALID;
COMMENT ON TABLE "My ""Schema"".x"."T.a ""b"" = 'c'" IS E'one\r\ntwo\\ = {''x''} -- "y"';
CREATE INDEX "i; -- DROP" ON "My ""Schema"".x"."T.a ""b"" = 'c'" ("new
line", lower("é€𝄞")) WHERE "select" > 1 AND " " BETWEEN 1 AND 2;
CREATE TYPE "My ""Schema"".x"."e'num" AS ENUM ('it''s', 'a, b', E'tab\t', '"q"', 'back\slash', '');
CREATE FUNCTION "My ""Schema"".x"."f(x)""y"("a b" "My ""Schema"".x"."e'num", int) RETURNS int LANGUAGE sql AS $_$ SELECT '$$'::text <> '' AND $2 > 0; SELECT 1 $_$;
CREATE VIEW "My ""Schema"".x"."v.w" AS SELECT "a""b.c" AS "x ""y""", "new
line" FROM "My ""Schema"".x"."T.a ""b"" = 'c'" WHERE "select" IN (1, 2);
DO $do$ BEGIN
    EXECUTE format('CREATE FUNCTION big() RETURNS text LANGUAGE plpgsql AS %L',
        'BEGIN' || repeat(E'\n-- it''s a "long" (body), $x$ of [many] lines\n', 20000) || 'RETURN ''(''; END');
END $do$;
CREATE TABLE parent (gone int, a int NOT NULL DEFAULT 1, b text, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE other_parent (a int, c date);
CREATE TABLE child_of_two (b text DEFAULT 'x', more int) INHERITS (parent, other_parent);
ALTER TABLE parent DROP gone;
ALTER TABLE parent ADD late int DEFAULT 7;
CREATE TABLE whole_table (at date, gone int, a int, b varchar(5)) PARTITION BY RANGE (at);
CREATE TABLE part_of_it (b varchar(5), x int, a int, at date);
ALTER TABLE part_of_it DROP x;
ALTER TABLE whole_table DROP gone;
ALTER TABLE whole_table ATTACH PARTITION part_of_it FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX whole_a ON whole_table (a) WHERE b IN ('x', 'y');
CREATE TRIGGER t AFTER INSERT ON whole_table FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE RULE "r "".x" AS ON INSERT TO parent DO ALSO NOTIFY "chan""nel";
