-- Links to what a message shows beside its text, as a JSON list; '' for none. Like the text they can go
-- while the row stays.
ALTER TABLE message ADD COLUMN media TEXT NOT NULL DEFAULT '';

-- A hook of a role stands in no list and is told no events, but what all numbers of its account share: the
-- page that messages are handed to where a number names none of its own, and the one that hears what became
-- of messages that were sent. "form" is how they are handed over; NULL is by GET.
ALTER TABLE hook ADD COLUMN role TEXT CHECK (role IN ('messages', 'receipts'));
ALTER TABLE hook ADD COLUMN form TEXT;
CREATE UNIQUE INDEX hook_role ON hook (account, role) WHERE role IS NOT NULL AND ended IS NULL;
