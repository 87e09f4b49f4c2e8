-- A statement, and what a reseller earns, are asked of a time: the lines of an account stand in the
-- order of their time, and its lines since an instant are a range. These two take the place of the
-- indexes by id alone.
CREATE INDEX posting_debit_at ON posting (debit, at, id) WHERE debit >= 1000;
CREATE INDEX posting_credit_at ON posting (credit, at, id) WHERE credit >= 1000;
DROP INDEX posting_debit;
DROP INDEX posting_credit;

-- Until when a credential is not tried any more from an address, because too many wrong secrets came
-- from there.
CREATE TABLE lockout (
    credential BIGINT NOT NULL,
    address    TEXT   NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (credential, address)
) /* clustered */;
CREATE INDEX lockout_until ON lockout (until);
