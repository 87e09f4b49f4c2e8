-- Calls are looked for by number, by caller, and for want of somebody who had the number.

CREATE INDEX call_record_did ON call_record (did, started, id);
CREATE INDEX call_record_other ON call_record (other, started, id);
CREATE INDEX call_record_nobody ON call_record (started, id) WHERE account IS NULL;
