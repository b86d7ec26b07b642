ALTER TABLE resident_aliases DROP COLUMN community_id;
ALTER TABLE visits DROP COLUMN day_order;
DROP TABLE home_places;
DROP TABLE visit_requests;
