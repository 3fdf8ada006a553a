-- The append-only log. Days are ordinals (0001-01-01 is 1), instants microseconds since 1970 in UTC.
CREATE TABLE log (
    position       INTEGER PRIMARY KEY,
    first          INTEGER NOT NULL, -- with last the positions of the append that it came in
    last           INTEGER NOT NULL,
    id             TEXT NOT NULL UNIQUE,
    subject        TEXT NOT NULL,
    version        INTEGER NOT NULL,
    type           TEXT NOT NULL,
    recorded_at    INTEGER NOT NULL,
    earliest       INTEGER,
    latest         INTEGER,
    published      INTEGER NOT NULL,
    target         TEXT,
    defaults       BLOB NOT NULL,
    digest         BLOB NOT NULL,
    leaf_hash      BLOB NOT NULL -- over the digest of salt and payload, which is not kept apart from them
) STRICT;

CREATE INDEX log_target ON log (target) WHERE target IS NOT NULL;

-- Apart from the log, so that one payload can be removed while every hash of the log holds.
CREATE TABLE payloads (
    position INTEGER PRIMARY KEY,
    salted   BLOB NOT NULL -- 16 bytes of salt and the payload: what is hashed
) STRICT;

-- What an event can be found by is derived from the log and kept up behind it, in order: up to this position so far.
CREATE TABLE indexed (
    position INTEGER NOT NULL
) STRICT;
INSERT INTO indexed VALUES (0);

CREATE TABLE kinds (
    type     TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (type, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
    subject  TEXT NOT NULL,
    position INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    PRIMARY KEY (subject, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    actor    TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (actor, position)
) STRICT, WITHOUT ROWID;

-- An index without texts. The words come ready from words.py, parted by blanks; 'ascii' takes every other character for
-- part of a word, so that the index has exactly those words and answers as every other back end does.
CREATE VIRTUAL TABLE texts USING fts5 (words, content = '', columnsize = 0, tokenize = 'ascii');

CREATE TRIGGER log_is_never_updated BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER payloads_are_never_updated BEFORE UPDATE ON payloads
BEGIN SELECT raise(ABORT, 'payloads are append-only'); END;

CREATE TRIGGER payloads_are_never_deleted BEFORE DELETE ON payloads
BEGIN SELECT raise(ABORT, 'payloads are append-only'); END;
