-- Who names an object, which therefore cannot be removed: another object, or the settings of a number
-- that somebody has. by_kind is the header of the other object's kind, or 'did'.
CREATE TABLE object_use (
    kind    TEXT   NOT NULL,
    id      BIGINT NOT NULL,
    by_kind TEXT   NOT NULL,
    by_id   BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (kind, id, by_kind, by_id)
) /* clustered */;

-- What only one object of an account and kind may have: a name, a number.
CREATE TABLE object_key (
    account BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    field   TEXT   NOT NULL,
    value   TEXT   NOT NULL,
    id      BIGINT NOT NULL,
    PRIMARY KEY (account, kind, field, value)
) /* clustered */;

-- Numbers in service name objects already. Their settings are JSON of ours, without spaces.
INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT o.kind, o.id, 'did', t.did, t.payer
FROM tenure t JOIN object o ON o.account = t.payer
WHERE t.ended IS NULL AND (
    t.settings LIKE '%":"' || o.kind || ':' || CAST(o.id AS TEXT) || '"%'
    OR (o.kind = 'vm' AND t.settings LIKE '%"voicemail":"' || CAST(o.id AS TEXT) || '"%')
    OR (o.kind = 'faxflow' AND t.settings LIKE '%"fax_flow":"' || CAST(o.id AS TEXT) || '"%'));
