-- One webhook.
SELECT id, url, topic, format, description, secret, created_at, cursor, failures, next_attempt, status, reason, previous_secret, previous_until
FROM webhooks
WHERE id = :id
