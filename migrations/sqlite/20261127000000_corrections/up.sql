CREATE TABLE correction_notices (
    case_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    centre_id BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by BLOB NOT NULL,
    defects TEXT NOT NULL,
    words BLOB NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (case_id, no, centre_id)
) STRICT, WITHOUT ROWID;
