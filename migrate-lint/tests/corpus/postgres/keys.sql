-- case: composite foreign key
-- before
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (id int PRIMARY KEY, a int, b int);
-- rows
INSERT INTO c VALUES (1, 1, 1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE c ADD FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL DEFERRABLE INITIALLY DEFERRED;

-- case: a foreign key to itself
-- before
CREATE TABLE n (id int PRIMARY KEY, parent int);
-- rows
INSERT INTO n VALUES (1, 2);
-- file
-- expect: blocking, data-dependent
ALTER TABLE n ADD CONSTRAINT n_parent FOREIGN KEY (parent) REFERENCES n;

-- case: a foreign key to a table of the file
-- before
CREATE TABLE c (id int PRIMARY KEY, p int);
-- rows
INSERT INTO c VALUES (1, 2);
-- file
CREATE TABLE p (id int PRIMARY KEY);
-- expect: blocking, data-dependent
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id);

-- case: not valid, then validated under the lock
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int);
-- file
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) NOT VALID;
-- expect: blocking
ALTER TABLE c VALIDATE CONSTRAINT c_p;

-- case: validated in a file of its own
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int, q int CHECK (q > 0));
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) NOT VALID;
ALTER TABLE c ADD CONSTRAINT c_q CHECK (q < 9) NOT VALID;
-- file
ALTER TABLE c VALIDATE CONSTRAINT c_p;
ALTER TABLE c VALIDATE CONSTRAINT c_q;

-- case: unique with a null rule
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows
INSERT INTO t VALUES (1, NULL), (2, NULL);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ADD CONSTRAINT t_a UNIQUE NULLS NOT DISTINCT (a);

-- case: unique over an expression
-- before
CREATE TABLE t (id int PRIMARY KEY, mail text);
-- rows
INSERT INTO t VALUES (1, 'a'), (2, 'A');
-- file
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX t_mail ON t (lower(mail));

-- case: unique over some rows
-- before
CREATE TABLE t (id int PRIMARY KEY, mail text, gone bool NOT NULL DEFAULT false);
-- rows
INSERT INTO t VALUES (1, 'a'), (2, 'a');
-- file
-- expect: blocking, data-dependent
CREATE UNIQUE INDEX IF NOT EXISTS t_mail ON public.t USING btree (mail) WHERE NOT gone;

-- case: unique and concurrent
-- before
CREATE TABLE t (id int PRIMARY KEY, mail text);
-- rows
INSERT INTO t VALUES (1, 'a'), (2, 'a');
-- file
-- migrate: transaction(none)
-- expect: data-dependent
CREATE UNIQUE INDEX CONCURRENTLY t_mail ON t (mail);

-- case: unique over a key and more
-- before
CREATE TABLE t (id int PRIMARY KEY, mail text);
-- file
-- expect: blocking
CREATE UNIQUE INDEX t_id_mail ON t (mail, id);

-- case: unique over what holds nothing yet
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1), (2);
-- file
ALTER TABLE t ADD COLUMN code text;
-- expect: blocking
CREATE UNIQUE INDEX t_code ON t (code);

-- case: unique over a default
-- before
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1), (2);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ADD COLUMN code text NOT NULL DEFAULT '' UNIQUE;

-- case: the index is there, then the constraint
-- before
CREATE TABLE t (id int PRIMARY KEY, mail text);
CREATE UNIQUE INDEX t_mail ON t (mail);
-- file
ALTER TABLE t ADD CONSTRAINT t_mail_unique UNIQUE USING INDEX t_mail DEFERRABLE;

-- case: a key from an index
-- before
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX t_a_b ON t (a, b);
-- file
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_a_b;

-- case: a key from an index over a column that may lack a value
-- before
CREATE TABLE t (a int, b int NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
-- rows
INSERT INTO t VALUES (NULL, 1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ADD PRIMARY KEY USING INDEX t_a;

-- case: a key over a column that holds a value
-- before
CREATE TABLE t (a int NOT NULL, b int);
-- rows
INSERT INTO t VALUES (1, 1), (1, 2);
-- file
-- expect: blocking, data-dependent
ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (a);

-- case: a key over a unique column
-- before
CREATE TABLE t (a int NOT NULL UNIQUE, b int);
-- file
-- expect: blocking
ALTER TABLE t ADD PRIMARY KEY (a);

-- case: another key
-- before
CREATE TABLE t (id int PRIMARY KEY, u uuid NOT NULL UNIQUE);
-- file
ALTER TABLE t DROP CONSTRAINT t_pkey;
-- expect: blocking
ALTER TABLE t ADD PRIMARY KEY (u);

-- case: exclusion
-- before
CREATE TABLE b (id int PRIMARY KEY, during tsrange);
-- rows
INSERT INTO b VALUES (1, '[2024-01-01, 2024-02-01)'), (2, '[2024-01-10, 2024-02-01)');
-- file
-- expect: blocking, data-dependent
ALTER TABLE b ADD CONSTRAINT b_apart EXCLUDE USING gist (during WITH &&);

-- case: exclusion of a new table
-- file
CREATE TABLE b (id int PRIMARY KEY, during tsrange);
ALTER TABLE b ADD EXCLUDE USING gist (during WITH &&);

-- case: checks
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
-- rows
INSERT INTO t VALUES (1, 9, 1);
-- file
ALTER TABLE t ADD CHECK (a < b) NOT VALID;
-- expect: blocking, data-dependent
ALTER TABLE t ADD CHECK (a < b);

-- case: a check that is not inherited
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows
INSERT INTO t VALUES (1, -1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE public.t ADD CONSTRAINT a_check CHECK (a >= 0) NO INHERIT;

-- case: constraints that go
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 0), p int REFERENCES p, m text UNIQUE);
-- file
ALTER TABLE t DROP CONSTRAINT t_a_check;
ALTER TABLE t DROP CONSTRAINT t_p_fkey, DROP CONSTRAINT IF EXISTS nothing;
ALTER TABLE t DROP CONSTRAINT t_m_key CASCADE;

-- case: a column with a foreign key
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY);
-- file
ALTER TABLE t ADD COLUMN p_id int REFERENCES p ON DELETE CASCADE;
ALTER TABLE t ADD COLUMN q_id int CONSTRAINT q REFERENCES p (id) DEFERRABLE;

-- case: a required column with a foreign key
-- before
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ADD COLUMN p_id int NOT NULL DEFAULT 0 REFERENCES p;

-- case: not null proven by a check
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
ALTER TABLE t ADD CONSTRAINT a_there CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT a_there;
-- file
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT a_there;

-- case: not null and a check that nobody validated
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
-- rows
INSERT INTO t VALUES (1, NULL);
-- file
ALTER TABLE t ADD CONSTRAINT a_there CHECK (a IS NOT NULL) NOT VALID;
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- case: not null proven beside something else
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT a_and_b CHECK (a IS NOT NULL AND b > 0);
-- file
ALTER TABLE t ALTER a SET NOT NULL;

-- case: not null proven by a check of either
-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT one CHECK (a IS NOT NULL OR b IS NOT NULL);
-- rows
INSERT INTO t VALUES (1, NULL, 1);
-- file
-- expect: blocking, data-dependent
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

-- case: not null of what cannot be null
-- before
CREATE TABLE t (id int PRIMARY KEY, a serial, b int GENERATED ALWAYS AS IDENTITY, c int NOT NULL);
-- file
ALTER TABLE t ALTER COLUMN id SET NOT NULL;
ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN b SET NOT NULL, ALTER COLUMN c SET NOT NULL;
