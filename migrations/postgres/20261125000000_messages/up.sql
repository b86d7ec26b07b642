ALTER TABLE messages ADD COLUMN number_index bytea;
ALTER TABLE messages ADD COLUMN template text;
ALTER TABLE messages ADD COLUMN place integer;
ALTER TABLE messages ADD COLUMN tries integer;
ALTER TABLE messages ADD COLUMN first_try_at timestamptz;
ALTER TABLE messages ADD COLUMN reported_at timestamptz;
ALTER TABLE messages ADD COLUMN failure text;
CREATE INDEX messages_number ON messages (number_index, queued_at) WHERE number_index IS NOT NULL;
CREATE INDEX messages_unreported ON messages (done_at) WHERE state = 'accepted';

ALTER TABLE tasks ADD COLUMN due_at timestamptz;

CREATE TABLE refusals (
    resident_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    number_index bytea NOT NULL,
    purpose text NOT NULL,
    how text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (resident_id, centre_id, number_index, purpose)
);

CREATE TABLE ratings (
    case_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    level integer NOT NULL,
    source text NOT NULL,
    words bytea,
    at timestamptz NOT NULL,
    PRIMARY KEY (case_id, centre_id)
);

CREATE TABLE deaths (
    resident_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    source text NOT NULL,
    words bytea,
    noted_at timestamptz NOT NULL,
    noted_by uuid NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
);
