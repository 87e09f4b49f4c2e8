-- Requests to bring numbers here from other carriers. doc says whose account it is there. state follows
-- from the numbers, and plan is the version by which they are charged when they come.
CREATE TABLE port (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   BIGINT NOT NULL REFERENCES account (id),
    owner     BIGINT NOT NULL REFERENCES account (id),
    state     TEXT   NOT NULL CHECK (state IN
        ('draft', 'submitted', 'rejected', 'scheduled', 'completed', 'cancelled')),
    plan      BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX port_account ON port (account, id);
CREATE INDEX port_open ON port (id) WHERE state IN ('submitted', 'rejected', 'scheduled');

-- The numbers of a request. A number is on its way here by one request at a time.
CREATE TABLE port_number (
    port     BIGINT NOT NULL REFERENCES port (id),
    did      BIGINT NOT NULL,
    step     TEXT   NOT NULL CHECK (step IN
        ('draft', 'waiting', 'rejected', 'scheduled', 'active', 'cancelled')),
    field    TEXT,
    foc      BIGINT,
    order_id BIGINT,
    settings TEXT   NOT NULL,
    PRIMARY KEY (port, did),
    CHECK ((step = 'rejected') = (field IS NOT NULL)),
    CHECK (step <> 'scheduled' OR foc IS NOT NULL),
    CHECK ((step = 'active') = (order_id IS NOT NULL))
) /* clustered */;
CREATE UNIQUE INDEX port_number_coming ON port_number (did)
    WHERE step IN ('waiting', 'rejected', 'scheduled');
CREATE INDEX port_number_did ON port_number (did, port);

-- What was said about a request, for people.
CREATE TABLE port_note (
    port BIGINT NOT NULL REFERENCES port (id),
    id   BIGINT NOT NULL,
    at   BIGINT NOT NULL,
    text TEXT   NOT NULL,
    PRIMARY KEY (port, id)
) /* clustered */;

-- Letters of authorisation and bills. Both databases keep the bytes in Base64 (RFC 4648); data stands
-- last, so that the rest of a row is read without it.
CREATE TABLE port_document (
    id      BIGINT NOT NULL PRIMARY KEY,
    port    BIGINT NOT NULL REFERENCES port (id),
    account BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    format  TEXT   NOT NULL,
    bytes   BIGINT NOT NULL CHECK (bytes > 0),
    digest  TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    data    TEXT   NOT NULL
);
CREATE INDEX port_document_port ON port_document (port, id);
CREATE INDEX port_document_account ON port_document (account);

-- Numbers that other carriers asked for. One that is scheduled belongs to a number that is being ported
-- out.
CREATE TABLE port_out (
    id      BIGINT NOT NULL PRIMARY KEY,
    did     BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    owner   BIGINT NOT NULL REFERENCES account (id),
    carrier TEXT   NOT NULL,
    state   TEXT   NOT NULL CHECK (state IN ('rejected', 'scheduled', 'completed', 'withdrawn')),
    field   TEXT,
    foc     BIGINT,
    asked   BIGINT NOT NULL,
    ended   BIGINT,
    CHECK ((state = 'rejected') = (field IS NOT NULL)),
    CHECK ((state = 'scheduled') = (ended IS NULL))
);
CREATE UNIQUE INDEX port_out_open ON port_out (did) WHERE state = 'scheduled';
CREATE INDEX port_out_account ON port_out (account, id);
