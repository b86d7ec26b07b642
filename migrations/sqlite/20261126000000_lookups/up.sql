CREATE TABLE lookups (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    item TEXT NOT NULL,
    material TEXT NOT NULL,
    purpose TEXT NOT NULL,
    operator_id BLOB,
    asked_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    source TEXT,
    as_of TEXT,
    digest BLOB NOT NULL,
    PRIMARY KEY (id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookups_case ON lookups (case_id);

CREATE TABLE gateway_secrets (
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    pair BLOB,
    held_by BLOB,
    held_until INTEGER,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
