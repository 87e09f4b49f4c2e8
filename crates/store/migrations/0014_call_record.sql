-- What switches report of calls that are over, a row for each leg. Switch, call_id and leg name it. Whose
-- it is (account pays, owner has the number) is what the tenure said when the call began; a call to a
-- number that nobody had is the operator's, and has no account. cause is why nobody answered. What was
-- charged, for how many seconds, at what price for a minute: to whoever pays, and to a reseller's client.
CREATE TABLE call_record (
    id             BIGINT NOT NULL PRIMARY KEY,
    switch         TEXT   NOT NULL,
    call_id        TEXT   NOT NULL,
    leg            TEXT   NOT NULL,
    direction      TEXT   NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    did            BIGINT NOT NULL,
    other          TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    answered_by    TEXT   NOT NULL,
    started        BIGINT NOT NULL,
    answered       BIGINT,
    ended          BIGINT NOT NULL,
    cause          TEXT,
    code           TEXT   NOT NULL,
    seconds        BIGINT NOT NULL CHECK (seconds >= 0),
    account        BIGINT,
    owner          BIGINT,
    tenure         BIGINT,
    plan           BIGINT,
    minute         BIGINT,
    billed         BIGINT,
    charged        BIGINT NOT NULL DEFAULT 0 CHECK (charged >= 0),
    posting        BIGINT,
    client_minute  BIGINT,
    client_charged BIGINT NOT NULL DEFAULT 0 CHECK (client_charged >= 0),
    client_posting BIGINT,
    CHECK ((answered IS NULL) = (cause IS NOT NULL)),
    CHECK ((account IS NULL) = (tenure IS NULL) AND (account IS NULL) = (owner IS NULL)),
    CHECK (minute IS NULL OR account IS NOT NULL),
    CHECK ((minute IS NULL) = (billed IS NULL) AND (minute IS NULL) = (plan IS NULL)),
    CHECK ((charged > 0) = (posting IS NOT NULL)),
    CHECK ((client_charged > 0) = (client_posting IS NOT NULL))
);
CREATE UNIQUE INDEX call_record_name ON call_record (call_id, switch, leg);
CREATE INDEX call_record_time ON call_record (account, started, id);
CREATE INDEX call_record_number ON call_record (account, did, started, id);
CREATE UNIQUE INDEX call_record_posting ON call_record (posting) WHERE posting IS NOT NULL;
CREATE UNIQUE INDEX call_record_client ON call_record (client_posting) WHERE client_posting IS NOT NULL;
