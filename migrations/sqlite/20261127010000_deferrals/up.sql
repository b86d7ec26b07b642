CREATE TABLE deferrals (
    case_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    materials TEXT NOT NULL,
    since INTEGER NOT NULL,
    half_at INTEGER,
    last_day_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    told TEXT NOT NULL,
    over_at INTEGER,
    next_at INTEGER,
    PRIMARY KEY (case_id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deferrals_next ON deferrals (next_at) WHERE next_at IS NOT NULL;
