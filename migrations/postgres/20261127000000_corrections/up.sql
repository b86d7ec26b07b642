CREATE TABLE correction_notices (
    case_id uuid NOT NULL,
    no integer NOT NULL,
    centre_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL,
    defects text NOT NULL,
    words bytea NOT NULL,
    answered_at timestamptz,
    PRIMARY KEY (case_id, no, centre_id)
);
