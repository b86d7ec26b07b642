-- Read by spans of days: the key begins with the receipt. What was received earlier and ended within a span is found by
-- its end.
CREATE TABLE case_facts (
    received_at timestamptz NOT NULL,
    case_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    community_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    item text NOT NULL,
    catalogue text NOT NULL,
    deemed boolean NOT NULL,
    over_at timestamptz,
    verdict text,
    zero_trip boolean,
    visits integer,
    minutes integer,
    working_days integer,
    promise_kept boolean,
    corrections integer,
    spared integer,
    queued integer,
    handed_over integer,
    delivered integer,
    failed integer,
    rating integer,
    PRIMARY KEY (received_at, case_id, centre_id)
);
CREATE INDEX case_facts_case ON case_facts (case_id);
CREATE INDEX case_facts_over ON case_facts (over_at, received_at, case_id) WHERE over_at IS NOT NULL;

CREATE INDEX visits_resident ON visits (resident_id);
