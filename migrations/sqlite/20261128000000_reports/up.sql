-- Read by spans of days: the key begins with the receipt. What was received earlier and ended within a span is found by
-- its end.
CREATE TABLE case_facts (
    received_at INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    community_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    item TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    deemed INTEGER NOT NULL,
    over_at INTEGER,
    verdict TEXT,
    zero_trip INTEGER,
    visits INTEGER,
    minutes INTEGER,
    working_days INTEGER,
    promise_kept INTEGER,
    corrections INTEGER,
    spared INTEGER,
    queued INTEGER,
    handed_over INTEGER,
    delivered INTEGER,
    failed INTEGER,
    rating INTEGER,
    PRIMARY KEY (received_at, case_id, centre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_facts_case ON case_facts (case_id);
CREATE INDEX case_facts_over ON case_facts (over_at, received_at, case_id) WHERE over_at IS NOT NULL;

CREATE INDEX visits_resident ON visits (resident_id);
