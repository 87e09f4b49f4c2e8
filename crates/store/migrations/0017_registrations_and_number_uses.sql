-- Where equipment is logged in, as switches report it: a row for each address at which a login asked a
-- switch to call it. at is when the switch last said anything of it, and until how long that holds; what
-- has gone stays for a day, so that a report that was held up does not bring it back. address is as the switch
-- saw it, with its port, and empty where it did not say.
CREATE TABLE registration (
    account   BIGINT NOT NULL REFERENCES account (id),
    switch    TEXT   NOT NULL,
    contact   TEXT   NOT NULL,
    pop       BIGINT,
    address   TEXT   NOT NULL,
    transport TEXT   NOT NULL,
    agent     TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (account, switch, contact)
) /* clustered */;

-- Which objects are about a number of their account's, and go with it: caller-ID filters of that number.
CREATE TABLE number_use (
    did     BIGINT NOT NULL,
    by_kind TEXT   NOT NULL,
    by_id   BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (did, by_kind, by_id)
) /* clustered */;

-- What such a filter must not share with another ends in its number.
INSERT INTO number_use (did, by_kind, by_id, account)
SELECT CAST(SUBSTR(k.value, LENGTH(RTRIM(k.value, '0123456789')) + 1) AS BIGINT), k.kind, k.id, k.account
FROM object_key k
WHERE k.kind = 'filter' AND k.field = 'caller' AND RTRIM(k.value, '0123456789') <> k.value;
