-- How far a webhook has come.
UPDATE webhooks SET cursor = ?, failures = ?, next_attempt = ? WHERE id = ?
