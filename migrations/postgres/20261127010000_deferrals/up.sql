CREATE TABLE deferrals (
    case_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    materials text NOT NULL,
    since timestamptz NOT NULL,
    half_at timestamptz,
    last_day_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    told text NOT NULL,
    over_at timestamptz,
    next_at timestamptz,
    PRIMARY KEY (case_id, centre_id)
);
CREATE INDEX deferrals_next ON deferrals (next_at) WHERE next_at IS NOT NULL;
