-- Keeps a webhook; one that is known stays in its place.
INSERT INTO webhooks (
    id, url, topic, format, description, secret, created_at, cursor, failures, next_attempt, status, reason, previous_secret, previous_until
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    url = excluded.url,
    topic = excluded.topic,
    format = excluded.format,
    description = excluded.description,
    secret = excluded.secret,
    cursor = excluded.cursor,
    failures = excluded.failures,
    next_attempt = excluded.next_attempt,
    status = excluded.status,
    reason = excluded.reason,
    previous_secret = excluded.previous_secret,
    previous_until = excluded.previous_until
