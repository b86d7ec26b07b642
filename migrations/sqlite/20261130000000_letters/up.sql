CREATE TABLE letters (
    id BLOB NOT NULL,
    centre_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    facts BLOB NOT NULL,
    called_at INTEGER NOT NULL,
    template TEXT,
    printed_at INTEGER,
    object_id BLOB,
    sha256 BLOB,
    size INTEGER,
    failure TEXT,
    reprints INTEGER NOT NULL,
    PRIMARY KEY (id, centre_id)
) STRICT;
CREATE UNIQUE INDEX letters_case ON letters (case_id, no, centre_id);
CREATE UNIQUE INDEX letters_object ON letters (object_id) WHERE object_id IS NOT NULL;
