-- Which client of a reseller's had which number when, and which purchases failed for a reason that lay not
-- with the number.

-- What the reseller is charged for a number is counted to the client who has it meanwhile. Who had one
-- before this was kept is not known.
CREATE TABLE client_term (
    id     BIGINT NOT NULL PRIMARY KEY,
    tenure BIGINT NOT NULL REFERENCES tenure (id),
    did    BIGINT NOT NULL,
    client BIGINT NOT NULL REFERENCES account (id),
    began  BIGINT NOT NULL,
    ended  BIGINT,
    CHECK (ended IS NULL OR ended >= began)
);
CREATE INDEX client_term_of ON client_term (client, did);
CREATE INDEX client_term_open ON client_term (tenure) WHERE ended IS NULL;

INSERT INTO client_term (id, tenure, did, client, began, ended)
SELECT id, id, did, owner, resale_since, NULL FROM tenure
WHERE ended IS NULL AND resale_next IS NOT NULL AND owner <> payer;

ALTER TABLE supply ADD COLUMN declined BIGINT NOT NULL DEFAULT 0;
