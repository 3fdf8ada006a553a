-- One delivery of a webhook.
SELECT
    id, webhook, cursor, type, status, attempts, first_attempt, last_attempt, latency_us, next_attempt, response_status, response_body,
    error, number
FROM webhook_deliveries
WHERE id = :id AND webhook = :webhook
