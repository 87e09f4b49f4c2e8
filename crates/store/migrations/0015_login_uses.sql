-- Who sends calls to a login, whose sub-account therefore cannot be closed: it stands among the objects
-- that are in use, as its sub-account. What is stored names it by the login. The customer's own account is
-- never closed, so that nothing is noted of it.
--
-- Settings and bodies are JSON of ours, without spaces. A part of a text is found by taking it away, because
-- a login has signs in it that mean something to LIKE.
INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'account', a.id, 'did', t.did, t.payer
FROM tenure t
JOIN account a ON a.root = t.payer AND a.id <> a.root
JOIN alias x ON x.account = a.id AND x.scheme = 'voipms'
WHERE t.ended IS NULL
    AND REPLACE(t.settings, '"account:' || x.name || '"', '') <> t.settings
GROUP BY a.id, t.did, t.payer;

INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'account', a.id, o.kind, o.id, o.account
FROM object o
JOIN account a ON a.root = o.account AND a.id <> a.root
JOIN alias x ON x.account = a.id AND x.scheme = 'voipms'
WHERE o.doc LIKE '{"v":1,%' AND (
    REPLACE(o.doc, '"account:' || x.name || '"', '') <> o.doc
    OR (o.kind = 'agent' AND REPLACE(o.doc, '"login":"' || x.name || '"', '') <> o.doc))
GROUP BY a.id, o.kind, o.id, o.account;

-- And the mailboxes of extensions.
INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'vm', o.id, 'login', l.id, l.customer
FROM login l
JOIN object o ON o.account = l.customer AND o.kind = 'vm'
WHERE REPLACE(l.doc, '"extension_voicemail":"' || CAST(o.id AS TEXT) || '"', '') <> l.doc;
