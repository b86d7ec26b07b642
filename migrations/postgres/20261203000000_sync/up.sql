CREATE INDEX visits_worker ON visits (centre_id, worker_id, seq);
CREATE INDEX cases_worker ON cases (centre_id, worker_id, seq);
CREATE INDEX cases_resident ON cases (resident_id);

CREATE TABLE scope_exits (
    id uuid NOT NULL,
    worker_id uuid NOT NULL,
    seq bigint NOT NULL,
    centre_id uuid NOT NULL,
    kind text NOT NULL,
    resident_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (id, worker_id, seq, centre_id)
);
CREATE INDEX scope_exits_worker ON scope_exits (centre_id, worker_id, seq);
CREATE INDEX scope_exits_age ON scope_exits (at);

CREATE TABLE device_reports (
    device_id uuid NOT NULL,
    at timestamptz NOT NULL,
    app_version text NOT NULL,
    unsent_cases integer NOT NULL,
    unsent_files integer NOT NULL,
    unsent_bytes bigint NOT NULL,
    oldest_unsent_at timestamptz,
    free_bytes bigint,
    persisted boolean NOT NULL,
    agent text,
    told_at timestamptz,
    PRIMARY KEY (device_id)
);
ALTER TABLE devices ADD COLUMN last_sync_at timestamptz;
ALTER TABLE tasks ADD COLUMN device_id uuid;
