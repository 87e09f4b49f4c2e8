-- One text for both databases. Only TEXT and BIGINT; times are microseconds UTC, money is 10^-8 of
-- a currency unit. On SQLite every table becomes STRICT, and those marked "clustered" are kept in
-- the order of their key (WITHOUT ROWID).

CREATE TABLE account (
    id           BIGINT NOT NULL PRIMARY KEY,
    parent       BIGINT,
    root         BIGINT NOT NULL,
    kind         TEXT   NOT NULL CHECK (kind IN ('operator', 'customer', 'sub')),
    status       TEXT   NOT NULL CHECK (status IN ('open', 'suspended')),
    currency     TEXT   NOT NULL,
    balance      BIGINT NOT NULL,
    auth_epoch   BIGINT NOT NULL,
    order_serial BIGINT NOT NULL,
    event_seq    BIGINT NOT NULL,
    event_hash   TEXT   NOT NULL,
    opened       BIGINT NOT NULL,
    profile      TEXT   NOT NULL,
    CHECK ((kind = 'sub') = (parent IS NOT NULL))
);
CREATE INDEX account_root ON account (root);

-- How each dialect names an account.
CREATE TABLE alias (
    scheme  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (scheme, name)
) /* clustered */;
CREATE INDEX alias_account ON alias (account, scheme);

CREATE TABLE credential (
    id      BIGINT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    scheme  TEXT   NOT NULL,
    handle  TEXT   NOT NULL,
    secret  TEXT   NOT NULL,
    terms   TEXT   NOT NULL,
    issued  BIGINT NOT NULL,
    revoked BIGINT
);
CREATE UNIQUE INDEX credential_handle ON credential (scheme, handle) WHERE revoked IS NULL;

-- Prices never change under an id: a plan that changes gets a new row, and the old one is no longer
-- current. Account 0 means every account.
CREATE TABLE plan (
    id      BIGINT NOT NULL PRIMARY KEY,
    code    TEXT   NOT NULL,
    account BIGINT NOT NULL,
    current BIGINT NOT NULL CHECK (current IN (0, 1)),
    made    BIGINT NOT NULL,
    doc     TEXT   NOT NULL
);
CREATE UNIQUE INDEX plan_current ON plan (code, account) WHERE current = 1;

-- An offer is named by what it says: the digest is over its document.
CREATE TABLE offer (
    id     BIGINT NOT NULL PRIMARY KEY,
    digest TEXT   NOT NULL UNIQUE,
    doc    TEXT   NOT NULL
);

-- State codes are those of tandem_domain::NumberState. The checks mirror its transition table:
-- whoever is in service has an owner, whoever waits has a time, and nobody owns what is on the shelf.
CREATE TABLE number (
    did     BIGINT NOT NULL PRIMARY KEY,
    state   BIGINT NOT NULL CHECK (state BETWEEN 1 AND 12),
    owner   BIGINT,
    version BIGINT NOT NULL,
    until   BIGINT,
    offer   BIGINT NOT NULL REFERENCES offer (id),
    CHECK (state NOT IN (1, 6, 7, 11, 12) OR owner IS NULL),
    CHECK (state NOT IN (2, 3, 4, 5, 8, 9, 10) OR owner IS NOT NULL),
    CHECK ((state IN (2, 5, 6)) = (until IS NOT NULL))
);
CREATE INDEX number_shelf ON number (offer, did) WHERE state = 1;
CREATE INDEX number_until ON number (until) WHERE until IS NOT NULL;

-- One row for each time that one account has one number. The unique index is the last word on
-- "owned by at most one account". The plan is no foreign key: to check one, PostgreSQL would lock the
-- plan's row, which all orders share.
CREATE TABLE tenure (
    id           BIGINT NOT NULL PRIMARY KEY,
    did          BIGINT NOT NULL REFERENCES number (did),
    owner        BIGINT NOT NULL REFERENCES account (id),
    payer        BIGINT NOT NULL REFERENCES account (id),
    order_id     BIGINT NOT NULL,
    plan         BIGINT NOT NULL,
    setup        BIGINT NOT NULL CHECK (setup >= 0),
    monthly      BIGINT NOT NULL CHECK (monthly >= 0),
    minute       BIGINT NOT NULL CHECK (minute >= 0),
    began        BIGINT NOT NULL,
    next_billing BIGINT NOT NULL,
    anchor_day   BIGINT NOT NULL,
    slot         TEXT,
    slot_fee     BIGINT CHECK (slot_fee >= 0),
    settings     TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    ended        BIGINT,
    ending       TEXT
);
CREATE UNIQUE INDEX tenure_current ON tenure (did) WHERE ended IS NULL;
CREATE INDEX tenure_payer ON tenure (payer, did) WHERE ended IS NULL;

CREATE TABLE orders (
    id      BIGINT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    owner   BIGINT NOT NULL REFERENCES account (id),
    serial  BIGINT NOT NULL,
    waiting BIGINT NOT NULL CHECK (waiting >= 0),
    placed  BIGINT NOT NULL,
    doc     TEXT   NOT NULL,
    UNIQUE (account, serial)
);

-- A number that is being bought from its supplier. The row is written before the supplier is called
-- and never called again once it was.
CREATE TABLE supply (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    did      BIGINT NOT NULL REFERENCES number (did),
    supplier TEXT   NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('wanted', 'called', 'sold', 'refused', 'unclear')),
    reason   TEXT   NOT NULL,
    changed  BIGINT NOT NULL,
    PRIMARY KEY (order_id, did)
) /* clustered */;
CREATE INDEX supply_open ON supply (changed) WHERE state IN ('wanted', 'called', 'unclear');

CREATE TABLE posting (
    id          BIGINT NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    debit       BIGINT NOT NULL,
    credit      BIGINT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount >= 0),
    currency    TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    did         BIGINT,
    order_id    BIGINT,
    plan        BIGINT,
    period_from BIGINT,
    period_to   BIGINT,
    note        TEXT   NOT NULL,
    CHECK (debit <> credit)
);
-- House accounts (below 1000) have no statement, so they need no index.
CREATE INDEX posting_debit ON posting (debit, id) WHERE debit >= 1000;
CREATE INDEX posting_credit ON posting (credit, id) WHERE credit >= 1000;

-- feed orders the events of all accounts for followers: the rowid on SQLite, the transaction id on
-- PostgreSQL.
CREATE TABLE event (
    account BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    feed    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account, seq)
);

-- Idempotency, and the audit of what was refused. Rows are large and seldom read, so that they are
-- kept in the order in which they come.
CREATE TABLE attempt (
    account BIGINT NOT NULL,
    key     TEXT   NOT NULL,
    command TEXT   NOT NULL,
    digest  TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    outcome TEXT   NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX attempt_at ON attempt (at);

CREATE TABLE cart (
    account BIGINT NOT NULL,
    did     BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (account, did)
) /* clustered */;

CREATE TABLE object (
    kind    TEXT   NOT NULL,
    id      BIGINT NOT NULL,
    account BIGINT NOT NULL,
    name    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    doc     TEXT   NOT NULL,
    PRIMARY KEY (kind, id)
) /* clustered */;
CREATE INDEX object_account ON object (account, kind, id);
CREATE INDEX object_name ON object (account, kind, name);

CREATE TABLE slot (
    account BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    bought  BIGINT NOT NULL,
    used    BIGINT NOT NULL CHECK (used >= 0),
    PRIMARY KEY (account, kind),
    CHECK (used <= bought)
) /* clustered */;
