-- Webhooks and what became of their messages. A message is what stands behind a cursor, and is never copied here.
-- Instants are microseconds since 1970 in UTC.
CREATE TABLE webhooks (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    url             TEXT NOT NULL,
    topic           TEXT NOT NULL, -- JSON: types, or view, filters and day
    format          TEXT NOT NULL,
    description     TEXT,
    secret          TEXT NOT NULL, -- as it is: messages are signed with it
    created_at      INTEGER NOT NULL,
    cursor          TEXT NOT NULL, -- all before it is delivered
    failures        INTEGER NOT NULL, -- of the message behind the cursor
    next_attempt    INTEGER,
    status          TEXT NOT NULL,
    reason          TEXT,
    previous_secret TEXT,
    previous_until  INTEGER
) STRICT;

CREATE TABLE webhook_deliveries (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    webhook         TEXT NOT NULL,
    cursor          TEXT NOT NULL, -- right behind the message
    type            TEXT NOT NULL,
    status          TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    first_attempt   INTEGER NOT NULL,
    last_attempt    INTEGER NOT NULL,
    latency_us      INTEGER NOT NULL,
    next_attempt    INTEGER,
    response_status INTEGER,
    response_body   TEXT NOT NULL, -- its beginning
    error           TEXT
) STRICT;
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (webhook, number);
CREATE INDEX webhook_deliveries_ahead ON webhook_deliveries (webhook) WHERE next_attempt IS NOT NULL;
