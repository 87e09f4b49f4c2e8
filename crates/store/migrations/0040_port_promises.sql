-- What a number under way will cost when it comes, as it was when its request was sent off: the balance must
-- cover all of them together. 0 for what was sent off before this was kept.
ALTER TABLE port_number ADD COLUMN price BIGINT NOT NULL DEFAULT 0;

-- When the other carrier was asked first, or heard last. A request about which nothing is heard for long
-- lapses: so that nobody keeps a number from its owner by asking for it.
ALTER TABLE port ADD COLUMN heard BIGINT;
UPDATE port SET heard = changed WHERE state IN ('submitted', 'rejected', 'scheduled');
CREATE INDEX port_unheard ON port (heard) WHERE state IN ('submitted', 'rejected');

-- When the papers and secrets of a request that is at its end were let go.
ALTER TABLE port ADD COLUMN forgotten BIGINT;
CREATE INDEX port_ended ON port (state, changed)
    WHERE state IN ('completed', 'cancelled') AND forgotten IS NULL;
