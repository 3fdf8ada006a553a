-- Kept rows of views: rectangles of days and positions. Everything here can be made anew from the log.
-- Beside a set lies one with its number below zero: how its rows read as published by a day, which stands there for the position.
CREATE TABLE row_sets (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again
    view       TEXT NOT NULL,
    version    INTEGER NOT NULL, -- of the view's code
    position   INTEGER NOT NULL, -- the last position that the rows reflect
    state      TEXT NOT NULL CHECK (state IN ('building', 'live', 'dropped')),
    generation INTEGER NOT NULL DEFAULT 0 -- greater than that of all sets that answered before
) STRICT;
CREATE UNIQUE INDEX row_sets_live ON row_sets (view) WHERE state = 'live'; -- the one that answers
CREATE VIEW generation AS SELECT max(generation) AS number FROM row_sets WHERE state = 'live';

-- How far sets are that are built subject by subject, as long as they are.
CREATE TABLE row_builds (
    set_id   INTEGER PRIMARY KEY,
    until    INTEGER NOT NULL,            -- the position that the rows reflect when all subjects are built
    subject  TEXT    NOT NULL DEFAULT '', -- the last one that is
    within   INTEGER NOT NULL DEFAULT 0,  -- up to which position the next one is, 0 where it is not begun
    events   INTEGER NOT NULL DEFAULT 0   -- how many the rows reflect
) STRICT;

-- A row is believed from pos_from on and no longer at pos_to; both are ends of appends. An absent day is no bound. Its days and what it
-- is found by stay as they are; what it says may change meanwhile.
CREATE TABLE rows (
    id           INTEGER PRIMARY KEY,
    set_id       INTEGER NOT NULL,
    key          TEXT NOT NULL,
    subject      TEXT NOT NULL,    -- whose facts make it
    day_from     INTEGER,
    day_to       INTEGER,
    every        INTEGER NOT NULL, -- 1 for the row of its key that stands for every day
    pos_from     INTEGER NOT NULL,
    pos_to       INTEGER NOT NULL, -- 9223372036854775807 while believed
    published_to INTEGER NOT NULL  -- a day until which something was published by which it is believed no longer
) STRICT;
CREATE INDEX rows_key ON rows (set_id, key);
CREATE INDEX rows_open ON rows (subject) WHERE pos_to = 9223372036854775807;
CREATE INDEX rows_published ON rows (subject) WHERE set_id < 0;

-- What a row says from a position on, until it says something else or is believed no longer.
CREATE TABLE row_versions (
    row      INTEGER NOT NULL,
    pos_from INTEGER NOT NULL,
    body     INTEGER NOT NULL,
    PRIMARY KEY (row, pos_from)
) STRICT, WITHOUT ROWID;

-- The windows of all rows of a subject from a position on, where a view keeps them apart: keys are subjects there.
CREATE TABLE row_windows (
    set_id   INTEGER NOT NULL,
    subject  TEXT NOT NULL,
    pos_from INTEGER NOT NULL,
    windows  TEXT NOT NULL, -- JSON
    PRIMARY KEY (set_id, subject, pos_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX row_windows_moves ON row_windows (set_id, pos_from, subject); -- for those who follow a view

-- When a row begins, says something else or ends: for those who follow a view.
CREATE TABLE row_moves (
    set_id   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    key      TEXT NOT NULL,
    row      INTEGER NOT NULL,
    PRIMARY KEY (set_id, position, key, row)
) STRICT, WITHOUT ROWID;

-- What rows say, as JSON that is served as it is; rows of several views and days that say the same share it.
CREATE TABLE bodies (
    id   INTEGER PRIMARY KEY,
    uses INTEGER NOT NULL, -- how many row_versions say it
    body TEXT NOT NULL
) STRICT;

-- What a question narrows to: a whole set (filter ''), or the rows that have one value of one filter.
CREATE TABLE scopes (
    id     INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL,
    filter TEXT NOT NULL,
    value  TEXT NOT NULL,
    UNIQUE (set_id, filter, value)
) STRICT;

-- Where a question for one day finds rows in order of key; see rows/blocks.py.
CREATE TABLE cells (
    scope     INTEGER NOT NULL,
    block     INTEGER NOT NULL,
    key       TEXT NOT NULL,
    row       INTEGER NOT NULL,
    day_from  INTEGER NOT NULL,
    day_to    INTEGER NOT NULL,
    pos_from  INTEGER NOT NULL,
    sure      INTEGER NOT NULL,
    published INTEGER NOT NULL, -- a day until which something was published that the row says: as of an earlier one it is not looked at
    PRIMARY KEY (scope, block, key, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_published ON cells (row) WHERE row < 0;

-- Between which days reports of a subject were published: if all by the day asked for, its rows are those of everything.
CREATE TABLE publications (
    subject  TEXT PRIMARY KEY,
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    position INTEGER NOT NULL, -- of its last report
    in_order INTEGER NOT NULL, -- 1 while each was published no earlier than those before, and on another day only if it came in another append
    settled  INTEGER NOT NULL, -- the generation of the sets when rows as published came to tell all of it: 0 while they do not, -1 where they never will
    joined   TEXT              -- the least of the subjects that were ever merged or split with it: all that have it share the above
) STRICT, WITHOUT ROWID;
CREATE INDEX publications_settled ON publications (settled, subject) WHERE first < last AND in_order = 0;
CREATE INDEX publications_joined ON publications (joined) WHERE joined IS NOT NULL;

-- The first position of a report of a subject that was published on a day.
CREATE TABLE publication_days (
    subject   TEXT NOT NULL,
    published INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    PRIMARY KEY (subject, published)
) STRICT, WITHOUT ROWID;
