-- What the operator loaded of which carrier has which number: single numbers, and blocks of no more than
-- ten thousand. Of several that hold a number, the one that begins last says it.
CREATE TABLE carrier_of (
    first BIGINT NOT NULL,
    last  BIGINT NOT NULL,
    doc   TEXT   NOT NULL,
    PRIMARY KEY (first, last),
    CHECK (last >= first AND last - first < 10000)
) /* clustered */;
CREATE INDEX carrier_of_block ON carrier_of (first, last) WHERE last > first;

-- How callers are called.
CREATE TABLE caller_name (
    did  BIGINT NOT NULL PRIMARY KEY,
    name TEXT   NOT NULL
);
