-- An order that is to be had whole or not at all: its numbers become the buyer's together, once the
-- last supplier has sold.
ALTER TABLE orders ADD COLUMN whole BIGINT NOT NULL DEFAULT 0;

-- What a supplier sold to us for an order that came to nothing all the same: it cannot be given back
-- there, so whoever buys the number next has it at once.
ALTER TABLE supply ADD COLUMN spare BIGINT NOT NULL DEFAULT 0;
CREATE INDEX supply_spare ON supply (did) WHERE spare = 1;

-- How many numbers a customer keeps from others at this moment, and what need not be remembered any more.
CREATE INDEX hold_ended ON hold (account, ended);
