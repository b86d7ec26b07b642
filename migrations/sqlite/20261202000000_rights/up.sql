CREATE TABLE erasure_requests (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    words BLOB,
    asked_at INTEGER NOT NULL,
    asked_by BLOB NOT NULL,
    due_at INTEGER,
    answer TEXT,
    answer_words BLOB,
    answered_at INTEGER,
    answered_by BLOB,
    PRIMARY KEY (id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_requests_resident ON erasure_requests (resident_id);

CREATE TABLE erasures (
    resident_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    granted_by BLOB NOT NULL,
    reason TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cases_age ON cases (created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX links_expiry ON links (expires_at);
