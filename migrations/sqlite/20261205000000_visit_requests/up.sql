CREATE TABLE visit_requests (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    community_id BLOB NOT NULL,
    source TEXT NOT NULL,
    resident_id BLOB,
    items TEXT NOT NULL,
    wished_day TEXT,
    wished_half TEXT,
    words BLOB,
    after_visit_id BLOB,
    asked_at INTEGER NOT NULL,
    asked_by BLOB,
    state TEXT NOT NULL,
    visit_id BLOB,
    reason TEXT,
    answer_words BLOB,
    answered_at INTEGER,
    answered_by BLOB,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE INDEX visit_requests_state ON visit_requests (centre_id, state, id);
CREATE INDEX visit_requests_resident ON visit_requests (resident_id);

CREATE TABLE home_places (
    resident_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    place BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX home_places_age ON home_places (at);

ALTER TABLE visits ADD COLUMN day_order INTEGER;
ALTER TABLE resident_aliases ADD COLUMN community_id BLOB;
