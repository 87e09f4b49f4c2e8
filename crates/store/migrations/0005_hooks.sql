-- Webhooks and mail: what customers are told of what happened to them, and how far that has come.

-- A hook is told the events of its account from "since" on: the number of the account's last event
-- when it was made. The secret must be readable: what is sent is signed with it.
CREATE TABLE hook (
    id      BIGINT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    url     TEXT   NOT NULL,
    kinds   TEXT   NOT NULL,
    secret  TEXT   NOT NULL,
    enabled BIGINT NOT NULL CHECK (enabled IN (0, 1)),
    since   BIGINT NOT NULL,
    made    BIGINT NOT NULL,
    ended   BIGINT
);
CREATE INDEX hook_account ON hook (account, id) WHERE ended IS NULL;
CREATE INDEX hook_ended ON hook (ended) WHERE ended IS NOT NULL;

-- One thing to tell: to a hook or, where there is none, by mail. It is written before anybody is
-- called. "due" is when it may be tried next; whoever tries moves it on first.
CREATE TABLE delivery (
    id        BIGINT NOT NULL PRIMARY KEY,
    hook      BIGINT REFERENCES hook (id),
    account   BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    payload   TEXT   NOT NULL,
    state     TEXT   NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    due       BIGINT,
    tries     BIGINT NOT NULL,
    give_up   BIGINT NOT NULL,
    settled   BIGINT,
    CHECK ((state = 'waiting') = (due IS NOT NULL)),
    CHECK ((state = 'waiting') = (settled IS NULL))
);
CREATE UNIQUE INDEX delivery_once ON delivery (hook, account, seq) WHERE hook IS NOT NULL;
CREATE UNIQUE INDEX delivery_mail_once ON delivery (account, seq) WHERE hook IS NULL;
CREATE INDEX delivery_due ON delivery (hook, due) WHERE state = 'waiting';
CREATE INDEX delivery_account ON delivery (account, id);
CREATE INDEX delivery_settled ON delivery (settled) WHERE settled IS NOT NULL;

-- Each time that somebody was called, or was not because it must not be.
CREATE TABLE delivery_try (
    delivery BIGINT NOT NULL,
    nth      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    status   BIGINT,
    error    TEXT   NOT NULL,
    micros   BIGINT NOT NULL,
    PRIMARY KEY (delivery, nth)
) /* clustered */;

-- How far in the feed somebody has come who turns events into something durable.
CREATE TABLE follower (
    name     TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    account  BIGINT NOT NULL,
    seq      BIGINT NOT NULL
) /* clustered */;

-- How far the time of a sandbox is ahead of the wall's, in microseconds.
CREATE TABLE sandbox_clock (
    name  TEXT   NOT NULL PRIMARY KEY,
    ahead BIGINT NOT NULL CHECK (ahead >= 0)
) /* clustered */;
