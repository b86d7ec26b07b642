DROP INDEX visits_resident;
DROP TABLE case_facts;
