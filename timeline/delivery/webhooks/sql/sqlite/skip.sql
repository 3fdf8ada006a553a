-- What is failing is no longer tried.
UPDATE webhook_deliveries SET status = 'skipped', next_attempt = NULL WHERE webhook = :id AND status = 'failing'
