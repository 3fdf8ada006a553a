-- The newest deliveries below a number.
SELECT
    id, webhook, cursor, type, status, attempts, first_attempt, last_attempt, latency_us, next_attempt, response_status, response_body,
    error, number
FROM webhook_deliveries
WHERE webhook = :webhook AND (:before IS NULL OR number < :before)
ORDER BY number DESC
LIMIT :limit
