-- The sounds of recordings, each once for a customer, however many recordings have it. Both databases keep
-- the bytes in Base64 (RFC 4648), because that is how they are sent and served. uses counts the
-- recordings; data stands last, so that the rest of a row is read without it.
CREATE TABLE audio (
    account BIGINT NOT NULL,
    digest  TEXT   NOT NULL,
    bytes   BIGINT NOT NULL CHECK (bytes > 0),
    uses    BIGINT NOT NULL CHECK (uses >= 0),
    data    TEXT   NOT NULL,
    PRIMARY KEY (account, digest)
);
