ALTER TABLE cases ADD COLUMN outcome text;
ALTER TABLE cases ADD COLUMN issued_at timestamptz;
ALTER TABLE cases ADD COLUMN delivered_at timestamptz;
ALTER TABLE deadlines ADD COLUMN service_at timestamptz;
ALTER TABLE old_deadlines ADD COLUMN service_at timestamptz;
ALTER TABLE evidence ADD COLUMN claimed_by uuid;

CREATE TABLE results (
    case_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    item text NOT NULL,
    number bytea NOT NULL,
    number_index bytea NOT NULL,
    way text NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL,
    PRIMARY KEY (case_id, centre_id)
);
CREATE UNIQUE INDEX results_number ON results (number_index, item, centre_id);

CREATE TABLE custody (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    material text,
    pieces integer NOT NULL,
    holder text NOT NULL,
    holder_id uuid,
    awaited text,
    awaited_id uuid,
    missing boolean NOT NULL,
    since timestamptz NOT NULL,
    due_at timestamptz,
    attempts integer NOT NULL,
    told_late boolean NOT NULL,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX custody_case ON custody (case_id);
CREATE INDEX custody_holder ON custody (centre_id, holder, id);
CREATE INDEX custody_awaited ON custody (centre_id, awaited, id) WHERE awaited IS NOT NULL;
CREATE INDEX custody_due ON custody (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE handovers (
    id uuid NOT NULL,
    seq bigint NOT NULL,
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    material text,
    kind text NOT NULL,
    from_holder text NOT NULL,
    from_id uuid,
    to_holder text NOT NULL,
    to_id uuid,
    at timestamptz NOT NULL,
    device_at timestamptz,
    actor_id uuid NOT NULL,
    receiver text,
    reason text,
    signature_file uuid,
    words bytea,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX handovers_case ON handovers (case_id);
