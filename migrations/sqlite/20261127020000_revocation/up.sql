ALTER TABLE mandates ADD COLUMN revoked_at INTEGER;
