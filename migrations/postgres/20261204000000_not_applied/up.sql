CREATE TABLE not_applied (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    seq bigint NOT NULL,
    worker_id uuid NOT NULL,
    write_id uuid NOT NULL,
    device_id uuid NOT NULL,
    operation text NOT NULL,
    object_id uuid NOT NULL,
    case_id uuid,
    visit_id uuid,
    resident_id uuid,
    base_version integer,
    current_version integer,
    code text NOT NULL,
    body bytea NOT NULL,
    refused_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid,
    how text,
    note bytea,
    told_at timestamptz,
    PRIMARY KEY (id, centre_id)
);
CREATE UNIQUE INDEX not_applied_write ON not_applied (worker_id, write_id);
CREATE INDEX not_applied_worker ON not_applied (centre_id, worker_id, seq);
CREATE INDEX not_applied_case ON not_applied (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX not_applied_resident ON not_applied (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX not_applied_standing ON not_applied (centre_id, id) WHERE settled_at IS NULL;
CREATE INDEX not_applied_untold ON not_applied (refused_at) WHERE told_at IS NULL;
CREATE INDEX not_applied_settled ON not_applied (settled_at) WHERE settled_at IS NOT NULL;
