-- One order as one call.
\set account random(1001, 1000 + :customers)
\set start 10000000000 + random(712, 719) * 10000000 + 3000000 + random(0, 24999)
SELECT bench_order(:account, :start, :plan);
