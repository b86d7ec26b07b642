DROP TABLE tasks;
DROP TABLE old_deadlines;
DROP TABLE deadlines;
DROP TABLE calendars;
DROP TABLE procedures;
UPDATE cases SET stage = 'accepted' WHERE stage = 'in_review';
ALTER TABLE cases DROP COLUMN ended_at;
ALTER TABLE cases DROP COLUMN suspended_at;
ALTER TABLE cases DROP COLUMN accepted_by;
