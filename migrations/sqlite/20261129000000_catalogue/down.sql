DROP TABLE catalogue_drafts;
-- The mark can only name one that is in force already.
INSERT INTO site (key, value)
    SELECT 'catalogue', version FROM catalogues WHERE in_force_at <= unixepoch() * 1000000
    ORDER BY in_force_at DESC LIMIT 1;
DROP INDEX catalogues_in_force;
ALTER TABLE catalogues DROP COLUMN in_force_at;
ALTER TABLE catalogues DROP COLUMN loaded_by;
