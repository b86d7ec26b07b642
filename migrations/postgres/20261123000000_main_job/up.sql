CREATE TABLE site (
    key text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (key)
);

CREATE TABLE units (
    id uuid NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX units_parent ON units (parent_id);

CREATE TABLE users (
    id uuid NOT NULL,
    username text NOT NULL,
    name bytea NOT NULL,
    password_hash text NOT NULL,
    failed_attempts integer NOT NULL,
    locked_until timestamptz,
    disabled_at timestamptz,
    password_changed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX users_username ON users (username);

CREATE TABLE grants (
    user_id uuid NOT NULL,
    no integer NOT NULL,
    role text NOT NULL,
    centre_id uuid,
    community_id uuid,
    department text,
    PRIMARY KEY (user_id, no)
);

CREATE TABLE devices (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    name text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (id)
);
CREATE INDEX devices_centre ON devices (centre_id, last_seen);

CREATE TABLE sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    device_id uuid NOT NULL,
    generation integer NOT NULL,
    grants text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    PRIMARY KEY (id)
);
CREATE INDEX sessions_device ON sessions (device_id);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE catalogues (
    version text NOT NULL,
    body text NOT NULL,
    loaded_at timestamptz NOT NULL,
    PRIMARY KEY (version)
);

CREATE TABLE heads (
    centre_id uuid NOT NULL,
    seq bigint NOT NULL,
    case_day integer NOT NULL,
    case_serial integer NOT NULL,
    PRIMARY KEY (centre_id)
);

CREATE TABLE residents (
    centre_id uuid NOT NULL,
    id uuid NOT NULL,
    seq bigint NOT NULL,
    version integer NOT NULL,
    community_id uuid NOT NULL,
    data_key bytea NOT NULL,
    profile bytea NOT NULL,
    id_index bytea NOT NULL,
    name_index bytea NOT NULL,
    phone_index bytea,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX residents_identity ON residents (centre_id, id_index);
CREATE INDEX residents_seq ON residents (centre_id, seq);
CREATE INDEX residents_name ON residents (centre_id, name_index);
CREATE INDEX residents_phone ON residents (centre_id, phone_index);

CREATE TABLE resident_aliases (
    centre_id uuid NOT NULL,
    alias_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (centre_id, alias_id)
);
CREATE INDEX resident_aliases_author ON resident_aliases (created_by, created_at);

CREATE TABLE visits (
    centre_id uuid NOT NULL,
    id uuid NOT NULL,
    seq bigint NOT NULL,
    version integer NOT NULL,
    community_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    planned_for timestamptz NOT NULL,
    items text NOT NULL,
    stage text NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    outcome text,
    next_time text NOT NULL,
    note bytea,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (centre_id, id)
);
CREATE INDEX visits_seq ON visits (centre_id, seq);
CREATE INDEX visits_day ON visits (centre_id, planned_for);

CREATE TABLE cases (
    centre_id uuid NOT NULL,
    id uuid NOT NULL,
    seq bigint NOT NULL,
    version integer NOT NULL,
    community_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    item text NOT NULL,
    catalogue text NOT NULL,
    immediate boolean NOT NULL,
    practice boolean NOT NULL,
    decided_at text NOT NULL,
    department text NOT NULL,
    stage text NOT NULL,
    number text,
    received_at timestamptz,
    accepted_at timestamptz,
    concluded_at timestamptz,
    covers text NOT NULL,
    declared bytea NOT NULL,
    query_code bytea,
    query_failures integer NOT NULL,
    query_locked_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, centre_id)
);
CREATE UNIQUE INDEX cases_number ON cases (number) WHERE number IS NOT NULL;
CREATE INDEX cases_seq ON cases (centre_id, seq);
CREATE INDEX cases_visit ON cases (visit_id);

CREATE TABLE mandates (
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    detail bytea NOT NULL,
    powers text NOT NULL,
    signed_at timestamptz NOT NULL,
    term_days integer NOT NULL,
    kind text NOT NULL,
    signature_file uuid NOT NULL,
    consents text NOT NULL,
    binding bytea NOT NULL,
    PRIMARY KEY (case_id, centre_id)
);

CREATE TABLE evidence (
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    file_id uuid NOT NULL,
    no integer NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    media text NOT NULL,
    purpose text NOT NULL,
    material text,
    state text NOT NULL,
    reason text,
    upload_id uuid,
    PRIMARY KEY (case_id, file_id, centre_id)
);
CREATE INDEX evidence_digest ON evidence (sha256);
CREATE INDEX evidence_upload ON evidence (upload_id) WHERE upload_id IS NOT NULL;

CREATE TABLE case_events (
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    no integer NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    device_at timestamptz,
    actor_id uuid,
    role text,
    reason text,
    note bytea,
    PRIMARY KEY (case_id, no, centre_id)
);
CREATE INDEX case_events_kind ON case_events (kind, at);

CREATE TABLE uploads (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    length bigint,
    offset_bytes bigint NOT NULL,
    digest_state bytea NOT NULL,
    sha256 bytea,
    declared_sha256 bytea,
    metadata bytea,
    segments integer NOT NULL,
    resident_id uuid,
    visit_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    completed_at timestamptz,
    PRIMARY KEY (id)
);
CREATE INDEX uploads_owner ON uploads (owner_id, sha256);
CREATE INDEX uploads_expiry ON uploads (expires_at);

CREATE TABLE segments (
    upload_id uuid NOT NULL,
    no integer NOT NULL,
    object_id uuid NOT NULL,
    size bigint NOT NULL,
    PRIMARY KEY (upload_id, no)
);
CREATE UNIQUE INDEX segments_object ON segments (object_id);

CREATE TABLE jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    centre_id uuid NOT NULL,
    subject uuid NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    leased_until timestamptz,
    last_error text,
    PRIMARY KEY (id)
);
CREATE INDEX jobs_due ON jobs (run_at);

CREATE TABLE replies (
    actor_id uuid NOT NULL,
    write_id uuid NOT NULL,
    body_digest bytea NOT NULL,
    outcome text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (write_id, actor_id)
);
CREATE INDEX replies_age ON replies (at);

CREATE TABLE audit (
    centre_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_id uuid,
    session_id uuid,
    role text,
    act text NOT NULL,
    object_kind text NOT NULL,
    object_id uuid,
    detail text NOT NULL,
    secret bytea,
    hash bytea NOT NULL,
    PRIMARY KEY (centre_id, seq)
);
CREATE INDEX audit_object ON audit (object_id);

CREATE TABLE checkpoints (
    centre_id uuid NOT NULL,
    seq bigint NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (centre_id, seq)
);

CREATE TABLE messages (
    centre_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    recipient bytea NOT NULL,
    text bytea NOT NULL,
    queued_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX messages_case ON messages (case_id);
CREATE INDEX messages_queued ON messages (queued_at);

CREATE TABLE links (
    digest bytea NOT NULL,
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (digest)
);

-- The chain of what belongs to no centre.
INSERT INTO heads (centre_id, seq, case_day, case_serial) VALUES ('00000000-0000-0000-0000-000000000000', 0, 0, 0);
