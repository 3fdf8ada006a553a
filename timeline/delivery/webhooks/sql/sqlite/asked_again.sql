-- What was delivered and is to be sent once more.
SELECT
    id, webhook, cursor, type, status, attempts, first_attempt, last_attempt, latency_us, next_attempt, response_status, response_body,
    error, number
FROM webhook_deliveries
WHERE webhook = :webhook AND next_attempt IS NOT NULL AND status = 'delivered'
ORDER BY number
