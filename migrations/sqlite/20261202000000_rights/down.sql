DROP INDEX links_expiry;
DROP INDEX sessions_expiry;
DROP INDEX cases_age;
DROP TABLE erasures;
DROP TABLE erasure_requests;
