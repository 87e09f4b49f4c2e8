-- Messages that callers left in mailboxes. Switch and call are the name of a message, so that one that comes
-- again is known; "num" counts the messages of a mailbox. A message that was removed keeps its row, so that
-- it does not come back, and loses its sound, which has a table of its own: what is done with a message does
-- not write megabytes again. Both databases keep the sound in Base64, as recordings have it.
CREATE TABLE voice_message (
    id       BIGINT NOT NULL PRIMARY KEY,
    account  BIGINT NOT NULL REFERENCES account (id),
    mailbox  BIGINT NOT NULL,
    num      BIGINT NOT NULL,
    switch   TEXT   NOT NULL,
    call     TEXT   NOT NULL,
    did      BIGINT NOT NULL,
    caller   TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    seconds  BIGINT NOT NULL CHECK (seconds >= 0),
    digest   TEXT   NOT NULL,
    format   TEXT   NOT NULL,
    bytes    BIGINT NOT NULL CHECK (bytes > 0),
    folder   TEXT   NOT NULL,
    urgent   BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    listened BIGINT NOT NULL CHECK (listened IN (0, 1)),
    removed  BIGINT,
    UNIQUE (switch, call),
    UNIQUE (account, mailbox, num)
);

CREATE TABLE voice_sound (
    message BIGINT NOT NULL,
    account BIGINT NOT NULL,
    bytes   BIGINT NOT NULL CHECK (bytes > 0),
    data    TEXT   NOT NULL,
    PRIMARY KEY (message)
);
CREATE INDEX voice_sound_account ON voice_sound (account, bytes);
