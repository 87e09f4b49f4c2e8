-- Who does a job at this moment. A job that several nodes could do is done by the one that holds its
-- lease, and what it does is committed together with the check that it still holds it.
CREATE TABLE job_lease (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    until  BIGINT NOT NULL
) /* clustered */;

-- How far below nothing a balance may go.
ALTER TABLE account ADD COLUMN credit_limit BIGINT NOT NULL DEFAULT 0 CHECK (credit_limit >= 0);

-- due: when the month's end has to look at the number next, mostly next_billing. deadline: what a
-- balance that is too short leads to next, and when; null when all is paid. owed_to: the end of the
-- months that a number owes which was suspended for that; null when it was not.
ALTER TABLE tenure ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenure ADD COLUMN deadline BIGINT;
ALTER TABLE tenure ADD COLUMN owed_to BIGINT;
UPDATE tenure SET due = next_billing;
CREATE INDEX tenure_due ON tenure (due, payer) WHERE ended IS NULL;
CREATE INDEX tenure_payer_due ON tenure (payer, due, did) WHERE ended IS NULL;
CREATE INDEX tenure_unpaid ON tenure (payer) WHERE deadline IS NOT NULL AND ended IS NULL;
CREATE INDEX tenure_past ON tenure (did, ended) WHERE ended IS NOT NULL;

-- The charge that a refund gives back. A month of a number is charged once:
-- to its customer, and to a client of that customer if there is one.
ALTER TABLE posting ADD COLUMN reverses BIGINT;
CREATE INDEX posting_reverses ON posting (reverses) WHERE reverses IS NOT NULL;
CREATE UNIQUE INDEX posting_month ON posting (did, period_from, debit) WHERE reason IN ('month', 'waived');
