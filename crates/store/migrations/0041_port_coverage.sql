-- From where numbers can be brought here, as the operator's carriers say it: blocks of consecutive numbers within
-- an exchange, and what their numbers are. Of several that hold a number, the narrowest says it.
CREATE TABLE port_coverage (
    first BIGINT NOT NULL,
    last  BIGINT NOT NULL,
    doc   TEXT   NOT NULL,
    PRIMARY KEY (first, last),
    CHECK (last >= first AND last / 10000 = first / 10000)
) /* clustered */;
