-- What calls were routed by before it changed. A row is what a thing of an account's said up to the event that
-- changed it: until is the number of that event among the account's own, changed its time, and since the number of
-- the event that had changed the same thing before. kind is the header of a kind of object, 'did' for how a number
-- is set up, 'did.state' for where it stood. An empty doc: there was no such thing.
CREATE TABLE past (
    account BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    id      BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    doc     TEXT   NOT NULL,
    PRIMARY KEY (account, kind, id, until)
) /* clustered */;

CREATE INDEX past_until ON past (account, until);
CREATE INDEX past_changed ON past (changed);

-- How accounts were before this was kept is not known: their first version is the one they have now. The time is
-- beyond any, so that these rows are never too old.
INSERT INTO past (account, kind, id, until, since, changed, doc)
SELECT id, '', 0, event_seq, 0, 9000000000000000000, '' FROM account WHERE event_seq > 0;
