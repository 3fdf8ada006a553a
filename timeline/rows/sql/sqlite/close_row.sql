-- A row is believed no longer.
UPDATE rows SET pos_to = ? WHERE id = ?;
