-- A number that a reseller has connected to a client: since when, the first instant that the client
-- has not been charged for, and the day of the month on which it is. The prices are the reseller's own
-- and stand with the settings of the number.
ALTER TABLE tenure ADD COLUMN resale_since BIGINT;
ALTER TABLE tenure ADD COLUMN resale_next BIGINT;
ALTER TABLE tenure ADD COLUMN resale_anchor BIGINT;
CREATE INDEX tenure_resale_due ON tenure (resale_next) WHERE ended IS NULL AND resale_next IS NOT NULL;
