ALTER TABLE mandates DROP COLUMN revoked_at;
