-- Text messages. What one number sends to another is two rows, one for each side, each of the tenure
-- during which it came: whoever has the number next sees neither. The text can go while the row and
-- its charge stay. "serial" counts the messages of an account; "pair" is the other side's row, if
-- that is here too; "forwards" is the message that this one passes on.
CREATE TABLE message (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   BIGINT NOT NULL REFERENCES account (id),
    serial    BIGINT NOT NULL,
    owner     BIGINT NOT NULL,
    tenure    BIGINT NOT NULL REFERENCES tenure (id),
    did       BIGINT NOT NULL,
    contact   BIGINT NOT NULL,
    direction TEXT   NOT NULL CHECK (direction IN ('sent', 'received')),
    state     TEXT   NOT NULL CHECK (state IN ('accepted', 'delivered', 'failed')),
    why       TEXT,
    at        BIGINT NOT NULL,
    text      TEXT   NOT NULL,
    segments  BIGINT NOT NULL CHECK (segments > 0),
    charged   BIGINT NOT NULL CHECK (charged >= 0),
    posting   BIGINT,
    pair      BIGINT,
    forwards  BIGINT,
    removed   BIGINT,
    UNIQUE (account, serial),
    CHECK ((state = 'failed') = (why IS NOT NULL)),
    CHECK ((charged > 0) = (posting IS NOT NULL)),
    CHECK (removed IS NULL OR text = '')
);
CREATE INDEX message_time ON message (account, at, id);
CREATE INDEX message_number ON message (account, did, at, id);
CREATE INDEX message_contact ON message (account, contact, at, id);
CREATE INDEX message_sent ON message (account, at) WHERE direction = 'sent' AND forwards IS NULL;
CREATE UNIQUE INDEX message_posting ON message (posting) WHERE posting IS NOT NULL;

-- Who does not want to be written to by a number, for as long as its owner has it.
CREATE TABLE message_stop (
    tenure  BIGINT NOT NULL,
    contact BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (tenure, contact)
) /* clustered */;

-- The page that is called when a message arrives at a number is a hook of that number's. It is told
-- of messages alone, in another form than other hooks, and stands in no list of them.
ALTER TABLE hook ADD COLUMN did BIGINT;
CREATE UNIQUE INDEX hook_number ON hook (account, did) WHERE did IS NOT NULL AND ended IS NULL;
