-- A webhook whose receiver has failed for too long.
UPDATE webhooks SET status = 'disabled', reason = ? WHERE id = ?
