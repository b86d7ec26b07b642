ALTER TABLE cases ADD COLUMN accepted_by TEXT;
ALTER TABLE cases ADD COLUMN suspended_at INTEGER;
ALTER TABLE cases ADD COLUMN ended_at INTEGER;
UPDATE cases SET accepted_by = 'window' WHERE accepted_at IS NOT NULL;
UPDATE cases SET stage = 'in_review' WHERE stage = 'accepted' AND decided_at = 'department';

CREATE TABLE procedures (
    case_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    centre_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    until TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    started_by BLOB NOT NULL,
    ended_at INTEGER,
    ended_by BLOB,
    PRIMARY KEY (case_id, no, centre_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    loaded_at INTEGER NOT NULL,
    PRIMARY KEY (version)
) STRICT, WITHOUT ROWID;

CREATE TABLE deadlines (
    case_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    calendar TEXT NOT NULL,
    notice_at INTEGER,
    promised_at INTEGER,
    statutory_at INTEGER,
    due_at INTEGER,
    warn_at INTEGER,
    light TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    missing_year INTEGER,
    PRIMARY KEY (case_id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deadlines_notice ON deadlines (notice_at) WHERE notice_at IS NOT NULL;
CREATE INDEX deadlines_due ON deadlines (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deadlines_warn ON deadlines (warn_at) WHERE warn_at IS NOT NULL;

CREATE TABLE old_deadlines (
    case_id BLOB NOT NULL,
    superseded_at INTEGER NOT NULL,
    centre_id BLOB NOT NULL,
    calendar TEXT NOT NULL,
    notice_at INTEGER,
    promised_at INTEGER,
    statutory_at INTEGER,
    PRIMARY KEY (case_id, superseded_at, centre_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    case_id BLOB,
    opened_at INTEGER NOT NULL,
    done_at INTEGER,
    done_by BLOB,
    PRIMARY KEY (id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_open ON tasks (centre_id, id) WHERE done_at IS NULL;
CREATE INDEX tasks_case ON tasks (case_id);
