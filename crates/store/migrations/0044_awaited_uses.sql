-- What is waited for names objects and logins as numbers in service do, and keeps them as these do: open
-- back-orders, and numbers that are on their way here from other carriers.
--
-- Settings are JSON of ours, without spaces. A part of a text is found by taking it away, because a login has
-- signs in it that mean something to LIKE.
INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT o.kind, o.id, 'backorder', b.id, b.account
FROM backorder b JOIN object o ON o.account = b.account
WHERE b.state IN ('waiting', 'short') AND (
    REPLACE(b.doc, '":"' || o.kind || ':' || CAST(o.id AS TEXT) || '"', '') <> b.doc
    OR (o.kind = 'vm' AND REPLACE(b.doc, '"voicemail":"' || CAST(o.id AS TEXT) || '"', '') <> b.doc)
    OR (o.kind = 'faxflow' AND REPLACE(b.doc, '"fax_flow":"' || CAST(o.id AS TEXT) || '"', '') <> b.doc));

INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'account', a.id, 'backorder', b.id, b.account
FROM backorder b
JOIN account a ON a.root = b.account AND a.id <> a.root
JOIN alias x ON x.account = a.id AND x.scheme = 'voipms'
WHERE b.state IN ('waiting', 'short') AND REPLACE(b.doc, '"account:' || x.name || '"', '') <> b.doc
GROUP BY a.id, b.id, b.account;

INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT o.kind, o.id, 'did', n.did, p.account
FROM port_number n
JOIN port p ON p.id = n.port
JOIN object o ON o.account = p.account
WHERE n.step IN ('waiting', 'rejected', 'scheduled') AND (
    REPLACE(n.settings, '":"' || o.kind || ':' || CAST(o.id AS TEXT) || '"', '') <> n.settings
    OR (o.kind = 'vm'
        AND REPLACE(n.settings, '"voicemail":"' || CAST(o.id AS TEXT) || '"', '') <> n.settings)
    OR (o.kind = 'faxflow'
        AND REPLACE(n.settings, '"fax_flow":"' || CAST(o.id AS TEXT) || '"', '') <> n.settings));

INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'account', a.id, 'did', n.did, p.account
FROM port_number n
JOIN port p ON p.id = n.port
JOIN account a ON a.root = p.account AND a.id <> a.root
JOIN alias x ON x.account = a.id AND x.scheme = 'voipms'
WHERE n.step IN ('waiting', 'rejected', 'scheduled')
    AND REPLACE(n.settings, '"account:' || x.name || '"', '') <> n.settings
GROUP BY a.id, n.did, p.account;
