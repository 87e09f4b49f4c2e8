-- One order, a statement at a time: what an application is told by one it needs for the next.
\set account random(1001, 1000 + :customers)
\set start 10000000000 + random(712, 719) * 10000000 + 3000000 + random(0, 24999)
BEGIN;
SELECT order_serial + 1 AS serial, event_seq + 1 AS seq, auth_epoch AS epoch
  FROM account WHERE id = :account AND balance >= 150000000 FOR UPDATE \gset
SELECT did, version, offer FROM number WHERE did >= :start AND state = 1
  ORDER BY did LIMIT 1 FOR UPDATE SKIP LOCKED \gset
UPDATE number SET state = 4, owner = :account, version = :version + 1, until = NULL, offer = :offer
  WHERE did = :did AND version = :version;
INSERT INTO orders (id, account, owner, serial, waiting, placed, doc)
  VALUES (nextval('bench_id'), :account, :account, :serial, 0, 1700000000000000,
    '[{"did":17163008388,"outcome":{"bought":{"setup":50000000,"monthly":100000000,"minute":1000000}}}]')
  RETURNING id AS placed \gset
INSERT INTO tenure (id, did, owner, payer, order_id, plan, setup, monthly, minute, began,
    next_billing, anchor_day, slot, settings, version, ended, ending)
  VALUES (nextval('bench_id'), :did, :account, :account, :placed, :plan, 50000000, 100000000,
    1000000, 1700000000000000, 1702592000000000, 14, NULL,
    '{"routing":"none:","pop":"5","dial_seconds":60}', 1, NULL, NULL);
INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, plan,
    period_from, period_to, note)
  VALUES (nextval('bench_id'), 1700000000000000, :account, 1, 50000000, 'USD', 'setup', :did,
    :placed, :plan, NULL, NULL, '');
INSERT INTO posting (id, at, debit, credit, amount, currency, reason, did, order_id, plan,
    period_from, period_to, note)
  VALUES (nextval('bench_id'), 1700000000000000, :account, 1, 100000000, 'USD', 'month', :did,
    :placed, :plan, 1700000000000000, 1702592000000000, '');
INSERT INTO event (account, seq, at, actor, body, hash)
  VALUES (:account, :seq, 1700000000000000, :account,
    '{"kind":"order_placed","order":912056245895055745,"owner":912056137749102720,"charged":150000000,"moves":[{"did":17163008388,"from":"available","to":"active","version":2,"offer":912056194141519936}]}',
    'd40b9d37d5a9f97ed40b9d37d5a9f97ed40b9d37d5a9f97ed40b9d37d5a9f97e');
UPDATE account SET balance = balance - 150000000, auth_epoch = :epoch, order_serial = :serial,
    event_seq = :seq,
    event_hash = 'd40b9d37d5a9f97ed40b9d37d5a9f97ed40b9d37d5a9f97ed40b9d37d5a9f97e'
  WHERE id = :account;
INSERT INTO attempt (account, key, command, digest, at, outcome)
  VALUES (:account, '~' || :placed || '.d40b9d37d5a9f97e', 'order.place', '', 1700000000000000,
    '{"v":1,"done":{"order":912056245895055745,"serial":11,"lines":[{"did":17163008388,"outcome":{"bought":{"setup":50000000,"monthly":100000000,"minute":1000000}}}],"bought":[{"did":17163008388,"offer":{"country":"US","kind":"geographic","region":"IA","rate_centre":"BENCH 716","locality":"","postal_code":"","lata":"","capabilities":{"voice":true,"sms":true,"mms":false,"fax":true},"cleansed":"house","origin":"own"},"price":{"setup":50000000,"monthly":100000000,"minute":1000000}}],"plan":"PERMINUTE","charged":150000000,"settings":{"routing":"none:","pop":"5","dial_seconds":60}}}');
COMMIT;
