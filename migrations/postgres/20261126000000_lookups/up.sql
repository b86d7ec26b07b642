CREATE TABLE lookups (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    seq bigint NOT NULL,
    case_id uuid NOT NULL,
    item text NOT NULL,
    material text NOT NULL,
    purpose text NOT NULL,
    operator_id uuid,
    asked_at timestamptz NOT NULL,
    outcome text NOT NULL,
    reason text,
    source text,
    as_of text,
    digest bytea NOT NULL,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX lookups_case ON lookups (case_id);

CREATE TABLE gateway_secrets (
    name text NOT NULL,
    revision bigint NOT NULL,
    pair bytea,
    held_by uuid,
    held_until timestamptz,
    PRIMARY KEY (name)
);
