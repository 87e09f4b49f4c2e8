-- What somebody outside answered when a number was looked up that no loaded row holds: which carrier has it
-- ("carrier"), how its owner is called ("name"). "doc" is NULL where nothing was known there. An answer is asked for
-- anew when it is old, and forgotten when it is too old.
CREATE TABLE lookup_answer (
    did  BIGINT NOT NULL,
    what TEXT   NOT NULL CHECK (what IN ('carrier', 'name')),
    at   BIGINT NOT NULL,
    doc  TEXT,
    PRIMARY KEY (did, what)
) /* clustered */;
CREATE INDEX lookup_answer_at ON lookup_answer (at);
