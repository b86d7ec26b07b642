CREATE TABLE site (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (key)
) STRICT, WITHOUT ROWID;

CREATE TABLE units (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    parent_id BLOB,
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX units_parent ON units (parent_id);

CREATE TABLE users (
    id BLOB NOT NULL,
    username TEXT NOT NULL,
    name BLOB NOT NULL,
    password_hash TEXT NOT NULL,
    failed_attempts INTEGER NOT NULL,
    locked_until INTEGER,
    disabled_at INTEGER,
    password_changed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_username ON users (username);

CREATE TABLE grants (
    user_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    role TEXT NOT NULL,
    centre_id BLOB,
    community_id BLOB,
    department TEXT,
    PRIMARY KEY (user_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    name TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_centre ON devices (centre_id, last_seen);

CREATE TABLE sessions (
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    generation INTEGER NOT NULL,
    grants TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_device ON sessions (device_id);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE catalogues (
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    loaded_at INTEGER NOT NULL,
    PRIMARY KEY (version)
) STRICT, WITHOUT ROWID;

CREATE TABLE heads (
    centre_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    case_day INTEGER NOT NULL,
    case_serial INTEGER NOT NULL,
    PRIMARY KEY (centre_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE residents (
    centre_id BLOB NOT NULL,
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    community_id BLOB NOT NULL,
    data_key BLOB NOT NULL,
    profile BLOB NOT NULL,
    id_index BLOB NOT NULL,
    name_index BLOB NOT NULL,
    phone_index BLOB,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre_id, id)
) STRICT;
CREATE UNIQUE INDEX residents_identity ON residents (centre_id, id_index);
CREATE INDEX residents_seq ON residents (centre_id, seq);
CREATE INDEX residents_name ON residents (centre_id, name_index);
CREATE INDEX residents_phone ON residents (centre_id, phone_index);

CREATE TABLE resident_aliases (
    centre_id BLOB NOT NULL,
    alias_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre_id, alias_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resident_aliases_author ON resident_aliases (created_by, created_at);

CREATE TABLE visits (
    centre_id BLOB NOT NULL,
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    community_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    planned_for INTEGER NOT NULL,
    items TEXT NOT NULL,
    stage TEXT NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    outcome TEXT,
    next_time TEXT NOT NULL,
    note BLOB,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre_id, id)
) STRICT;
CREATE INDEX visits_seq ON visits (centre_id, seq);
CREATE INDEX visits_day ON visits (centre_id, planned_for);

CREATE TABLE cases (
    centre_id BLOB NOT NULL,
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    community_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    visit_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    item TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    immediate INTEGER NOT NULL,
    practice INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    department TEXT NOT NULL,
    stage TEXT NOT NULL,
    number TEXT,
    received_at INTEGER,
    accepted_at INTEGER,
    concluded_at INTEGER,
    covers TEXT NOT NULL,
    declared BLOB NOT NULL,
    query_code BLOB,
    query_failures INTEGER NOT NULL,
    query_locked_until INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE UNIQUE INDEX cases_number ON cases (number) WHERE number IS NOT NULL;
CREATE INDEX cases_seq ON cases (centre_id, seq);
CREATE INDEX cases_visit ON cases (visit_id);

CREATE TABLE mandates (
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    detail BLOB NOT NULL,
    powers TEXT NOT NULL,
    signed_at INTEGER NOT NULL,
    term_days INTEGER NOT NULL,
    kind TEXT NOT NULL,
    signature_file BLOB NOT NULL,
    consents TEXT NOT NULL,
    binding BLOB NOT NULL,
    PRIMARY KEY (case_id, centre_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    file_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    media TEXT NOT NULL,
    purpose TEXT NOT NULL,
    material TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    upload_id BLOB,
    PRIMARY KEY (case_id, file_id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_digest ON evidence (sha256);
CREATE INDEX evidence_upload ON evidence (upload_id) WHERE upload_id IS NOT NULL;

CREATE TABLE case_events (
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    device_at INTEGER,
    actor_id BLOB,
    role TEXT,
    reason TEXT,
    note BLOB,
    PRIMARY KEY (case_id, no, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_events_kind ON case_events (kind, at);

CREATE TABLE uploads (
    id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    length INTEGER,
    offset_bytes INTEGER NOT NULL,
    digest_state BLOB NOT NULL,
    sha256 BLOB,
    declared_sha256 BLOB,
    metadata BLOB,
    segments INTEGER NOT NULL,
    resident_id BLOB,
    visit_id BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    completed_at INTEGER,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX uploads_owner ON uploads (owner_id, sha256);
CREATE INDEX uploads_expiry ON uploads (expires_at);

CREATE TABLE segments (
    upload_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    object_id BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (upload_id, no)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX segments_object ON segments (object_id);

CREATE TABLE jobs (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    centre_id BLOB NOT NULL,
    subject BLOB NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until INTEGER,
    last_error TEXT,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_due ON jobs (run_at);

CREATE TABLE replies (
    actor_id BLOB NOT NULL,
    write_id BLOB NOT NULL,
    body_digest BLOB NOT NULL,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (write_id, actor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_age ON replies (at);

CREATE TABLE audit (
    centre_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id BLOB,
    session_id BLOB,
    role TEXT,
    act TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id BLOB,
    detail TEXT NOT NULL,
    secret BLOB,
    hash BLOB NOT NULL,
    PRIMARY KEY (centre_id, seq)
) STRICT;
CREATE INDEX audit_object ON audit (object_id);

CREATE TABLE checkpoints (
    centre_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (centre_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    centre_id BLOB NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    resident_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    recipient BLOB NOT NULL,
    text BLOB NOT NULL,
    queued_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE INDEX messages_case ON messages (case_id);
CREATE INDEX messages_queued ON messages (queued_at);

CREATE TABLE links (
    digest BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (digest)
) STRICT, WITHOUT ROWID;

-- The chain of what belongs to no centre.
INSERT INTO heads (centre_id, seq, case_day, case_serial) VALUES (X'00000000000000000000000000000000', 0, 0, 0);
