CREATE TABLE visit_requests (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    version integer NOT NULL,
    community_id uuid NOT NULL,
    source text NOT NULL,
    resident_id uuid,
    items text NOT NULL,
    wished_day text,
    wished_half text,
    words bytea,
    after_visit_id uuid,
    asked_at timestamptz NOT NULL,
    asked_by uuid,
    state text NOT NULL,
    visit_id uuid,
    reason text,
    answer_words bytea,
    answered_at timestamptz,
    answered_by uuid,
    PRIMARY KEY (id, centre_id)
);
CREATE INDEX visit_requests_state ON visit_requests (centre_id, state, id);
CREATE INDEX visit_requests_resident ON visit_requests (resident_id);

CREATE TABLE home_places (
    resident_id uuid NOT NULL,
    centre_id uuid NOT NULL,
    place bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (resident_id, centre_id)
);
CREATE INDEX home_places_age ON home_places (at);

ALTER TABLE visits ADD COLUMN day_order integer;
ALTER TABLE resident_aliases ADD COLUMN community_id uuid;
