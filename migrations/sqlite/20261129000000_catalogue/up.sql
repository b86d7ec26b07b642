ALTER TABLE catalogues RENAME TO old_catalogues;
CREATE TABLE catalogues (
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    loaded_at INTEGER NOT NULL,
    loaded_by BLOB,
    in_force_at INTEGER NOT NULL,
    PRIMARY KEY (version)
) STRICT, WITHOUT ROWID;
INSERT INTO catalogues SELECT version, body, loaded_at, NULL, loaded_at FROM old_catalogues;
DROP TABLE old_catalogues;
-- Until now a mark said which one is in force: it stays so.
UPDATE catalogues SET in_force_at = (SELECT max(loaded_at) FROM catalogues) + 1
    WHERE version = (SELECT value FROM site WHERE key = 'catalogue');
DELETE FROM site WHERE key = 'catalogue';
CREATE UNIQUE INDEX catalogues_in_force ON catalogues (in_force_at);

CREATE TABLE catalogue_drafts (
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    catalogue TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    written_by BLOB NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
