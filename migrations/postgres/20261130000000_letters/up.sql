CREATE TABLE letters (
    id uuid NOT NULL,
    centre_id uuid NOT NULL,
    case_id uuid NOT NULL,
    no integer NOT NULL,
    kind text NOT NULL,
    facts bytea NOT NULL,
    called_at timestamptz NOT NULL,
    template text,
    printed_at timestamptz,
    object_id uuid,
    sha256 bytea,
    size bigint,
    failure text,
    reprints integer NOT NULL,
    PRIMARY KEY (id, centre_id)
);
CREATE UNIQUE INDEX letters_case ON letters (case_id, no, centre_id);
CREATE UNIQUE INDEX letters_object ON letters (object_id) WHERE object_id IS NOT NULL;
