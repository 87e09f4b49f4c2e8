-- A number in service that went from one plan to another: what its month cost before and costs since,
-- the month that was paid then, and what was charged for the rest of that month.
CREATE TABLE plan_change (
    id             BIGINT NOT NULL PRIMARY KEY,
    did            BIGINT NOT NULL,
    order_id       BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    plan           BIGINT NOT NULL,
    monthly_before BIGINT NOT NULL CHECK (monthly_before >= 0),
    monthly        BIGINT NOT NULL CHECK (monthly >= 0),
    paid_from      BIGINT NOT NULL,
    paid_to        BIGINT NOT NULL,
    charged        BIGINT NOT NULL CHECK (charged >= 0)
);
CREATE INDEX plan_change_of ON plan_change (did, order_id, id);

-- A sub-account that equipment logs in to, or calls from. The id is the number by which dialects show it;
-- name is what it logs in with; extension and address are what others of the customer, or anybody,
-- must not have as well. What it may do stands in doc; of its password, credentials have a digest.
CREATE TABLE login (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   BIGINT NOT NULL REFERENCES account (id),
    customer  BIGINT NOT NULL REFERENCES account (id),
    name      TEXT   NOT NULL,
    extension TEXT,
    address   TEXT,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE UNIQUE INDEX login_account ON login (account);
CREATE UNIQUE INDEX login_customer ON login (customer, id);
CREATE UNIQUE INDEX login_extension ON login (customer, extension) WHERE extension IS NOT NULL;
CREATE UNIQUE INDEX login_address ON login (address) WHERE address IS NOT NULL;
