-- Only the newest deliveries of a webhook are kept.
DELETE FROM webhook_deliveries
WHERE webhook = :webhook
    AND number <= (SELECT number FROM webhook_deliveries WHERE webhook = :webhook ORDER BY number DESC LIMIT 1 OFFSET :kept)
