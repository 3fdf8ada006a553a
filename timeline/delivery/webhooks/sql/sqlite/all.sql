-- Every webhook, in the order in which they were made.
SELECT id, url, topic, format, description, secret, created_at, cursor, failures, next_attempt, status, reason, previous_secret, previous_until
FROM webhooks
ORDER BY number
