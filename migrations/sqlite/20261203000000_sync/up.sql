CREATE INDEX visits_worker ON visits (centre_id, worker_id, seq);
CREATE INDEX cases_worker ON cases (centre_id, worker_id, seq);
CREATE INDEX cases_resident ON cases (resident_id);

CREATE TABLE scope_exits (
    id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    centre_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    resident_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id, worker_id, seq, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_exits_worker ON scope_exits (centre_id, worker_id, seq);
CREATE INDEX scope_exits_age ON scope_exits (at);

CREATE TABLE device_reports (
    device_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    app_version TEXT NOT NULL,
    unsent_cases INTEGER NOT NULL,
    unsent_files INTEGER NOT NULL,
    unsent_bytes INTEGER NOT NULL,
    oldest_unsent_at INTEGER,
    free_bytes INTEGER,
    persisted INTEGER NOT NULL,
    agent TEXT,
    told_at INTEGER,
    PRIMARY KEY (device_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE devices ADD COLUMN last_sync_at INTEGER;
ALTER TABLE tasks ADD COLUMN device_id BLOB;
