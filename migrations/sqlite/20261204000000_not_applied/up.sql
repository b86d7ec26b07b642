CREATE TABLE not_applied (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    worker_id BLOB NOT NULL,
    write_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    operation TEXT NOT NULL,
    object_id BLOB NOT NULL,
    case_id BLOB,
    visit_id BLOB,
    resident_id BLOB,
    base_version INTEGER,
    current_version INTEGER,
    code TEXT NOT NULL,
    body BLOB NOT NULL,
    refused_at INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by BLOB,
    how TEXT,
    note BLOB,
    told_at INTEGER,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE UNIQUE INDEX not_applied_write ON not_applied (worker_id, write_id);
CREATE INDEX not_applied_worker ON not_applied (centre_id, worker_id, seq);
CREATE INDEX not_applied_case ON not_applied (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX not_applied_resident ON not_applied (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX not_applied_standing ON not_applied (centre_id, id) WHERE settled_at IS NULL;
CREATE INDEX not_applied_untold ON not_applied (refused_at) WHERE told_at IS NULL;
CREATE INDEX not_applied_settled ON not_applied (settled_at) WHERE settled_at IS NOT NULL;
