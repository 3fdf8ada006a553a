-- Keeps an attempt; of a message that was tried before, the first attempt stays and all are counted.
INSERT INTO webhook_deliveries (
    id, webhook, cursor, type, status, attempts, first_attempt, last_attempt, latency_us, next_attempt, response_status, response_body, error
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    status = excluded.status,
    attempts = attempts + excluded.attempts,
    last_attempt = excluded.last_attempt,
    latency_us = excluded.latency_us,
    next_attempt = excluded.next_attempt,
    response_status = excluded.response_status,
    response_body = excluded.response_body,
    error = excluded.error
