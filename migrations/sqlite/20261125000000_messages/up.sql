ALTER TABLE messages ADD COLUMN number_index BLOB;
ALTER TABLE messages ADD COLUMN template TEXT;
ALTER TABLE messages ADD COLUMN place INTEGER;
ALTER TABLE messages ADD COLUMN tries INTEGER;
ALTER TABLE messages ADD COLUMN first_try_at INTEGER;
ALTER TABLE messages ADD COLUMN reported_at INTEGER;
ALTER TABLE messages ADD COLUMN failure TEXT;
CREATE INDEX messages_number ON messages (number_index, queued_at) WHERE number_index IS NOT NULL;
CREATE INDEX messages_unreported ON messages (done_at) WHERE state = 'accepted';

ALTER TABLE tasks ADD COLUMN due_at INTEGER;

CREATE TABLE refusals (
    resident_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    number_index BLOB NOT NULL,
    purpose TEXT NOT NULL,
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (resident_id, centre_id, number_index, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE ratings (
    case_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    source TEXT NOT NULL,
    words BLOB,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, centre_id)
) STRICT;

CREATE TABLE deaths (
    resident_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    source TEXT NOT NULL,
    words BLOB,
    noted_at INTEGER NOT NULL,
    noted_by BLOB NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
) STRICT;
