-- The month of a client that could not be charged, through no fault of the client's, is tried again at this time.
ALTER TABLE tenure ADD COLUMN resale_put_off BIGINT;

-- Numbers that left the shelf because their supplier lists them no longer, or has them back, and since when. What is
-- blocked for another reason is none of them.
CREATE TABLE withdrawn (
    did BIGINT NOT NULL PRIMARY KEY,
    at  BIGINT NOT NULL
) /* clustered */;
