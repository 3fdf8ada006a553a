-- Forgets a webhook.
DELETE FROM webhooks WHERE id = :id
