-- What is left of messages that were removed: which they were, so that they do not come back, and no longer who called.
UPDATE voice_message SET caller = '', name = '' WHERE removed IS NOT NULL;
-- How many messages a mailbox has is counted without those.
CREATE INDEX voice_message_here ON voice_message (account, mailbox) WHERE removed IS NULL;
