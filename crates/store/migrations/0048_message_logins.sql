-- A login whose telephones take the messages of a number is named by it, as one at which it rings, and is kept.
INSERT INTO object_use (kind, id, by_kind, by_id, account)
SELECT 'account', a.id, 'did', t.did, t.payer
FROM tenure t
JOIN account a ON a.root = t.payer AND a.id <> a.root
JOIN alias x ON x.account = a.id AND x.scheme = 'voipms'
WHERE t.ended IS NULL AND REPLACE(t.settings, '"login":"' || x.name || '"', '') <> t.settings
    AND NOT EXISTS (SELECT 1 FROM object_use u
        WHERE u.kind = 'account' AND u.id = a.id AND u.by_kind = 'did' AND u.by_id = t.did)
GROUP BY a.id, t.did, t.payer;
