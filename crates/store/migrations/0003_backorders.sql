-- Numbers that somebody waits for. The queue is the order of the ids. What was asked for is what still
-- waits, what was bought and what was given up, together.
CREATE TABLE backorder (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   BIGINT NOT NULL REFERENCES account (id),
    owner     BIGINT NOT NULL REFERENCES account (id),
    order_id  BIGINT,
    plan      BIGINT NOT NULL,
    quantity  BIGINT NOT NULL CHECK (quantity > 0),
    waiting   BIGINT NOT NULL CHECK (waiting >= 0),
    filled    BIGINT NOT NULL CHECK (filled >= 0),
    given_up  BIGINT NOT NULL CHECK (given_up >= 0),
    state     TEXT   NOT NULL CHECK (state IN ('waiting', 'short', 'filled', 'cancelled')),
    why       TEXT,
    placed    BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL,
    CHECK (quantity = waiting + filled + given_up),
    CHECK ((state IN ('waiting', 'short')) = (waiting > 0)),
    CHECK ((state = 'short') = (why IS NOT NULL))
);
CREATE INDEX backorder_open ON backorder (id) WHERE state IN ('waiting', 'short');
CREATE INDEX backorder_account ON backorder (account, id);

-- The orders by which a back-order was filled.
CREATE TABLE backorder_fill (
    order_id  BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    backorder BIGINT NOT NULL REFERENCES backorder (id)
);
CREATE INDEX backorder_fill_of ON backorder_fill (backorder, order_id);

-- For how long a customer has kept a number in carts: putting it back and taking it again does not
-- begin the time anew. ended is when the last of these holds ends or was ended.
CREATE TABLE hold (
    account BIGINT NOT NULL,
    did     BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    ended   BIGINT NOT NULL,
    PRIMARY KEY (account, did)
) /* clustered */;
