-- Where numbers ring, for switches that look it up themselves: what stands in the tables now, and nothing that is kept beside
-- them. JSON_TEXT is the text of a field of a document, in the words of either database. docs/how-to/connect-a-switch.md says
-- what of a routing this shows and what it cannot.
CREATE VIEW call_route AS
SELECT r.number, r.account, r.owner, r.in_service, r.routing, r.busy, r.no_answer, r.unreachable, r.ring_seconds,
    CASE WHEN s.doc IS NULL THEN NULL
        ELSE REPLACE(REPLACE(JSON_TEXT(s.doc, 'uri'), '{e164}', CAST(r.number AS TEXT)), '{national}', r.national) END AS uri,
    CASE WHEN SUBSTR(r.routing, 1, 8) = 'account:' THEN SUBSTR(r.routing, 9) END AS login,
    CAST(JSON_TEXT(f.doc, 'number') AS BIGINT) AS forwards_to,
    CAST(CASE WHEN r.minute > 0 THEN 1 ELSE 0 END AS BIGINT) AS costs,
    CAST(CASE WHEN EXISTS (SELECT 1 FROM object c WHERE c.account = r.account AND c.kind = 'filter'
            AND COALESCE(CAST(JSON_TEXT(c.doc, 'number') AS BIGINT), r.number) = r.number)
        THEN 1 ELSE 0 END AS BIGINT) AS filtered,
    CAST(CASE WHEN r.in_service = 1 AND r.failovers = '' AND r.shows = '' AND (s.doc IS NOT NULL OR SUBSTR(r.routing, 1, 8) = 'account:')
            AND JSON_TEXT(s.doc, 'caller_id') IS NULL
            AND NOT EXISTS (SELECT 1 FROM object c WHERE c.account = r.account AND c.kind = 'filter'
                AND COALESCE(CAST(JSON_TEXT(c.doc, 'number') AS BIGINT), r.number) = r.number)
        THEN 1 ELSE 0 END AS BIGINT) AS is_all
FROM (
    SELECT t.did AS number, t.payer AS account, t.owner AS owner, t.minute AS minute,
        CAST(CASE WHEN n.state IN (4, 10) THEN 1 ELSE 0 END AS BIGINT) AS in_service,
        COALESCE(JSON_TEXT(t.settings, 'routing'), 'none:') AS routing,
        COALESCE(JSON_TEXT(t.settings, 'failover_busy'), 'none:') AS busy,
        COALESCE(JSON_TEXT(t.settings, 'failover_no_answer'), 'none:') AS no_answer,
        COALESCE(JSON_TEXT(t.settings, 'failover_unreachable'), 'none:') AS unreachable,
        CAST(JSON_TEXT(t.settings, 'dial_seconds') AS BIGINT) AS ring_seconds,
        COALESCE(JSON_TEXT(t.settings, 'failover_busy'), JSON_TEXT(t.settings, 'failover_no_answer'),
            JSON_TEXT(t.settings, 'failover_unreachable'), JSON_TEXT(t.settings, 'voicemail'), '') AS failovers,
        COALESCE(JSON_TEXT(t.settings, 'caller_id_prefix'), JSON_TEXT(t.settings, 'cnam'), '') AS shows,
        CASE WHEN t.did BETWEEN 12000000000 AND 19999999999 THEN SUBSTR(CAST(t.did AS TEXT), 2)
            ELSE CAST(t.did AS TEXT) END AS national
    FROM tenure t JOIN number n ON n.did = t.did
    WHERE t.ended IS NULL
) r
LEFT JOIN object s ON s.kind = 'sip' AND s.account = r.account
    AND s.id = CAST(CASE WHEN SUBSTR(r.routing, 1, 4) = 'sip:' THEN SUBSTR(r.routing, 5) ELSE '0' END AS BIGINT)
LEFT JOIN object f ON f.kind = 'fwd' AND f.account = r.account
    AND f.id = CAST(CASE WHEN SUBSTR(r.routing, 1, 4) = 'fwd:' THEN SUBSTR(r.routing, 5) ELSE '0' END AS BIGINT);
