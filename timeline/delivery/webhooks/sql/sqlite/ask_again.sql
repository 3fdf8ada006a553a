-- A delivery that is to be sent once more.
UPDATE webhook_deliveries SET next_attempt = :now WHERE id = :id AND webhook = :webhook
