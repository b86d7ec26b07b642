ALTER TABLE cases ADD COLUMN accepted_by text;
ALTER TABLE cases ADD COLUMN suspended_at timestamptz;
ALTER TABLE cases ADD COLUMN ended_at timestamptz;
UPDATE cases SET accepted_by = 'window' WHERE accepted_at IS NOT NULL;
UPDATE cases SET stage = 'in_review' WHERE stage = 'accepted' AND decided_at = 'department';

CREATE TABLE procedures (
    case_id uuid NOT NULL,
    no integer NOT NULL,
    centre_id uuid NOT NULL,
    kind text NOT NULL,
    legal_basis text NOT NULL,
    until text NOT NULL,
    started_at timestamptz NOT NULL,
    started_by uuid NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    PRIMARY KEY (case_id, no, centre_id)
);

CREATE TABLE calendars (
    version text NOT NULL,
    body text NOT NULL,
    loaded_at timestamptz NOT NULL,
    PRIMARY KEY (version)
);

CREATE TABLE deadlines (
    case_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    calendar text NOT NULL,
    notice_at timestamptz,
    promised_at timestamptz,
    statutory_at timestamptz,
    due_at timestamptz,
    warn_at timestamptz,
    light text NOT NULL,
    provisional boolean NOT NULL,
    missing_year integer,
    PRIMARY KEY (case_id, centre_id)
);
CREATE INDEX deadlines_notice ON deadlines (notice_at) WHERE notice_at IS NOT NULL;
CREATE INDEX deadlines_due ON deadlines (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deadlines_warn ON deadlines (warn_at) WHERE warn_at IS NOT NULL;

CREATE TABLE old_deadlines (
    case_id uuid NOT NULL,
    superseded_at timestamptz NOT NULL,
    centre_id uuid NOT NULL,
    calendar text NOT NULL,
    notice_at timestamptz,
    promised_at timestamptz,
    statutory_at timestamptz,
    PRIMARY KEY (case_id, superseded_at, centre_id)
);

CREATE TABLE tasks (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    kind text NOT NULL,
    case_id uuid,
    opened_at timestamptz NOT NULL,
    done_at timestamptz,
    done_by uuid,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX tasks_open ON tasks (centre_id, id) WHERE done_at IS NULL;
CREATE INDEX tasks_case ON tasks (case_id);
