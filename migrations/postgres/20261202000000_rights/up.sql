CREATE TABLE erasure_requests (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    reason text NOT NULL,
    words bytea,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    due_at timestamptz,
    answer text,
    answer_words bytea,
    answered_at timestamptz,
    answered_by uuid,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX erasure_requests_resident ON erasure_requests (resident_id);

CREATE TABLE erasures (
    resident_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    at timestamptz NOT NULL,
    granted_by uuid NOT NULL,
    reason text NOT NULL,
    counts text NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
);

CREATE INDEX cases_age ON cases (created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX links_expiry ON links (expires_at);
