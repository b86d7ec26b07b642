ALTER TABLE catalogues ADD COLUMN loaded_by uuid;
ALTER TABLE catalogues ADD COLUMN in_force_at timestamptz;
UPDATE catalogues SET in_force_at = loaded_at;
-- Until now a mark said which one is in force: it stays so.
UPDATE catalogues SET in_force_at = (SELECT max(loaded_at) FROM catalogues) + interval '1 microsecond'
    WHERE version = (SELECT value FROM site WHERE key = 'catalogue');
DELETE FROM site WHERE key = 'catalogue';
ALTER TABLE catalogues ALTER COLUMN in_force_at SET NOT NULL;
CREATE UNIQUE INDEX catalogues_in_force ON catalogues (in_force_at);

CREATE TABLE catalogue_drafts (
    id uuid NOT NULL,
    version integer NOT NULL,
    catalogue text NOT NULL,
    body text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    PRIMARY KEY (id)
);
