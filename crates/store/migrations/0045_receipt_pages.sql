-- A number's own page that hears what became of the messages that it sent is a hook, too: of a sender. Like that of
-- a role it stands in no list and is told no events.
ALTER TABLE hook ADD COLUMN sender BIGINT;
CREATE UNIQUE INDEX hook_sender ON hook (account, sender) WHERE sender IS NOT NULL AND ended IS NULL;
