-- Forgets what became of the messages of a webhook.
DELETE FROM webhook_deliveries WHERE webhook = :id
