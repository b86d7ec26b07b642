DELETE FROM tasks WHERE kind = 'device_unsent';
ALTER TABLE tasks DROP COLUMN device_id;
ALTER TABLE devices DROP COLUMN last_sync_at;
DROP TABLE device_reports;
DROP TABLE scope_exits;
DROP INDEX cases_resident;
DROP INDEX cases_worker;
DROP INDEX visits_worker;
