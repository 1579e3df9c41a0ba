-- case: orders learn about shipping
-- before
CREATE TABLE orders (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    customer_id BIGINT UNSIGNED NOT NULL,
    status ENUM('new', 'paid') NOT NULL DEFAULT 'new',
    note VARCHAR(100) NULL,
    code VARCHAR(50) NOT NULL,
    total DECIMAL(10,2) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- file
ALTER TABLE orders
    ADD COLUMN shipped_at DATETIME NULL AFTER status,
    ADD INDEX idx_orders_customer (customer_id, shipped_at DESC);
ALTER TABLE orders MODIFY status ENUM('new', 'paid', 'shipped', 'drop table') NOT NULL DEFAULT 'new';
ALTER TABLE orders MODIFY COLUMN note VARCHAR(255) NULL;
-- expect: blocking
ALTER TABLE orders MODIFY code VARCHAR(80) NOT NULL;
-- expect: blocking
ALTER TABLE orders MODIFY total DECIMAL(14,2) NOT NULL;
ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0.00;
ALTER TABLE orders COMMENT = 'ADD FULLTEXT; TRUNCATE orders';

-- case: payments are tied to orders
-- before
CREATE TABLE orders (id BIGINT NOT NULL PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE payments (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    amount DECIMAL(10,2) NOT NULL,
    KEY idx_payments_order (order_id)
) ENGINE=InnoDB;
-- rows
INSERT INTO payments (id, order_id, amount) VALUES (1, 999, -5.00);
-- file
CREATE TABLE refunds (
    id BIGINT NOT NULL AUTO_INCREMENT,
    payment_id BIGINT NOT NULL,
    amount DECIMAL(10,2) NOT NULL,
    reason VARCHAR(200) NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_refunds_payment FOREIGN KEY (payment_id) REFERENCES payments (id) ON DELETE CASCADE
) ENGINE=InnoDB;
ALTER TABLE refunds ADD CONSTRAINT refunds_amount CHECK (amount > 0);
ALTER TABLE refunds ADD UNIQUE KEY uq_refunds (payment_id, amount), ADD FULLTEXT KEY ft_refunds (reason);
CREATE TRIGGER refunds_bi BEFORE INSERT ON refunds FOR EACH ROW
    SET NEW.reason = COALESCE(NEW.reason, 'DELETE FROM refunds');
-- expect: data-dependent, blocking
ALTER TABLE payments ADD CONSTRAINT fk_payments_order FOREIGN KEY (order_id) REFERENCES orders (id);
-- expect: data-dependent, blocking
ALTER TABLE payments ADD CONSTRAINT payments_amount CHECK (amount >= 0);

-- case: invoices belong to a tenant
-- before
CREATE TABLE tenants (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL) ENGINE=InnoDB;
CREATE TABLE invoices (id BIGINT NOT NULL PRIMARY KEY, payer_id BIGINT NULL, KEY idx_payer (payer_id)) ENGINE=InnoDB;
-- file
-- expect: blocking
ALTER TABLE invoices
    ADD COLUMN tenant_id BIGINT NULL,
    ADD CONSTRAINT fk_invoices_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id);
SET foreign_key_checks = 0;
ALTER TABLE invoices ADD CONSTRAINT fk_invoices_payer FOREIGN KEY (payer_id) REFERENCES tenants (id);
SET foreign_key_checks = 1;

-- case: members are unique
-- before
CREATE TABLE members (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    email VARCHAR(190) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO members (id, tenant_id, email) VALUES (1, 7, 'a@example.com'), (2, 7, 'a@example.com');
-- file
-- expect: data-dependent
ALTER TABLE members ADD UNIQUE KEY uq_members_email (tenant_id, email);
ALTER TABLE members ADD UNIQUE KEY uq_members_id_email (id, email);
ALTER TABLE members ADD COLUMN external_ref VARCHAR(60) NULL, ADD UNIQUE KEY uq_members_ref (external_ref);
-- expect: data-dependent
ALTER TABLE members ADD COLUMN slot INT NOT NULL DEFAULT 0, ADD UNIQUE KEY uq_members_slot (slot);

-- case: phone becomes required
-- before
CREATE TABLE contacts (id INT NOT NULL PRIMARY KEY, phone VARCHAR(20) NULL, fax VARCHAR(20) NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- rows
INSERT INTO contacts (id, phone, fax) VALUES (1, NULL, NULL);
-- file
-- expect: data-dependent
ALTER TABLE contacts MODIFY phone VARCHAR(20) NOT NULL;
UPDATE contacts SET fax = 'none -- ; drop' WHERE fax IS NULL;
ALTER TABLE contacts MODIFY fax VARCHAR(20) NOT NULL;

-- case: tenants are cleaned up
-- before
CREATE TABLE tenants (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(80) NOT NULL,
    plan VARCHAR(20) NOT NULL,
    legacy_code VARCHAR(20) NULL,
    KEY idx_tenants_name (name)
) ENGINE=InnoDB;
CREATE TABLE tenant_notes (id BIGINT NOT NULL PRIMARY KEY, body TEXT) ENGINE=InnoDB;
-- file
-- expect: destructive, breaking
ALTER TABLE tenants DROP COLUMN Legacy_Code;
DROP TABLE IF EXISTS tenants_backup_2019;
ALTER TABLE tenants RENAME INDEX idx_tenants_name TO idx_tenants_by_name;
-- expect: breaking
ALTER TABLE tenants RENAME COLUMN plan TO plan_code;
-- expect: destructive, breaking
DROP TABLE tenant_notes;

-- case: names that are taken or missing
-- before
CREATE TABLE tenants (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL, KEY idx_name (name)) ENGINE=InnoDB;
-- file
CREATE TABLE IF NOT EXISTS tenants (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL, KEY idx_name (name)) ENGINE=InnoDB;
-- expect: unknown-object
CREATE TABLE tenants (id BIGINT NOT NULL PRIMARY KEY);
-- expect: unknown-object
ALTER TABLE tenants ADD COLUMN name VARCHAR(80) NULL;
-- expect: unknown-object
ALTER TABLE tenants ADD INDEX IDX_NAME (id, name);
-- expect: unknown-object
ALTER TABLE tenants ADD COLUMN city VARCHAR(40) NULL AFTER street;
ALTER TABLE tenants DROP KEY idx_name;

-- case: bodies run nothing
-- before
CREATE TABLE orders (id BIGINT NOT NULL PRIMARY KEY, total DECIMAL(10,2) NOT NULL, updates INT NOT NULL DEFAULT 0) ENGINE=InnoDB;
-- file
CREATE PROCEDURE purge_orders(IN keep_days INT)
BEGIN
    DECLARE gone INT DEFAULT 0;
    IF keep_days > 30 THEN
        START TRANSACTION;
        DELETE FROM orders;
        DROP TABLE no_such_table;
        COMMIT;
    END IF;
    WHILE gone < 3 DO
        SET gone = gone + 1;
    END WHILE;
END;
CREATE TRIGGER orders_bu BEFORE UPDATE ON orders FOR EACH ROW
BEGIN
    IF NEW.total <> OLD.total THEN
        SET NEW.updates = OLD.updates + 1;
    END IF;
END;
CREATE FUNCTION to_cents(x DECIMAL(10,2)) RETURNS BIGINT DETERMINISTIC RETURN x * 100;
CREATE VIEW order_totals AS SELECT COUNT(*) AS orders, SUM(total) AS `truncate` FROM orders;
-- expect: syntax
ALTER TABLE orders ALTER COLUMN total TYPE DECIMAL(12,2);

-- case: a commit of its own
-- before
CREATE TABLE plans (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, title VARCHAR(40) NOT NULL) ENGINE=InnoDB;
-- file
INSERT INTO plans (title) VALUES ('commit;'), ('it''s free; rollback');
-- expect: transaction
COMMIT;

-- case: orders are locked for a repair
-- before
CREATE TABLE orders (id BIGINT NOT NULL PRIMARY KEY, state INT NOT NULL DEFAULT 0) ENGINE=InnoDB;
-- file
-- expect: blocking
LOCK TABLES orders WRITE;
UPDATE orders SET state = state--1 WHERE state < 0;
UNLOCK TABLES;

-- case: ledger keys
-- before
CREATE TABLE ledger (
    id BIGINT NOT NULL,
    tenant_id BIGINT NOT NULL,
    amount DECIMAL(10,2) NOT NULL,
    booked_on DATE NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB;
CREATE TABLE ledger_tags (ledger_id BIGINT NOT NULL, tag VARCHAR(40) NOT NULL, PRIMARY KEY (ledger_id, tag)) ENGINE=InnoDB;
CREATE TABLE audit_log (at DATETIME NOT NULL, line VARCHAR(200) NOT NULL) ENGINE=InnoDB;
-- file
ALTER TABLE ledger DROP PRIMARY KEY, ADD PRIMARY KEY (tenant_id, id);
-- expect: blocking
ALTER TABLE ledger ADD COLUMN cents BIGINT GENERATED ALWAYS AS (amount * 100) STORED;
ALTER TABLE ledger ADD COLUMN booked_year INT GENERATED ALWAYS AS (YEAR(booked_on)) VIRTUAL;
-- expect: blocking
ALTER TABLE ledger_tags DROP PRIMARY KEY;
-- expect: blocking
ALTER TABLE audit_log ADD COLUMN id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;
