ALTER TABLE cases ADD COLUMN outcome TEXT;
ALTER TABLE cases ADD COLUMN issued_at INTEGER;
ALTER TABLE cases ADD COLUMN delivered_at INTEGER;
ALTER TABLE deadlines ADD COLUMN service_at INTEGER;
ALTER TABLE old_deadlines ADD COLUMN service_at INTEGER;
ALTER TABLE evidence ADD COLUMN claimed_by BLOB;

CREATE TABLE results (
    case_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    item TEXT NOT NULL,
    number BLOB NOT NULL,
    number_index BLOB NOT NULL,
    way TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by BLOB NOT NULL,
    PRIMARY KEY (case_id, centre_id)
) STRICT;
CREATE UNIQUE INDEX results_number ON results (number_index, item, centre_id);

CREATE TABLE custody (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    material TEXT,
    pieces INTEGER NOT NULL,
    holder TEXT NOT NULL,
    holder_id BLOB,
    awaited TEXT,
    awaited_id BLOB,
    missing INTEGER NOT NULL,
    since INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL,
    told_late INTEGER NOT NULL,
    PRIMARY KEY (id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX custody_case ON custody (case_id);
CREATE INDEX custody_holder ON custody (centre_id, holder, id);
CREATE INDEX custody_awaited ON custody (centre_id, awaited, id) WHERE awaited IS NOT NULL;
CREATE INDEX custody_due ON custody (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE handovers (
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    material TEXT,
    kind TEXT NOT NULL,
    from_holder TEXT NOT NULL,
    from_id BLOB,
    to_holder TEXT NOT NULL,
    to_id BLOB,
    at INTEGER NOT NULL,
    device_at INTEGER,
    actor_id BLOB NOT NULL,
    receiver TEXT,
    reason TEXT,
    signature_file BLOB,
    words BLOB,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE INDEX handovers_case ON handovers (case_id);
