-- What pgbench needs beside Tandem's own tables: customers whose ids can be drawn by chance, a
-- sequence where Tandem draws ids, and the order as one function.
INSERT INTO account (id, parent, root, kind, status, currency, balance, auth_epoch, order_serial,
    event_seq, event_hash, opened, profile)
  SELECT id, NULL, id, 'customer', 'open', 'USD', 1000000000000000, 0, 0, 0, repeat('0', 64),
    1700000000000000,
    '{"name":"bench' || id || '","plan":"PERMINUTE","default_routing":"none:","email":""}'
  FROM generate_series(1001, 2000) AS id;
CREATE SEQUENCE bench_id START 1000000000;

CREATE FUNCTION bench_order(buyer BIGINT, start BIGINT, under BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    payer account;
    taken number;
    placed BIGINT := nextval('bench_id');
    what TEXT;
    chained TEXT;
BEGIN
    SELECT * INTO payer FROM account WHERE id = buyer FOR UPDATE;
    IF payer.balance < 150000000 THEN RAISE EXCEPTION 'short of money'; END IF;
    SELECT * INTO taken FROM number WHERE did >= start AND state = 1
      ORDER BY did LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RAISE EXCEPTION 'out of stock'; END IF;
    UPDATE number SET state = 4, owner = buyer, version = taken.version + 1, until = NULL,
        offer = taken.offer WHERE did = taken.did AND version = taken.version;
    INSERT INTO tenure (id, did, owner, payer, order_id, plan, setup, monthly, minute, began,
        next_billing, anchor_day, slot, settings, version, ended, ending)
      VALUES (nextval('bench_id'), taken.did, buyer, buyer, placed, under, 50000000, 100000000,
        1000000, 1700000000000000, 1702592000000000, 14, NULL,
        '{"routing":"none:","pop":"5","dial_seconds":60}', 1, NULL, NULL);
    INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, plan,
        period_from, period_to, note)
      VALUES (nextval('bench_id'), 1700000000000000, buyer, 1, 50000000, 'USD', 'setup', taken.did,
        placed, under, NULL, NULL, '');
    INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, plan,
        period_from, period_to, note)
      VALUES (nextval('bench_id'), 1700000000000000, buyer, 1, 100000000, 'USD', 'month',
        taken.did, placed, under, 1700000000000000, 1702592000000000, '');
    INSERT INTO orders (id, account, owner, serial, waiting, placed, doc)
      VALUES (placed, buyer, buyer, payer.order_serial + 1, 0, 1700000000000000,
        '[{"did":' || taken.did || ',"outcome":{"bought":{"setup":50000000,"monthly":100000000,'
        '"minute":1000000}}}]');
    what := '{"kind":"order_placed","order":912056245895055745,"owner":912056137749102720,'
        '"charged":150000000,"moves":[{"did":' || taken.did || ',"from":"available",'
        '"to":"active","version":2,"offer":912056194141519936}]}';
    chained := encode(sha256(convert_to(payer.event_hash || what, 'UTF8')), 'hex');
    INSERT INTO event (account, seq, at, actor, body, hash)
      VALUES (buyer, payer.event_seq + 1, 1700000000000000, buyer, what, chained);
    UPDATE account SET balance = balance - 150000000, auth_epoch = payer.auth_epoch,
        order_serial = payer.order_serial + 1, event_seq = payer.event_seq + 1,
        event_hash = chained WHERE id = buyer;
    INSERT INTO attempt (account, key, command, digest, at, outcome)
      VALUES (buyer, '~' || placed || '.d40b9d37d5a9f97e', 'order.place', '', 1700000000000000,
        '{"v":1,"done":{"order":912056245895055745,"serial":11,"lines":[{"did":17163008388,"outcome":{"bought":{"setup":50000000,"monthly":100000000,"minute":1000000}}}],"bought":[{"did":17163008388,"offer":{"country":"US","kind":"geographic","region":"IA","rate_centre":"BENCH 716","locality":"","postal_code":"","lata":"","capabilities":{"voice":true,"sms":true,"mms":false,"fax":true},"cleansed":"house","origin":"own"},"price":{"setup":50000000,"monthly":100000000,"minute":1000000}}],"plan":"PERMINUTE","charged":150000000,"settings":{"routing":"none:","pop":"5","dial_seconds":60}}}');
    RETURN placed;
END $$;
